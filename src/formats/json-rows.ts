import { AtomicFile } from "../files/atomic.ts";
import { escapeSeparators } from "../files/jsonl.ts";

/** One object of a list: its keys in the order of the file, and values that JSON has. */
export type JsonRow = Readonly<Record<string, unknown>>;

/** What stands around the rows of a file. */
interface Frame {
  readonly opening: string;
  readonly closing: string;
  /** Blanks before the bracket that closes the list. */
  readonly indent: string;
}

const BARE_LIST: Frame = { opening: "[", closing: "]\n", indent: "" };

/**
 * Writes a file that is a JSON list, atomically and row by row: memory does not grow with their number. Its bytes are
 * those of `JSON.stringify(rows, undefined, 2)` and a line end, with U+2028 and U+2029 escaped.
 *
 * @returns how many rows there were; without any, no file is written
 */
export function writeRows(path: string, rows: Iterable<JsonRow>): number {
  return writeFramed(path, rows, BARE_LIST);
}

/** The same for a file that is one object: these fields, and after them the list under the key `listKey`. */
export function writeRowsUnder(path: string, fields: JsonRow, listKey: string, rows: Iterable<JsonRow>): number {
  const before = Object.entries(fields).map(([key, value]) => `  ${renderField(key, value, "  ")},\n`);
  const opening = escapeSeparators(`{\n${before.join("")}  ${JSON.stringify(listKey)}: [`);
  return writeFramed(path, rows, { opening, closing: "]\n}\n", indent: "  " });
}

function writeFramed(path: string, rows: Iterable<JsonRow>, frame: Frame): number {
  const file = new AtomicFile(path);
  let count = 0;
  try {
    for (const row of rows) {
      file.write((count === 0 ? `${frame.opening}\n` : ",\n") + renderRow(row, `${frame.indent}  `));
      count += 1;
    }
    if (count === 0) {
      file.discard();
      return 0;
    }
    file.write(`\n${frame.indent}${frame.closing}`);
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
  return count;
}

/** A row as `JSON.stringify` would indent it by two; by hand, because its own indenting takes four times as long. */
function renderRow(row: JsonRow, indent: string): string {
  const inner = `${indent}  `;
  const fields = Object.entries(row).map(([key, value]) => inner + renderField(key, value, inner));
  return escapeSeparators(`${indent}{\n${fields.join(",\n")}\n${indent}}`);
}

function renderField(key: string, value: unknown, indent: string): string {
  return `${JSON.stringify(key)}: ${renderValue(value, indent)}`;
}

function renderValue(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return JSON.stringify(value, undefined, 2).replaceAll("\n", `\n${indent}`);
}
