import { appendFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../index.ts";
import { plainReporter } from "./plain.ts";
import type { Reporter } from "./reporter.ts";

const LOG_NAME = "log.txt";

/** Appends every step to `log.txt` in the run's folder; what comes before the folder is known waits for it. */
export function logFileReporter(clock: Clock): Reporter {
  const early: string[] = [];
  let path: string | undefined;
  const plain = plainReporter({ err: (line) => void early.push(line) }, clock, { verbose: true });
  return {
    onEvent(event) {
      if (event.type === "run-started") path = join(event.directory, LOG_NAME);
      plain.onEvent(event);
      if (path === undefined) return;
      appendFileSync(
        path,
        early
          .splice(0)
          .map((line) => `${line}\n`)
          .join(""),
      );
    },
    close() {},
  };
}
