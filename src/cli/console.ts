/** Where the command line writes: results to `out`, everything said on the way to `err`. */
export interface Console {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `err` is a terminal that can repaint lines. */
  readonly interactive: boolean;
  /** Columns of that terminal. */
  readonly columns: () => number;
}

/** A warning of Google's SDK before it says by an error that there are no credentials; the error is enough. */
const SAID_TWICE = "MetadataLookupWarning";

/** The process's own streams. */
export function processConsole(): Console {
  const { stdout, stderr } = process;
  const printers = process.listeners("warning");
  process.removeAllListeners("warning");
  process.on("warning", (warning) => {
    if (warning.name !== SAID_TWICE) for (const print of printers) print(warning);
  });
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
