import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type * as DuckDbModule from "@duckdb/node-api";
import { ConfigError } from "../../errors.ts";
import type { Cell } from "../../report/csv/csv-file.ts";
import type { LongTable } from "../../report/csv/long-rows.ts";

type DuckDb = typeof DuckDbModule;

/** @throws {ConfigError} when it is not installed: it is large, and few need it */
export async function loadDuckDb(load: () => Promise<DuckDb> = () => import("@duckdb/node-api")): Promise<DuckDb> {
  try {
    return await load();
  } catch (error) {
    throw new ConfigError(
      "Parquet is written by DuckDB, which is not installed here; install it with npm install @duckdb/node-api, or leave --format out.",
      {
        cause: error,
      },
    );
  }
}

/** Rows that are handed over at once. */
const FLUSHED_ROWS = 100_000;

/** Writes each table to `{name}.parquet`, those without rows left out. @returns the files' names */
export async function writeParquet({ DuckDBInstance }: DuckDb, tables: readonly LongTable[], directory: string): Promise<string[]> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  const written: string[] = [];
  try {
    for (const { name, columns, rows } of tables) {
      await connection.run(`CREATE TABLE ${name} (${columns.map(([column, type]) => `"${column}" ${type}`).join(", ")})`);
      const appender = await connection.createAppender(name);
      let count = 0;
      for (const row of rows()) {
        for (const [place, cell] of row.entries()) append(appender, cell, columns[place]?.[1] ?? "VARCHAR");
        appender.endRow();
        count += 1;
        if (count % FLUSHED_ROWS === 0) appender.flushSync();
      }
      appender.closeSync();
      if (count === 0) continue;
      const file = `${name}.parquet`;
      const temporary = join(directory, `.${file}.${process.pid}.tmp`);
      try {
        await connection.run(`COPY ${name} TO '${temporary.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
        renameSync(temporary, join(directory, file));
      } finally {
        rmSync(temporary, { force: true });
      }
      written.push(file);
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
  return written;
}

type Appender = Awaited<
  ReturnType<Awaited<ReturnType<Awaited<ReturnType<DuckDb["DuckDBInstance"]["create"]>>["connect"]>>["createAppender"]>
>;

function append(appender: Appender, cell: Cell, type: LongTable["columns"][number][1]): void {
  if (cell === null) appender.appendNull();
  else if (typeof cell === "string") appender.appendVarchar(cell);
  else if (type === "INTEGER") appender.appendInteger(cell);
  else appender.appendDouble(cell);
}
