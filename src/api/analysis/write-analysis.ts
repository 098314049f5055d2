import { hash } from "node:crypto";
import { dirname, join } from "node:path";
import { writeFileAtomic } from "../../files/atomic.ts";
import { checkWritable } from "../../files/writable.ts";
import { hashFile } from "../../files/hash-file.ts";
import { explainFileError } from "../../files/explain.ts";
import { writeJsonValue } from "../../formats/json-value.ts";
import { readTableList, TABLE_LIST_NAME, writeTableList } from "../../formats/table-list.ts";
import { agreementTables } from "../../report/csv/agreement-tables.ts";
import { type CsvFile, csvText } from "../../report/csv/csv-file.ts";
import { labelTables } from "../../report/csv/label-tables.ts";
import { longTables } from "../../report/csv/long-rows.ts";
import { pythonTables } from "../../report/csv/python-tables.ts";
import { rankingTables } from "../../report/csv/ranking-tables.ts";
import { scoreTables } from "../../report/csv/score-tables.ts";
import { makeFolder } from "../run-folder.ts";
import type { Analysis } from "./analyze.ts";
import { type EarlierTables, removeEarlierTables } from "./earlier-tables.ts";
import { loadDuckDb, writeParquet } from "./write-parquet.ts";

/** Name of the summary in the folder of an analysis. */
export const SUMMARY_NAME = "summary.json";

/** What the folder is to the user. */
const WHAT = "the folder of the analysis";

export interface WriteOptions {
  /** `csv`: the tables. `parquet`: every verdict besides, in two long tables; needs `@duckdb/node-api`. */
  readonly format?: "csv" | "parquet" | undefined;
}

/** What was written, and what became of an earlier analysis's tables in the same folder. */
export interface WrittenAnalysis extends EarlierTables {
  readonly paths: readonly string[];
}

/** Makes sure that an analysis can be written to a folder, before it is made. @throws {ConfigError} where it cannot */
export function checkAnalysisFolder(directory: string): void {
  try {
    checkWritable(directory);
  } catch (error) {
    throw explainFileError(error, directory, WHAT);
  }
}

/**
 * Writes `summary.json` and the tables of an analysis. Same analysis, same bytes, but for Parquet, whose bytes are DuckDB's.
 * Tables that an earlier analysis wrote there and this one does not have are removed, so that none of other data stays beside it.
 *
 * @throws {ConfigError} when the folder cannot be written, or DuckDB is missing
 * @throws {FormatError} when the list of an earlier analysis's tables cannot be read
 */
export async function writeAnalysis(
  { summary, tables }: Pick<Analysis, "summary" | "tables">,
  directory: string,
  { format = "csv" }: WriteOptions = {},
): Promise<WrittenAnalysis> {
  // Before anything is written.
  const duckDb = format === "parquet" ? await loadDuckDb() : undefined;
  const listPath = join(directory, TABLE_LIST_NAME);
  const earlier = await readTableList(listPath);
  makeFolder(directory);
  const files: CsvFile[] = [
    ...pythonTables(summary, tables),
    ...scoreTables(summary),
    ...rankingTables(summary),
    ...agreementTables(summary, tables),
    ...labelTables(summary),
  ];
  const path = join(directory, SUMMARY_NAME);
  try {
    const parquet = duckDb === undefined ? [] : await writeParquet(duckDb, longTables(tables), directory);
    const written = new Map<string, string>();
    for (const name of parquet) written.set(name, await hashFile(join(directory, name)));
    const { removed, changed } = await removeEarlierTables(directory, earlier, new Set([...parquet, ...files.map((file) => file.path)]));
    writeJsonValue(path, summary);
    for (const file of files) written.set(file.path, writeCsv(directory, file));
    // What was left is named again by the next analysis.
    writeTableList(listPath, new Map([...changed.map((name) => [name, earlier.get(name) ?? ""] as const), ...written]));
    return { paths: [path, ...[...written.keys()].map((name) => join(directory, name))], removed, changed };
  } catch (error) {
    throw explainFileError(error, directory, WHAT);
  }
}

/** @returns the SHA-256 of the file */
function writeCsv(directory: string, csv: CsvFile): string {
  const path = join(directory, csv.path);
  const text = csvText(csv);
  makeFolder(dirname(path));
  writeFileAtomic(path, text);
  return hash("sha256", text);
}
