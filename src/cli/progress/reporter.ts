import type { RunEvent } from "../../index.ts";

/** Shows what happens in a run. */
export interface Reporter {
  /** @param run which run it is of, where there are several */
  onEvent(event: RunEvent, run?: string): void;
  /** Ends what is repainted; what is written afterwards stands below it. */
  close(): void;
}

/** The folder of the run, once it is known. */
export function watchDirectory(reporter: Reporter): { reporter: Reporter; directory: () => string | undefined } {
  let directory: string | undefined;
  return {
    reporter: {
      onEvent(event, run) {
        if (event.type === "run-started") directory = event.directory;
        reporter.onEvent(event, run);
      },
      close: () => reporter.close(),
    },
    directory: () => directory,
  };
}

/** Tells two reporters the same. */
export function both(first: Reporter, second: Reporter): Reporter {
  return {
    onEvent(event, run) {
      first.onEvent(event, run);
      second.onEvent(event, run);
    },
    close() {
      first.close();
      second.close();
    },
  };
}
