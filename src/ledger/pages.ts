import type { SQLInputValue, StatementSync } from "node:sqlite";

/** Rows held at once while a table is walked. */
const PAGE_ROWS = 500;

/**
 * Walks a query page by page, so that memory stays flat and the tables may change between two pages.
 *
 * @param page a query whose last two parameters are "greater than this key" and the number of rows
 * @param key the number that the query is ordered by
 */
export function* readPages<Row>(page: StatementSync, parameters: readonly SQLInputValue[], key: (row: Row) => number): Generator<Row> {
  let after = 0;
  while (true) {
    const rows = page.all(...parameters, after, PAGE_ROWS) as unknown as Row[];
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS) return;
    after = key(last);
  }
}
