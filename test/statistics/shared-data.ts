import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const DATA = join(import.meta.dirname, "../../../shared/data");

/** Whether the data that figures are checked against are beside the checkout; tests that need them are skipped otherwise. */
export const HAS_DATA = existsSync(DATA);

export function readData(path: string): string {
  return readFileSync(join(DATA, path), "utf8");
}

/** The rows of a simple CSV file without quotes, its head left out. */
export function readCsv(path: string): string[][] {
  return readData(path)
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
}

export function readLines<Row>(path: string): Row[] {
  return readData(path)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Row);
}
