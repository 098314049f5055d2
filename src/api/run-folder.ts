import { hash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { modelFolderName } from "../domain/names.ts";
import { LockedError } from "../errors.ts";
import { syncFolder } from "../files/atomic.ts";
import { explainFileError } from "../files/explain.ts";
import { type FileLock, lockFile } from "../files/lock.ts";
import { MANIFEST_NAME } from "../formats/run-manifest.ts";

/** The files of one run. */
export interface RunFolder {
  readonly path: string;
  readonly manifest: string;
  readonly ledger: string;
  readonly lock: string;
  /** Input files of batches, kept. */
  readonly preprocessed: string;
  /** One file for each batch. */
  readonly metadata: string;
  /** One file for each statement. */
  readonly results: string;
}

export function runFolder(path: string): RunFolder {
  const ledger = join(path, "ledger");
  return {
    path,
    manifest: join(path, MANIFEST_NAME),
    ledger,
    lock: join(ledger, "lock"),
    preprocessed: join(path, "preprocessed"),
    metadata: join(path, "metadata"),
    results: join(path, "results"),
  };
}

/** Path of a statement's results. In a run of judgements, where it is a sheet's key, that is a path in the run's folder. */
export function resultPath(folder: RunFolder, statementId: string): string {
  return join(statementId.includes("/") ? folder.path : folder.results, `${statementId}.json`);
}

/** Folder that holds the runs of one model on one specification: `{base}/{spec}/{model}`. */
export function modelFolder(base: string, specName: string, model: string): string {
  return join(base, specName, modelFolderName(model));
}

const BUILDING_PREFIX = ".building-";

/**
 * Does something while no other process looks for a run in this folder or makes one there: the same command, started
 * twice, must not become two runs that are both paid for. When it fails, no folder is left that was not there before.
 *
 * @param parent see {@link modelFolder}; made where it does not exist
 */
export async function withModelFolder<Result>(parent: string, action: () => Promise<Result>): Promise<Result> {
  const madeParent = makeFolder(parent);
  const path = parentLock(parent);
  let lock: FileLock | undefined;
  try {
    lock = lockFile(path, `the folder ${parent}`, { tellsHolder: false });
    removeAbandoned(parent);
    return await action();
  } catch (error) {
    throw explainFileError(error, parent, "the output folder");
  } finally {
    // Nobody waits for this lock, so nobody holds on to the file.
    if (lock !== undefined) rmSync(path, { force: true });
    lock?.release();
    if (madeParent !== undefined) removeEmpty(parent, madeParent);
  }
}

/** Among the machine's temporary files: a process that is killed leaves nothing in the folder itself. */
function parentLock(parent: string): string {
  return join(tmpdir(), `speceval-${hash("sha256", realpathSync(parent)).slice(0, 32)}.lock`);
}

/**
 * Makes a run's folder under a hidden name, lets `fill` put its ledger and manifest in, and then gives it its name: it
 * appears complete or not at all. When `fill` fails, nothing is left behind.
 *
 * @param parent a folder that {@link withModelFolder} holds
 * @param place gives the run's path, in that folder or deeper, when all else is done; nothing may be there
 */
export async function createRunFolder(parent: string, place: () => string, fill: (folder: RunFolder) => Promise<void>): Promise<RunFolder> {
  const building = join(parent, `${BUILDING_PREFIX}${process.pid}-${randomUUID()}`);
  try {
    const folder = runFolder(building);
    for (const path of [folder.ledger, folder.preprocessed]) makeFolder(path);
    const lock = lockFile(folder.lock, "the new run");
    try {
      await fill(folder);
    } finally {
      lock.release();
    }
    const final = place();
    makeFolder(dirname(final));
    renameSync(building, final);
    syncFolder(dirname(final));
    return runFolder(final);
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    throw explainFileError(error, building, "the output folder");
  }
}

/** Makes a folder and those above it; says which was the topmost that did not exist. */
export function makeFolder(path: string): string | undefined {
  try {
    return makeBelow(path);
  } catch (error) {
    throw explainFileError(error, path, "the output folder");
  }
}

/** One by one: Node's recursive `mkdir` never returns where a file system refuses with ENOENT, such as `/proc`. */
function makeBelow(path: string): string | undefined {
  if (existsSync(path)) {
    // Says what is wrong where a file stands in the way.
    readdirSync(path);
    return undefined;
  }
  const top = makeBelow(dirname(path));
  mkdirSync(path);
  return top ?? path;
}

/** Removes folders that were made for nothing, from `path` up to `top`, as long as they are empty. */
function removeEmpty(path: string, top: string): void {
  for (let folder = path; folder.length >= top.length && existsSync(folder) && readdirSync(folder).length === 0; folder = dirname(folder)) {
    rmSync(folder, { recursive: true });
  }
}

/** Clears away what a process that died while it planned has left; one that still lives holds its lock. */
function removeAbandoned(parent: string): void {
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(BUILDING_PREFIX))) {
    const path = join(parent, name);
    try {
      if (existsSync(runFolder(path).lock)) lockFile(runFolder(path).lock, basename(path)).release();
    } catch (error) {
      if (error instanceof LockedError) continue;
      throw error;
    }
    rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Path of a new run of a model: `YYYYMMDD_HHMMSS` in local time; a second later for each run that has the name already.
 *
 * @param now milliseconds since the epoch
 */
export function timedPath(parent: string, now: number): string {
  for (let time = now; ; time += 1000) {
    const path = join(parent, timestamp(new Date(time)));
    if (!existsSync(path)) return path;
  }
}

/** `YYYYMMDD_HHMMSS` in local time. */
export function timestamp(date: Date): string {
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}_${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
