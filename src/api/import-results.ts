import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Generation } from "../domain/generation.ts";
import { modelFolderName, unsafeNameReason } from "../domain/names.ts";
import { ConfigError } from "../errors.ts";
import { syncFolder, writeFileAtomic } from "../files/atomic.ts";
import { explainFileError } from "../files/explain.ts";
import { writeGenerations } from "../formats/generations.ts";
import {
  IMPORTED_METADATA_NAME,
  readTogetherResults,
  TOGETHER_RESULTS_NAME,
  type TogetherResults,
  type TogetherRow,
} from "../formats/together-results.ts";
import { makeFolder, resultPath, runFolder, withModelFolder } from "./run-folder.ts";

/** Where imported results go, and what they are called where the file itself or its path does not say it right. */
export interface ImportOptions {
  /** Results go to `{outputBaseDir}/{spec}/{model}/{time}/`. */
  readonly outputBaseDir: string;
  /** In place of the specification that the file's path names. */
  readonly specName?: string;
  /** In place of the model that the file names. */
  readonly modelName?: string;
}

/** A run whose results were brought into our layout. */
export interface ImportedRun {
  /** The file that was read. */
  readonly source: string;
  readonly directory: string;
  readonly spec: string;
  readonly model: string;
  readonly statements: number;
  readonly rows: number;
  /** Rows that hold no answer. */
  readonly failed: number;
}

/**
 * Brings flat results of the Python tool for Together (`results.json`) into the layout of a run: all of them or none.
 *
 * @param source such a file, a folder that holds one, or a tree of these
 * @throws {ConfigError} or {FormatError} for what cannot be brought over; nothing was written then
 */
export async function importResults(source: string, options: ImportOptions): Promise<ImportedRun[]> {
  const places: Place[] = [];
  for (const path of findFiles(source)) places.push(placeOf(path, await readTogetherResults(path), options));
  checkPlaces(places, options);
  return await withModelFolders([...new Set(places.map(({ parent }) => parent))].toSorted(), async () => {
    const built: string[] = [];
    try {
      const runs: ImportedRun[] = [];
      for (const place of places) {
        const building = join(place.parent, `${BUILDING_PREFIX}${place.time}`);
        rmSync(building, { recursive: true, force: true });
        built.push(building);
        runs.push(build(building, place, await readTogetherResults(place.path)));
      }
      checkFree(places);
      places.forEach(({ target, parent }, index) => {
        renameSync(built[index] ?? "", target);
        syncFolder(parent);
      });
      return runs;
    } catch (error) {
      for (const path of built) rmSync(path, { recursive: true, force: true });
      throw error;
    }
  });
}

/** Only one process at a time builds in a folder, so that what is found there under such a name was left by one that died. */
const BUILDING_PREFIX = ".importing-";

/** A file, and where its results go. */
interface Place {
  readonly path: string;
  readonly spec: string;
  readonly model: string;
  /** `YYYYMMDD_HHMMSS`. */
  readonly time: string;
  /** `{base}/{spec}/{model}`. */
  readonly parent: string;
  readonly target: string;
  /** What the file and its path say, whatever the options do. */
  readonly own: { readonly spec: string | undefined; readonly model: string | undefined };
}

function findFiles(source: string): string[] {
  try {
    if (!statSync(source).isDirectory()) return [source];
    const entries = readdirSync(source, { recursive: true, withFileTypes: true });
    const found = entries.filter((entry) => entry.isFile() && entry.name === TOGETHER_RESULTS_NAME);
    if (found.length > 0) return found.map((entry) => join(entry.parentPath, entry.name)).toSorted();
  } catch (error) {
    throw explainFileError(error, source, "the results to import");
  }
  throw new ConfigError(`there is no ${TOGETHER_RESULTS_NAME} in or below ${source}; check the path.`);
}

