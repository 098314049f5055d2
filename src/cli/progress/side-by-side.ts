import type { Console } from "../console.ts";
import type { Reporter } from "./reporter.ts";

/**
 * A reporter for each of several runs, made when it is first heard of; what is of none of them has one of its own.
 *
 * @param create makes one, with the run's label; undefined for what is of none
 */
export function sideBySide(create: (run: string | undefined) => Reporter): Reporter {
  const reporters = new Map<string | undefined, Reporter>();
  return {
    onEvent(event, run) {
      const reporter = reporters.get(run) ?? create(run);
      reporters.set(run, reporter);
      reporter.onEvent(event);
    },
    close() {
      for (const reporter of reporters.values()) reporter.close();
    },
  };
}

/** The same console, with a run's label before each line. */
export function labelled(console: Pick<Console, "err">, run: string | undefined): Pick<Console, "err"> {
  return run === undefined ? console : { err: (line) => console.err(line.replace(/^(\d\d:\d\d:\d\d {2})?/, `$1${run}: `)) };
}
