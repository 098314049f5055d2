import pLimit from "p-limit";
import type { Clock } from "../clock.ts";
import { IncompleteError } from "../errors.ts";

/**
 * What carries a shard through its life: this process today, a durable execution service across machines later.
 * Steps are idempotent and keep nothing in memory that the ledger does not have, so that any of them may be repeated.
 */
export interface Engine {
  /** Runs one step of a life; a durable engine records that it ended. Steps do not contain steps. */
  step<Result>(name: string, action: () => Promise<Result>): Promise<Result>;
  /** The only way in which a life waits. */
  sleep(milliseconds: number): Promise<void>;
}

/** Steps that work at the same time; sleeping lives do not count. */
const MAX_STEPS_AT_ONCE = 4;

/**
 * Runs steps here and now.
 *
 * @param deadline milliseconds since the epoch after which no wait goes on
 */
export function inProcessEngine(clock: Clock, signal: AbortSignal, deadline: number): Engine {
  const limit = pLimit(MAX_STEPS_AT_ONCE);
  return {
    step: (_name, action) =>
      limit(() => {
        signal.throwIfAborted();
        return action();
      }),
    async sleep(milliseconds) {
      const left = Math.max(0, deadline - clock.now());
      await clock.sleep(Math.min(milliseconds, left), signal);
      if (milliseconds > left) throw new IncompleteError("The time given by --timeout is over.");
    },
  };
}
