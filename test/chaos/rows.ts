/** A row of a result file, but for the batch that it came in. */
export type Row = Readonly<Record<string, unknown>>;

/** The rows of result files, by the name of their file. */
export function rowsOf(results: ReadonlyMap<string, Buffer>): Map<string, Row[]> {
  const rows = [...results].map(([name, bytes]): [string, Row[]] => {
    const list = JSON.parse(bytes.toString("utf8")) as Record<string, unknown>[];
    return [name, list.map(({ batch_id: _batch, ...row }) => row)];
  });
  return new Map(rows);
}
