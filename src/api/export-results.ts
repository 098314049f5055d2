import { existsSync, readdirSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { ConfigError } from "../errors.ts";
import { explainFileError } from "../files/explain.ts";
import { readGenerations } from "../formats/generations.ts";
import { readManifest } from "../formats/run-manifest.ts";
import { IMPORTED_METADATA_NAME, readTogetherMetadata, type TogetherRow, writeTogetherResults } from "../formats/together-results.ts";
import { resultPath, type RunFolder, runFolder } from "./run-folder.ts";

/** What was written. */
export interface ExportedResults {
  readonly path: string;
  readonly statements: number;
  readonly rows: number;
  /** Prompts of the run that have no answer yet, and so no row. */
  readonly missing: number;
}

/**
 * Writes a run's results as one flat file, like those of the Python tool for Together.
 *
 * @param directory a run of ours or of the Python tool, with its folder `results/`
 * @param target the file; must not exist
 * @throws {ConfigError} or {FormatError} when there are no results, or they cannot be read; nothing was written then
 */
export async function exportResults(directory: string, target: string): Promise<ExportedResults> {
  const folder = runFolder(directory);
  const statements = listStatements(folder);
  if (existsSync(target)) throw new ConfigError(`${target} exists already, and is not overwritten; remove it, or choose another name.`);
  // Also the check that all of them can be read, before the file is begun.
  const available = await countRows(folder, statements);
  const { metadata, items } = await describeRun(folder, available);
  try {
    const rows = await writeTogetherResults(target, metadata, rowsOf(folder, statements));
    return { path: target, statements: statements.length, rows, missing: items - rows };
  } catch (error) {
    throw explainFileError(error, target, "the file to write");
  }
}

const ENDING = ".json";

function listStatements({ path, results }: RunFolder): string[] {
  let names: string[];
  try {
    names = readdirSync(results).filter((name) => name.endsWith(ENDING) && !name.startsWith("."));
  } catch (error) {
    throw explainFileError(error, results, "the results of the run");
  }
  if (names.length === 0) throw new ConfigError(`${path} has no results yet; there is nothing to export.`);
  return names.map((name) => name.slice(0, -ENDING.length)).toSorted();
}

async function countRows(folder: RunFolder, statements: readonly string[]): Promise<number> {
  let rows = 0;
  for (const statementId of statements) rows += (await readGenerations(resultPath(folder, statementId))).length;
  return rows;
}

async function* rowsOf(folder: RunFolder, statements: readonly string[]): AsyncGenerator<TogetherRow> {
  for (const statementId of statements) {
    for (const { batchId: _batch, requestId: _request, ...row } of await readGenerations(resultPath(folder, statementId))) {
      yield { statementId, ...row };
    }
  }
}

interface RunDescription {
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Prompts times samples. */
  readonly items: number;
}

/** Says of a run of ours what the Python tool says of its own; what was imported has kept it. */
async function describeRun({ path, manifest, metadata }: RunFolder, rows: number): Promise<RunDescription> {
  const [model, time] = resolve(path).split(sep).slice(-2);
  if (existsSync(manifest)) {
    const run = readManifest(manifest);
    if (run.stage !== "generate")
      throw new ConfigError(`${path} is a run of judgements, and only answers can be exported; name a run of speceval generate.`);
    const { items, settings } = run;
    const described = {
      model_name: run.model,
      input_directory: run.inputs.path,
      output_directory: path,
      batch_size: settings.batch_size,
      total_prompts: items,
      run_timestamp: time,
      completed_timestamp: null,
    };
    return { metadata: described, items };
  }
  const kept = join(metadata, IMPORTED_METADATA_NAME);
  if (existsSync(kept)) return { metadata: await readTogetherMetadata(kept), items: rows };
  return { metadata: { model_name: model, output_directory: path, total_prompts: rows, run_timestamp: time }, items: rows };
}
