/** Where the command line writes: results to `out`, everything said on the way to `err`. */
export interface Console {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `err` is a terminal that can repaint lines. */
  readonly interactive: boolean;
  /** Columns of that terminal. */
  readonly columns: () => number;
}

/** The process's own streams. */
export function processConsole(): Console {
  const { stdout, stderr } = process;
  // A reader that goes away (`speceval list | head`, a terminal that closes) must not take the run with it.
  for (const stream of [stdout, stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
    });
  }
  return {
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    interactive: stderr.isTTY && process.env["CI"] === undefined && process.env["TERM"] !== "dumb",
    columns: () => stderr.columns || 80,
  };
}
