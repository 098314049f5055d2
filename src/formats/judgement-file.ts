import type { z } from "zod";
import { FormatError } from "../errors.ts";
import { explainIssues } from "./explain.ts";
import { readJsonFile } from "./json-file.ts";

/** A kind of file that holds judgements of one statement. */
export interface JudgementFileKind {
  /** As in "a {name} file". */
  readonly name: string;
  /** Keys that the list of rows may stand under; the first is ours. A bare list is read too. */
  readonly listKeys: readonly [string, ...string[]];
}

/** Where a row stands, for errors. */
export interface RowPlace {
  readonly path: string;
  /** 0-based, in the list. */
  readonly position: number;
}

export function rowError(place: RowPlace, problem: string): FormatError {
  return new FormatError({ path: place.path }, `row ${place.position}: ${problem}.`);
}

/**
 * Reads a file of judgements: `{"metadata": {...}, "{listKey}": [...]}` or the list alone.
 *
 * @returns its metadata as it stands, and what `fromRow` makes of each row
 * @throws {FormatError} when the file has another shape, or a row cannot be used
 */
export async function readJudgementFile<Row, Result>(
  path: string,
  kind: JudgementFileKind,
  schema: z.ZodType<Row>,
  fromRow: (row: Row, place: RowPlace) => Result,
): Promise<{ readonly metadata: unknown; readonly rows: Result[] }> {
  const json = await readJsonFile(path, `the ${kind.name} file`, `it was cut off or is no ${kind.name} file`);
  const { metadata, rows } = findRows(json, kind, path);
  const read = rows.map((value, position) => {
    const place = { path, position };
    const row = schema.safeParse(value);
    if (!row.success) throw rowError(place, explainIssues(row.error, value));
    return fromRow(row.data, place);
  });
  return { metadata, rows: read };
}

function findRows(json: unknown, kind: JudgementFileKind, path: string): { metadata: unknown; rows: readonly unknown[] } {
  if (Array.isArray(json)) return { metadata: undefined, rows: json };
  if (typeof json === "object" && json !== null) {
    const fields = new Map<string, unknown>(Object.entries(json));
    const rows = kind.listKeys.map((key) => fields.get(key)).find((value) => Array.isArray(value));
    if (rows !== undefined) return { metadata: fields.get("metadata"), rows };
  }
  const shape = `{"metadata": {...}, "${kind.listKeys[0]}": [...]}`;
  throw new FormatError({ path }, `a ${kind.name} file is ${shape} or a list of such rows, and this is something else.`);
}
