import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { ConfigError } from "../../errors.ts";
import { TOGETHER_RESULTS_NAME } from "../../formats/together-results.ts";
import { runFolder } from "../run-folder.ts";

/** A folder of results, with what it holds. */
export interface ResultsFolder {
  readonly resultsFolder: string;
  readonly runFolder: string | null;
  /** Sorted. */
  readonly statements: readonly string[];
}

/** Name of the folder in a run that holds its results. */
export const RESULTS_NAME = basename(runFolder("").results);

const ENDING = ".json";

/**
 * The results that a folder holds itself: a run, its folder `results`, or a folder of files; undefined where it is none of these.
 *
 * @throws {ConfigError} for flat results of the Python tool for Together, which must be imported
 */
export function readResultsFolder(path: string): ResultsFolder | undefined {
  const { results, manifest } = runFolder(path);
  if (isFolder(results)) {
    const statements = listStatements(results);
    if (statements.length === 0) checkNotFlat(path);
    return { resultsFolder: results, runFolder: path, statements };
  }
  if (existsSync(manifest)) return { resultsFolder: results, runFolder: path, statements: [] };
  checkNotFlat(path);
  const statements = listStatements(path);
  if (basename(resolve(path)) === RESULTS_NAME) return { resultsFolder: path, runFolder: join(path, ".."), statements };
  return statements.length === 0 ? undefined : { resultsFolder: path, runFolder: null, statements };
}

/** Names of the folders in a folder, those behind links included, sorted. */
export function listFolders(path: string): string[] {
  return readdirSync(path)
    .filter((name) => !name.startsWith(".") && isFolder(join(path, name)))
    .toSorted();
}

/** Path of the file that holds a statement's results. */
export function statementPath(resultsFolder: string, statementId: string): string {
  return join(resultsFolder, `${statementId}${ENDING}`);
}

function listStatements(path: string): string[] {
  return readdirSync(path)
    .filter((name) => name.endsWith(ENDING) && !name.startsWith(".") && !isFolder(join(path, name)))
    .map((name) => name.slice(0, -ENDING.length))
    .toSorted();
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A statement may be called "results": its file is a list, and flat results are an object. */
function checkNotFlat(path: string): void {
  const file = join(path, TOGETHER_RESULTS_NAME);
  if (existsSync(file) && beginsAsObject(file)) throw flatResultsError(file);
}

export function flatResultsError(file: string): ConfigError {
  return new ConfigError(
    `${file} holds a whole run in one file; bring it into folders with speceval import ${file} --output-base-dir DIR, and give what that makes.`,
  );
}

/** More than the blanks that anybody puts before the first sign of a file. */
const HEAD_BYTES = 256;

function beginsAsObject(path: string): boolean {
  const head = Buffer.alloc(HEAD_BYTES);
  const file = openSync(path, "r");
  try {
    const length = readSync(file, head);
    return /^[\uFEFF\s]*\{/.test(head.toString("utf8", 0, length));
  } finally {
    closeSync(file);
  }
}
