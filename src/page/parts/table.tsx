import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { count } from "../format.ts";
import { usePrinting } from "../printing.ts";
import { currentParameters, setParameters, useRoute } from "../route.ts";

export interface Column<Row> {
  readonly key: string;
  readonly title: ComponentChildren;
  readonly cell: (row: Row) => ComponentChildren;
  /** What rows are sorted by; a column without cannot be sorted. Null comes last. */
  readonly sort?: (row: Row) => number | string | null;
  /** Numbers stand at the right. */
  readonly text?: boolean;
  /** What it means, for whoever rests on the title. */
  readonly help?: string;
}

/** Rows that are drawn at once; of more, the rest when the reader asks for them. */
const FIRST_ROWS = 60;

interface TableProps<Row> {
  /** Names the table in the address; unique in its view. */
  readonly id: string;
  readonly caption: ComponentChildren;
  readonly rows: readonly Row[];
  /** The first one names the row. */
  readonly columns: readonly Column<Row>[];
  readonly empty?: string;
}

/** A table that is sorted by any column. Its order is in the address. */
export function Table<Row>({ id, caption, rows, columns, empty = "There is nothing here." }: TableProps<Row>): JSX.Element {
  const parameter = `sort-${id}`;
  const order = useRoute().parameters[parameter] ?? "";
  const key = order.replace(/^-/, "");
  const sorted = sortRows(rows, columns.find((column) => column.key === key)?.sort, order.startsWith("-"));
  const [all, setAll] = useState(false);
  const printing = usePrinting();
  const shown = all || printing ? sorted : sorted.slice(0, FIRST_ROWS);
  const [head, ...others] = columns;
  return (
    // What scrolls must be reachable by keyboard.
    <div class="scroll" tabIndex={0} role="region" aria-label={typeof caption === "string" ? caption : id}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                class={column.text ? "text" : undefined}
                aria-sort={sortState(column.key, order)}
                title={column.help}
              >
                {column.sort === undefined ? (
                  column.title
                ) : (
                  <button
                    type="button"
                    class="sort"
                    onClick={() => setParameters({ [parameter]: nextOrder(column.key, currentParameters()[parameter] ?? "") })}
                  >
                    {column.title}
                    <span aria-hidden="true">{arrowOf(column.key, order)}</span>
                  </button>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, place) => (
            <tr key={place}>
              <th scope="row">{head?.cell(row)}</th>
              {others.map((column) => (
                <td key={column.key} class={column.text ? "text" : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < rows.length && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          Show all {count(rows.length)} rows
        </button>
      )}
      {rows.length === 0 && <p class="quiet">{empty}</p>}
    </div>
  );
}

function sortRows<Row>(rows: readonly Row[], by: Column<Row>["sort"], descending: boolean): readonly Row[] {
  if (by === undefined) return rows;
  const keyed = rows.map((row) => ({ row, key: by(row) }));
  keyed.sort((left, right) => {
    if (left.key === null || right.key === null) return Number(left.key === null) - Number(right.key === null);
    const order =
      typeof left.key === "string" && typeof right.key === "string"
        ? left.key.localeCompare(right.key, "en", { numeric: true })
        : Number(left.key) - Number(right.key);
    return descending ? -order : order;
  });
  return keyed.map(({ row }) => row);
}

/** Largest first, then smallest first, then as it came. */
function nextOrder(key: string, order: string): string {
  if (order === `-${key}`) return key;
  return order === key ? "" : `-${key}`;
}

function sortState(key: string, order: string): "ascending" | "descending" | undefined {
  if (order === key) return "ascending";
  return order === `-${key}` ? "descending" : undefined;
}

function arrowOf(key: string, order: string): string {
  if (order === key) return "\u00a0▲";
  return order === `-${key}` ? "\u00a0▼" : "\u00a0↕";
}
