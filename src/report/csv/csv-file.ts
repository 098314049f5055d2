import type { AgreementFigure, Estimate } from "../summary.ts";

/** What a cell can hold; null is an empty one. */
export type Cell = string | number | null;

/** A table for a CSV file. */
export interface CsvFile {
  /** In the folder of the analysis, with slashes. */
  readonly path: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The file's text, by RFC 4180 but for line ends, which are those of the Python tool: a line feed. */
export function csvText({ header, rows }: CsvFile): string {
  return [header, ...rows].map((row) => `${row.map(cellText).join(",")}\n`).join("");
}

function cellText(cell: Cell): string {
  if (cell === null) return "";
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Ends of an interval as two cells. */
export function ends(interval: { readonly low: number; readonly high: number } | null | undefined): readonly [Cell, Cell] {
  return interval === null || interval === undefined ? [null, null] : [interval.low, interval.high];
}

/** Columns of an estimate with both of its intervals. */
export const ESTIMATE = ["value", "this_spec_low", "this_spec_high", "like_these_low", "like_these_high"];

export function estimateCells({ value, thisSpec, likeThese }: Estimate): Cell[] {
  return [value, ...ends(thisSpec), ...ends(likeThese)];
}

/** Columns of a figure of agreement. */
export const FIGURE = ["figure", "value", "low", "high", "items"];

export function figureCells({ name, value, interval, items }: AgreementFigure): Cell[] {
  return [name, value, ...ends(interval), items];
}