function placeOf(path: string, { metadata }: TogetherResults, options: ImportOptions): Place {
  const fromPath = layoutOf(dirname(resolve(path)));
  const fromMetadata = layoutOf(metadata.output_directory ?? "");
  const own = {
    spec: fromPath?.spec ?? fromMetadata?.spec,
    model: metadata.model_name ?? fromPath?.model ?? fromMetadata?.model,
  };
  const spec = options.specName ?? own.spec;
  const model = options.modelName ?? own.model;
  const time = timeOf(metadata.run_timestamp ?? "") ?? fromPath?.time ?? fromMetadata?.time;
  if (spec === undefined) {
    throw new ConfigError(
      `${path}: neither its path ({spec}/{model}/{time}/) nor its metadata tell the specification; say it with --spec-name.`,
    );
  }
  if (model === undefined) {
    throw new ConfigError(`${path}: neither its metadata ("model_name") nor its path tell the model; say it with --model-name.`);
  }
  if (time === undefined) {
    throw new ConfigError(
      `${path}: neither its metadata ("run_timestamp") nor its path tell when it was made; put it into a folder named YYYYMMDD_HHMMSS.`,
    );
  }
  checkName(path, spec, options.specName === undefined ? "the specification" : "--spec-name");
  checkName(path, modelFolderName(model), options.modelName === undefined ? "the model" : "--model-name");
  const parent = join(options.outputBaseDir, spec, modelFolderName(model));
  return { path, spec, model, time, parent, target: join(parent, time), own };
}

const TIME = /^\d{8}_\d{6}$/;

/** What the end of a path says: `{spec}/{model}/{time}`. */
function layoutOf(folder: string): { spec: string | undefined; model: string | undefined; time: string } | undefined {
  const [spec, model, time = ""] = folder
    .split(/[/\\]+/)
    .filter((part) => part !== "")
    .slice(-3);
  return TIME.test(time) ? { spec, model, time } : undefined;
}

/** `YYYYMMDD_HHMMSS`, or ISO 8601, which says the same with other signs. */
function timeOf(text: string): string | undefined {
  if (TIME.test(text)) return text;
  const [, year, month, day, hour, minute, second] = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)/.exec(text) ?? [];
  return year === undefined ? undefined : `${year}${month}${day}_${hour}${minute}${second}`;
}

function checkName(path: string, name: string, what: string): void {
  const unsafe = unsafeNameReason(name);
  if (unsafe !== undefined)
    throw new ConfigError(`${path}: ${what} ${JSON.stringify(name)} cannot be the name of a folder: ${unsafe}; choose another.`);
}

function checkPlaces(places: readonly Place[], options: ImportOptions): void {
  // One name for what the files call differently would mix models, or specifications, that nobody can part again.
  if (options.modelName !== undefined) checkOne(places, "--model-name", ({ own }) => own.model);
  if (options.specName !== undefined) checkOne(places, "--spec-name", ({ own }) => own.spec);
  const sources = new Map<string, string>();
  for (const { path, target } of places) {
    const other = sources.get(target);
    if (other !== undefined) throw new ConfigError(`${other} and ${path} would both become ${target}; import them into different folders.`);
    sources.set(target, path);
  }
  checkFree(places);
}

function checkOne(places: readonly Place[], flag: string, nameOf: (place: Place) => string | undefined): void {
  const names = [...new Set(places.map(nameOf))].filter((name) => name !== undefined);
  if (names.length < 2) return;
  throw new ConfigError(`${flag} is one name, and the files have several (${names.slice(0, 3).join(", ")}); import them one by one.`);
}

function checkFree(places: readonly Place[]): void {
  const taken = places.find(({ target }) => existsSync(target));
  if (taken === undefined) return;
  throw new ConfigError(`${taken.target} exists already, and is not overwritten; remove it, or import into another folder.`);
}

/** @param parents in one order for all processes, so that none waits for another in a circle */
async function withModelFolders<Result>([first, ...others]: readonly string[], action: () => Promise<Result>): Promise<Result> {
  return first === undefined ? await action() : await withModelFolder(first, () => withModelFolders(others, action));
}

function build(path: string, place: Place, { metadata, statements }: TogetherResults): ImportedRun {
  const folder = runFolder(path);
  try {
    mkdirSync(path);
    for (const part of [folder.results, folder.metadata]) makeFolder(part);
    writeFileAtomic(join(folder.metadata, IMPORTED_METADATA_NAME), `${JSON.stringify(metadata, undefined, 2)}\n`);
    let [rows, failed] = [0, 0];
    for (const [statementId, answers] of statements) {
      rows += writeGenerations(resultPath(folder, statementId), generationsOf(answers, `batch_${place.time}`));
      failed += answers.filter(({ outcome }) => outcome.status !== "succeeded").length;
    }
    return { source: place.path, directory: place.target, spec: place.spec, model: place.model, statements: statements.size, rows, failed };
  } catch (error) {
    throw explainFileError(error, path, "the output folder");
  }
}

function* generationsOf(answers: readonly TogetherRow[], batchId: string): Generator<Generation> {
  for (const { statementId: _statement, ...row } of answers) yield { ...row, batchId, requestId: null };
}
