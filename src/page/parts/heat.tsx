import type { ComponentChildren, JSX } from "preact";
import type { CellColours } from "../colours.ts";
import { Name } from "./text.tsx";

export interface HeatCell {
  /** The number that stands in the cell. */
  readonly text: string;
  readonly colours: CellColours | undefined;
  /** All that is known of it, for whoever rests on it or hears it. */
  readonly label: string;
  readonly href?: string | undefined;
  /** Names a frame around it. */
  readonly mark?: string | undefined;
}

interface HeatProps {
  readonly caption: ComponentChildren;
  /** What rows and columns are, for the corner. */
  readonly corner: string;
  readonly rows: readonly { readonly name: string; readonly href?: string | undefined; readonly note?: string | undefined }[];
  readonly columns: readonly { readonly name: string; readonly href?: string | undefined }[];
  readonly cell: (row: number, column: number) => HeatCell | null;
  /** Long names of columns stand upright. */
  readonly upright?: boolean;
}

/** A matrix with a colour and a number in every cell. It is a table, for those who cannot see colours and those who cannot see. */
export function Heat({ caption, corner, rows, columns, cell, upright = columns.length > 5 }: HeatProps): JSX.Element {
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
          {rows.map((row, at) => (
            <tr key={row.name}>
              <th scope="row" title={row.note}>
                <Linked href={row.href}>
                  <Name of={row.name} />
                </Linked>
              </th>
              {columns.map((column, to) => (
                <Cell key={column.name} cell={cell(at, to)} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { readonly cell: HeatCell | null }): JSX.Element {
  if (cell === null) return <td class="no-cell" />;
  const { text, colours, label, href, mark } = cell;
  return (
    <td style={colours} title={label} class={mark}>
      {href === undefined ? (
        text
      ) : (
        <a href={href} aria-label={`${text}: ${label}`}>
          {text}
        </a>
      )}
    </td>
  );
}

export function Linked({ href, children }: { readonly href?: string | undefined; readonly children: ComponentChildren }): JSX.Element {
  return href === undefined ? <>{children}</> : <a href={href}>{children}</a>;
}
