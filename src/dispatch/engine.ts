import pLimit from "p-limit";
import type { Clock } from "../clock.ts";
import { IncompleteError } from "../errors.ts";

/** The steps of a shard's life. */
export type StepName = "upload" | "submit" | "adopt" | "poll" | "collect";

/**
 * What carries a shard through its life: this process today, a durable execution service across machines later.
 * Steps are idempotent and keep nothing in memory that the ledger does not have, so that any of them may be repeated.
 */
export interface Engine {
  /** Runs one step of a life; a durable engine records that it ended. Steps do not contain steps. */
  step<Result>(name: StepName, action: () => Promise<Result>): Promise<Result>;
  /** The only way in which a life waits. */
  sleep(milliseconds: number): Promise<void>;
}

/** How many steps of a kind work at the same time; sleeping lives do not count. */
const AT_ONCE = { upload: 1, collect: 1 } as const;
const OTHERS_AT_ONCE = 8;

/**
 * Runs steps here and now.
 *
 * @param deadline milliseconds since the epoch after which no wait goes on
 */
export function inProcessEngine(clock: Clock, signal: AbortSignal, deadline: number): Engine {
  const limits = { upload: pLimit(AT_ONCE.upload), collect: pLimit(AT_ONCE.collect), others: pLimit(OTHERS_AT_ONCE) };
  return {
    step: (name, action) =>
      limits[name === "upload" || name === "collect" ? name : "others"](() => {
        signal.throwIfAborted();
        return action();
      }),
    async sleep(milliseconds) {
      const left = Math.max(0, deadline - clock.now());
      await clock.sleep(Math.min(milliseconds, left), signal);
      if (milliseconds > left) throw timeIsOver();
    },
  };
}

/** Why a run stops at its deadline. */
export function timeIsOver(): IncompleteError {
  return new IncompleteError("The time given by --timeout is over.");
}
