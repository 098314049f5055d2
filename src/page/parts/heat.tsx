import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import { useLater } from "../later.ts";
import { Name } from "./text.tsx";

export interface HeatCell {
  /** The number that stands in the cell. */
  readonly text: string;
  /** A class. */
  readonly colours: string | undefined;
  /** All that is known of it, for whoever rests on it or hears it. */
  readonly label: string;
  readonly href?: string | undefined;
  /** Names a frame around it. */
  readonly mark?: string | undefined;
}

interface HeatColumn {
  readonly name: string;
  readonly href?: string | undefined;
}

interface HeatRow extends HeatColumn {
  readonly note?: string | undefined;
}

interface HeatProps {
  readonly caption: ComponentChildren;
  /** What rows and columns are, for the corner. */
  readonly corner: string;
  readonly rows: readonly HeatRow[];
  readonly columns: readonly HeatColumn[];
  readonly cell: (row: number, column: number) => HeatCell | null;
  /** Long names of columns stand upright. */
  readonly upright?: boolean;
}

/** Rows that fill a screen; the others come with the next frame. */
const FIRST_ROWS = 24;

/** A matrix with a colour and a number in every cell. It is a table, for those who cannot see colours and those who cannot see. */
export function Heat({ caption, corner, rows, columns, cell, upright = columns.length > 5 }: HeatProps): JSX.Element {
  const shown = useLater() ? rows : rows.slice(0, FIRST_ROWS);
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={typeof caption === "string" ? caption : corner}>
      <table class="heat">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col" class="text corner">
              {corner}
            </th>
            {columns.map((column) => (
              <th key={column.name} scope="col" class={upright ? "upright" : undefined} title={column.name}>
                <span>
                  <Linked href={column.href}>
                    <Name of={column.name} />
                  </Linked>
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row, at) => (
            <Row key={row.name} row={row} cells={columns.map((_, to) => cell(at, to))} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A row whose cells are the same objects as before is not drawn anew: where rows only change places, they are moved. */
function Row({ row, cells }: { readonly row: HeatRow; readonly cells: readonly (HeatCell | null)[] }): JSX.Element {
  const { name, href, note } = row;
  return useMemo(
    () => (
      <tr>
        <th scope="row" title={note}>
          <Linked href={href}>
            <Name of={name} />
          </Linked>
        </th>
        {cells.map((cell, place) => (
          <Cell key={place} cell={cell} />
        ))}
      </tr>
    ),
    [name, href, note, ...cells],
  );
}

function Cell({ cell }: { readonly cell: HeatCell | null }): JSX.Element {
  if (cell === null) return <td class="no-cell" />;
  const { text, colours, label, href, mark } = cell;
  const classes = [colours, mark, href === undefined ? undefined : "linked"].filter((name) => name !== undefined).join(" ");
  if (href === undefined)
    return (
      <td title={label} class={classes}>
        {text}
      </td>
    );
  return (
    <td title={label} class={classes}>
      <a href={href} aria-label={`${text}: ${label}`}>
        {text}
      </a>
    </td>
  );
}

export function Linked({ href, children }: { readonly href?: string | undefined; readonly children: ComponentChildren }): JSX.Element {
  return href === undefined ? <>{children}</> : <a href={href}>{children}</a>;
}
