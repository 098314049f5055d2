import { existsSync } from "node:fs";
import { z } from "zod";
import { compareTexts } from "../domain/compare-texts.ts";
import { FormatError } from "../errors.ts";
import { writeFileAtomic } from "../files/atomic.ts";
import { explainIssues } from "./explain.ts";
import { readJsonFile } from "./json-file.ts";

/** Name of the list in the folder of an analysis: hidden, since it is for the next analysis and not for people. */
export const TABLE_LIST_NAME = ".speceval-tables.json";

/** The tables that an analysis wrote: path in its folder, with slashes -> SHA-256 of the file. */
export type TableList = ReadonlyMap<string, string>;

const ADVICE = "delete it, and by hand the tables that are no longer wanted";

const listSchema = z.object({ format: z.literal(1), tables: z.record(z.string(), z.string()) });

/** @returns an empty list where there is none @throws {FormatError} when it cannot be read, or names what is no table of the folder */
export async function readTableList(path: string): Promise<TableList> {
  if (!existsSync(path)) return new Map();
  const value = await readJsonFile(path, "the list of an earlier analysis's tables", ADVICE);
  const list = listSchema.safeParse(value);
  if (!list.success) throw new FormatError({ path }, `${explainIssues(list.error, value)}; ${ADVICE}.`);
  const tables = new Map(Object.entries(list.data.tables));
  const foreign = [...tables.keys()].find((table) => !isTablePath(table));
  if (foreign !== undefined) throw new FormatError({ path }, `${JSON.stringify(foreign)} is no table of this folder; ${ADVICE}.`);
  return tables;
}

/** What could lead out of the folder is none. */
function isTablePath(path: string): boolean {
  const parts = path.split(/[/\\]/);
  return /\.(csv|parquet)$/.test(path) && parts.every((part) => !["", ".", ".."].includes(part) && !/^[a-z]:$/i.test(part));
}

export function writeTableList(path: string, list: TableList): void {
  const tables = Object.fromEntries([...list].toSorted(([a], [b]) => compareTexts(a, b)));
  writeFileAtomic(path, `${JSON.stringify({ format: 1, tables }, null, 2)}\n`);
}
