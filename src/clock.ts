import { setTimeout as delay } from "node:timers/promises";

/** Time as the rest of the code sees it, so that tests can hold it in their hands. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /**
   * Waits. Rejects with the signal's reason as soon as the signal aborts.
   *
   * @param milliseconds how long to wait; 0 still yields to the event loop
   */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** A signal that aborts after a time, for calls that are to be given up then. */
  timeout(milliseconds: number): AbortSignal;
}

/** Longest wait that a Node timer can hold; a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock: the only place of this project that reads the time or sets a timer. */
export const systemClock: Clock = {
  now: () => Date.now(),
  timeout: (milliseconds) => AbortSignal.timeout(Math.min(milliseconds, LONGEST_TIMER_MS)),
  async sleep(milliseconds, signal) {
    signal?.throwIfAborted();
    const wait = Math.min(Math.max(0, milliseconds), LONGEST_TIMER_MS);
    try {
      await delay(wait, undefined, signal ? { signal } : {});
    } catch (error) {
      // node:timers rejects with its own AbortError; callers want to know why they were woken.
      signal?.throwIfAborted();
      throw error;
    }
  },
};
