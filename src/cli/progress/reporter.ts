import type { RunEvent } from "../../index.ts";

/** Shows what happens in a run. */
export interface Reporter {
  onEvent(event: RunEvent): void;
  /** Ends what is repainted; what is written afterwards stands below it. */
  close(): void;
}

/** The folder of the run, once it is known. */
export function watchDirectory(reporter: Reporter): { reporter: Reporter; directory: () => string | undefined } {
  let directory: string | undefined;
  return {
    reporter: {
      onEvent(event) {
        if (event.type === "run-started") directory = event.directory;
        reporter.onEvent(event);
      },
      close: () => reporter.close(),
    },
    directory: () => directory,
  };
}

/** Tells two reporters the same. */
export function both(first: Reporter, second: Reporter): Reporter {
  return {
    onEvent(event) {
      first.onEvent(event);
      second.onEvent(event);
    },
    close() {
      first.close();
      second.close();
    },
  };
}
