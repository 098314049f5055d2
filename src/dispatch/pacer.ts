import type { Clock } from "../clock.ts";

/**
 * Hands out turns at a rate: up to `burst` at once, and `perHour` in the long run (a token bucket).
 *
 * @param earlier times at which turns were taken before, in milliseconds since the epoch: a run that is started again
 *   must not get a new burst
 */
export class Pacer {
  readonly #clock: Clock;
  readonly #burst: number;
  readonly #intervalMs: number;
  /** When the bucket will be full again. */
  #fullAt: number;

  constructor(clock: Clock, limits: { burst: number; perHour: number }, earlier: readonly number[] = []) {
    this.#clock = clock;
    this.#burst = limits.burst;
    this.#intervalMs = 3_600_000 / limits.perHour;
    this.#fullAt = 0;
    for (const time of earlier.toSorted((a, b) => a - b)) this.#fullAt = Math.max(this.#fullAt, time) + this.#intervalMs;
  }

  /** Takes the next turn and says how long to wait for it, in milliseconds. */
  take(): number {
    const now = this.#clock.now();
    this.#fullAt = Math.max(this.#fullAt, now) + this.#intervalMs;
    return Math.max(0, Math.ceil(this.#fullAt - now - this.#burst * this.#intervalMs));
  }
}
