import type { Console } from "../console.ts";
import type { Reporter } from "./reporter.ts";

/** Every event as one line of JSON on standard output. */
export function jsonReporter(console: Console): Reporter {
  return {
    onEvent: (event, run) => console.out(JSON.stringify(run === undefined ? event : { ...event, run })),
    close() {},
  };
}
