import { dirname, join } from "node:path";
import { writeFileAtomic } from "../../files/atomic.ts";
import { explainFileError } from "../../files/explain.ts";
import { writeJsonValue } from "../../formats/json-value.ts";
import { agreementTables } from "../../report/csv/agreement-tables.ts";
import { type CsvFile, csvText } from "../../report/csv/csv-file.ts";
import { longTables } from "../../report/csv/long-rows.ts";
import { pythonTables } from "../../report/csv/python-tables.ts";
import { rankingTables } from "../../report/csv/ranking-tables.ts";
import { scoreTables } from "../../report/csv/score-tables.ts";
import { makeFolder } from "../run-folder.ts";
import type { Analysis } from "./analyze.ts";
import { loadDuckDb, writeParquet } from "./write-parquet.ts";

/** Name of the summary in the folder of an analysis. */
export const SUMMARY_NAME = "summary.json";

export interface WriteOptions {
  /** `csv`: the tables. `parquet`: every verdict besides, in two long tables; needs `@duckdb/node-api`. */
  readonly format?: "csv" | "parquet" | undefined;
}

/**
 * Writes `summary.json` and the tables of an analysis. Same analysis, same bytes, but for Parquet, whose bytes are DuckDB's.
 *
 * @returns the paths that were written
 * @throws {ConfigError} when the folder cannot be written, or DuckDB is missing
 */
export async function writeAnalysis(
  { summary, tables }: Pick<Analysis, "summary" | "tables">,
  directory: string,
  { format = "csv" }: WriteOptions = {},
): Promise<readonly string[]> {
  // Before anything is written.
  const duckDb = format === "parquet" ? await loadDuckDb() : undefined;
  makeFolder(directory);
  const files: CsvFile[] = [
    ...pythonTables(summary, tables),
    ...scoreTables(summary),
    ...rankingTables(summary),
    ...agreementTables(summary, tables),
  ];
  const path = join(directory, SUMMARY_NAME);
  try {
    writeJsonValue(path, summary);
    const written = files.map((file) => writeCsv(directory, file));
    const parquet = duckDb === undefined ? [] : await writeParquet(duckDb, longTables(tables), directory);
    return [path, ...written, ...parquet];
  } catch (error) {
    throw explainFileError(error, directory, "the folder of the analysis");
  }
}

function writeCsv(directory: string, csv: CsvFile): string {
  const path = join(directory, csv.path);
  makeFolder(dirname(path));
  writeFileAtomic(path, csvText(csv));
  return path;
}
