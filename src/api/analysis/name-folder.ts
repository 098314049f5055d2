import { basename, dirname, resolve, sep } from "node:path";
import { modelFolderName } from "../../domain/names.ts";
import { ConfigError } from "../../errors.ts";
import type { JudgementHead } from "../../formats/judgement-head.ts";
import { promptFields } from "../../formats/judgement-metadata.ts";
import type { JudgingManifest } from "../../formats/run-manifest.ts";
import { SELF_CHECK_FOLDER } from "../../run/plan-judgements.ts";
import { RESULTS_NAME } from "../judging/ranking-folders.ts";
import type { JudgementFolder } from "./judgement-folder.ts";

/** A run that a folder is in. */
export interface JudgingRun {
  readonly path: string;
  readonly manifest: JudgingManifest;
}

/** Specification of folders that do not name one. */
export const UNNAMED_SPEC = "unnamed";

/**
 * Whose verdicts on whom a folder holds: from its run, from its first file, and where these do not say, from its path in the
 * layouts of the Python tool. Names of candidates are never parted at an `x` where there are several.
 *
 * @param file its first file, for errors
 * @throws {ConfigError} when the judge or a candidate cannot be told
 */
export function nameFolder(
  path: string,
  file: string,
  statements: readonly string[],
  head: JudgementHead & { readonly kind: JudgementFolder["stage"] },
  run: JudgingRun | undefined,
): JudgementFolder {
  const group = isInner(path) ? dirname(path) : path;
  const above = resolve(dirname(group)).split(sep);
  const judge = run?.manifest.model ?? head.judge?.model ?? judgeOfPath(above);
  if (judge === undefined) {
    throw new ConfigError(
      `${file} does not say which judge gave its verdicts; move its folder to spec_{spec}/judge_{judge}/{candidate}/results, or give its metadata a "judge_model".`,
    );
  }
  const names = head.candidates.map((candidate) => candidate?.name ?? null);
  const candidates = names.some((name) => name === null) ? candidateOfPath(group, head.kind, above, file) : (names as readonly string[]);
  return {
    path,
    stage: head.kind,
    spec: run?.manifest.spec.name ?? partOf(above, /^spec_(.+)$/) ?? head.specName ?? specOfRanker(above) ?? UNNAMED_SPEC,
    judge,
    candidates,
    evaluator: head.evaluator ?? evaluatorOf(basename(group), candidates),
    second: basename(path) === SELF_CHECK_FOLDER,
    statements,
    source: run?.path ?? dirname(group),
    isRun: run !== undefined,
    createdAt: run?.manifest.created_at ?? head.createdAt ?? dateOfPath(above),
    specPath: run?.manifest.spec.path ?? null,
    specSha256: run?.manifest.spec.sha256 ?? null,
    prompt: run === undefined ? head.prompt : promptFields(run.manifest.prompt),
    answerFolders: head.candidates.flatMap((candidate) => candidate?.path ?? []),
  };
}

function isInner(path: string): boolean {
  return [RESULTS_NAME, SELF_CHECK_FOLDER].includes(basename(path));
}

/** The last folder of a path that a pattern fits: what it captures. */
function partOf(parts: readonly string[], pattern: RegExp): string | undefined {
  return parts.map((part) => pattern.exec(part)?.[1]).findLast((name) => name !== undefined);
}

/** `judge_{judge}`, `ranker_{judge}`, `JUDGE_{provider}_{judge}`; in older trees only `JUDGE_{PROVIDER}`. */
function judgeOfPath(above: readonly string[]): string | undefined {
  return (
    partOf(above, /^judge_(.+)$/) ?? partOf(above, /^ranker_(.+)$/) ?? partOf(above, /^JUDGE_[^_]+_(.+)$/) ?? partOf(above, /^JUDGE_(.+)$/)
  );
}

/** Whether a folder's name says that a judge's verdicts belong there, as the Python tool names them. */
export function isJudgesFolder(path: string): boolean {
  return judgeOfPath([basename(resolve(path))]) !== undefined;
}

/** `{ranker}/{spec}/ranker_{ranker}`. */
function specOfRanker(above: readonly string[]): string | undefined {
  const place = above.findLastIndex((part) => part.startsWith("ranker_"));
  return place >= 2 && above[place] === `ranker_${above[place - 2]}` ? above[place - 1] : undefined;
}

/** A folder of the day, `MM_DD_YYYY`. */
function dateOfPath(above: readonly string[]): string | null {
  const [month, day, year] = partOf(above, /^(\d\d_\d\d_(?:19|20)\d\d)(?:_\d+)?$/)?.split("_") ?? [];
  return year === undefined ? null : `${year}-${month}-${day}`;
}

function candidateOfPath(group: string, kind: JudgementFolder["stage"], above: readonly string[], file: string): readonly string[] {
  const name = basename(group);
  if (kind !== "rank") {
    if (above.at(-1)?.startsWith("judge_") === true) return [name];
    const parts = name.split("x");
    if (parts.length === 2 && parts[1] !== undefined && parts[1] !== "") return [parts[1]];
  }
  const keys = kind === "rank" ? 'a "model_a" and a "model_b"' : 'a "candidate_model"';
  throw new ConfigError(`${file} does not say whose answers it judges; give its metadata ${keys}.`);
}

/** The part before the `x` of `{evaluator}x{candidate}`. */
function evaluatorOf(group: string, candidates: readonly string[]): string | null {
  const [candidate] = candidates;
  if (candidates.length !== 1 || candidate === undefined) return null;
  const end = `x${modelFolderName(candidate)}`;
  return group.endsWith(end) && group !== end ? group.slice(0, -end.length) : null;
}
