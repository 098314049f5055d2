import type { Clock } from "../clock.ts";
import { InterruptedError } from "../errors.ts";
import type { Console } from "./console.ts";

/** What commands are run with: given once, by the process or by a test. */
export interface CliContext {
  readonly console: Console;
  readonly clock: Clock;
  /** Aborts when the person asks us to stop. */
  readonly signal: AbortSignal;
  /** Sets what the process will end with. */
  readonly setExitCode: (code: number) => void;
}

/** A first signal stops the run at the next safe point; a second one ends the process at once. */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  // Not SIGHUP: whoever runs us under nohup wants it ignored, and a terminal that closes loses nothing by killing us.
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort(new InterruptedError());
    });
  }
  return controller.signal;
}
