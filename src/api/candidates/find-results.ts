import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { ConfigError } from "../../errors.ts";
import { explainFileError } from "../../files/explain.ts";
import { MANIFEST_NAME } from "../../formats/run-manifest.ts";
import { TOGETHER_RESULTS_NAME } from "../../formats/together-results.ts";
import { nameFew } from "../name-few.ts";
import { isDate, timeOfFolder } from "./folder-dates.ts";
import { flatResultsError, listFolders, readResultsFolder, type ResultsFolder } from "./results-folder.ts";
import { readRunRecord, type RunRecord } from "./run-record.ts";

/** The results that a path stands for. */
export interface FoundResults extends ResultsFolder {
  readonly record: RunRecord | undefined;
  /** Of how many runs of a model's folder this one was chosen; 1 where there was no choice. */
  readonly runs: number;
}

/**
 * Finds the results that a path stands for: a folder `results`, a run that has one, a folder of `{statement_id}.json`, or a
 * model's folder. Of the runs in that, the one with files for most statements is taken, and of several such the newest.
 *
 * @throws {ConfigError} where there are none, or the path does not say which
 */
export async function findResults(path: string): Promise<FoundResults> {
  try {
    checkIsFolder(path);
    const own = readResultsFolder(path);
    const runs = listRuns(path);
    if (own !== undefined && runs.length > 0) {
      throw new ConfigError(
        `candidate ${path}: it holds results and also runs (${nameFew(runs)}); give the folder of the one that is meant.`,
      );
    }
    if (own !== undefined) return await takeOwn(path, own);
    if (runs.length > 0) return await chooseRun(path, runs);
  } catch (error) {
    throw explainFileError(error, path, "the candidate");
  }
  throw nothingError(path);
}

function checkIsFolder(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new ConfigError(`candidate ${path}: there is no such folder; check the path.`);
  if (stats.isDirectory()) return;
  if (basename(path) === TOGETHER_RESULTS_NAME) throw flatResultsError(path);
  throw new ConfigError(`candidate ${path}: this is a file; give the folder that it is in, with {statement_id}.json for each statement.`);
}

async function takeOwn(path: string, own: ResultsFolder): Promise<FoundResults> {
  const record = await recordOf(own);
  if (own.statements.length > 0) return { ...own, record, runs: 1 };
  const mend = record?.kind === "run" ? `finish the run with speceval resume ${own.runFolder ?? path}` : "give a folder that has some";
  throw new ConfigError(`candidate ${path}: there are no results, {statement_id}.json, in ${own.resultsFolder}; ${mend}.`);
}

async function recordOf({ runFolder }: ResultsFolder): Promise<RunRecord | undefined> {
  return runFolder === null ? undefined : await readRunRecord(runFolder);
}

/** Runs in a model's folder: named after a time, or with a record. A folder of any other name may be another model's. */
function listRuns(path: string): string[] {
  return listFolders(path).filter((name) => isDate(name) || existsSync(join(path, name, MANIFEST_NAME)));
}

interface Run extends FoundResults {
  readonly folderName: string;
}

async function chooseRun(path: string, names: readonly string[]): Promise<FoundResults> {
  const runs: Run[] = [];
  for (const folderName of names) {
    const results = readResultsFolder(join(path, folderName));
    if (results === undefined || results.statements.length === 0) continue;
    runs.push({ ...results, folderName, record: await recordOf(results), runs: 1 });
  }
  checkOneModel(path, runs);
  const chosen = runs.toSorted(byPreference).at(-1);
  if (chosen === undefined) {
    throw new ConfigError(
      `candidate ${path}: there are no results, {statement_id}.json, in its runs (${nameFew(names)}); give a folder that has some.`,
    );
  }
  const { folderName: _name, ...found } = chosen;
  return { ...found, runs: runs.length };
}

/** Models whose names differ only in what cannot stand in a folder's name share one. */
function checkOneModel(path: string, runs: readonly Run[]): void {
  const models = [...new Set(runs.map(({ record }) => record?.model))].filter((model) => model !== undefined);
  if (models.length < 2) return;
  throw new ConfigError(`candidate ${path}: its runs are of several models (${models.join(", ")}); give the folder of one run.`);
}

/** The least preferred first. */
function byPreference(a: Run, b: Run): number {
  return a.statements.length - b.statements.length || timeOf(a) - timeOf(b) || byNumber.compare(a.folderName, b.folderName);
}

function timeOf({ record, folderName }: Run): number {
  return record?.createdAt ?? timeOfFolder(folderName) ?? 0;
}

/** `20250506_10` comes after `20250506_9`. */
const byNumber = new Intl.Collator("en", { numeric: true });

function nothingError(path: string): ConfigError {
  const folders = listFolders(path);
  const mend = folders.length === 0 ? "check the path" : `give one of the folders in it (${nameFew(folders)})`;
  return new ConfigError(`candidate ${path}: it holds neither {statement_id}.json nor a run; ${mend}.`);
}
