import { existsSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import type { JudgeConfig } from "../../config/judge-config.ts";
import { compareTexts } from "../../domain/compare-texts.ts";
import { modelFolderName } from "../../domain/names.ts";
import { lockFile } from "../../files/lock.ts";
import { readManifest } from "../../formats/run-manifest.ts";
import { findRuns } from "../find-runs.ts";
import { makeFolder, type RunFolder, runFolder, timestamp } from "../run-folder.ts";
import type { JudgeSeat } from "./judge-seat.ts";

/** Where a judge's run is, or is to be. */
export interface JudgingPlace {
  /** The folder of the run that exists, if one does and is to be gone on with. */
  readonly existing: string | undefined;
  /** Makes room for a new run, and says where. */
  readonly make: () => string;
}

/** Folder that runs of a stage on a specification are in: held while they are planned. */
export function judgingParent({ stage, output_dir_base, spec_name }: JudgeConfig): string {
  return stage === "rate" ? output_dir_base : join(output_dir_base, `spec_${spec_name}`);
}

/**
 * The place of a judge's run in the layout of the Python tool: `{base}/spec_{spec}/judge_{judge}` for compliance and
 * rankings, `{base}/JUDGE_{provider}_{judge}/{MM_DD_YYYY}` for ratings.
 *
 * @param now milliseconds since the epoch
 */
export function judgingPlace(config: JudgeConfig, { choice, providerName }: JudgeSeat, now: number): JudgingPlace {
  const parent = judgingParent(config);
  if (config.stage === "rate") {
    const folder = join(parent, `JUDGE_${providerName}_${modelFolderName(choice.model)}`);
    return { existing: config.new_run ? undefined : newestOfSpec(folder, config.spec_name), make: () => datedPath(folder, now) };
  }
  const path = join(parent, `judge_${modelFolderName(choice.model)}`);
  const exists = existsSync(runFolder(path).manifest);
  return {
    existing: exists && !config.new_run ? path : undefined,
    make() {
      if (exists) putAside(runFolder(path));
      return path;
    },
  };
}

/** Ratings are in folders named after days; a specification's go on where they began. */
function newestOfSpec(folder: string, specName: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const runs = findRuns(folder).map((path) => ({ path, manifest: readManifest(runFolder(path).manifest) }));
  const ours = runs.filter(({ manifest }) => manifest.spec.name === specName);
  return ours.toSorted((a, b) => compareTexts(a.manifest.created_at, b.manifest.created_at)).at(-1)?.path;
}

/** `MM_DD_YYYY` in local time; with a number behind it when another run has the name. */
function datedPath(folder: string, now: number): string {
  const [year, month, day] = [
    timestamp(new Date(now)).slice(0, 4),
    timestamp(new Date(now)).slice(4, 6),
    timestamp(new Date(now)).slice(6, 8),
  ];
  const name = `${month}_${day}_${year}`;
  for (let number = 1; ; number += 1) {
    const path = join(folder, number === 1 ? name : `${name}_${number}`);
    if (!existsSync(path)) return path;
  }
}

/** Moves earlier verdicts to `.earlier/{folder}_{time}` beside them. Nothing is lost, and no reader takes them for these. */
function putAside(folder: RunFolder): void {
  const lock = lockFile(folder.lock, `the run ${folder.path}`);
  try {
    const { created_at: createdAt } = readManifest(folder.manifest);
    const earlier = join(dirname(folder.path), ".earlier");
    makeFolder(earlier);
    const name = `${folder.path.slice(dirname(folder.path).length + 1)}_${timestamp(new Date(createdAt))}`;
    let path = join(earlier, name);
    for (let number = 2; existsSync(path); number += 1) path = join(earlier, `${name}_${number}`);
    renameSync(folder.path, path);
  } finally {
    lock.release();
  }
}
