import type { RateLimitState } from "../domain/rate-limits.ts";

/** A process that wakes late may catch up with this much of its schedule, in milliseconds. */
const CATCH_UP_MS = 100;
/** Where nothing is known of a limit, it is felt for from here, in units a second. */
const FIRST_GUESS = 10;
/** While no limit was met, the rate doubles in this time; afterwards it grows by this share of itself a second. */
const DOUBLING_MS = 1000;
const GROWTH_PER_SECOND = 0.025;
/** What is left of a rate that proved too high; refusals that come within this time tell of the same fault. */
const DECREASE = 0.93;
const ROUND_MS = 500;
/** A limit read from headers is trusted when this much of the allowance is used: what is left is rounded down there. */
const LEAST_USED = 10;
/** And when this much time is left, because dates are rounded to seconds; in milliseconds. */
const LEAST_RESET_MS = 100;
const LEAST_DATED_RESET_MS = 10_000;
/** Of a limit that headers tell, this share is used: whoever counts on the other side counts a little differently. */
const SHARE_OF_TOLD = 0.99;
const CLEARLY_LOWER = 0.9;

/**
 * Paces one kind of unit (requests, or tokens) at a rate that is known, told by the vendor's headers, or found out by
 * what the vendor refuses. Turns are moments of an even schedule: bursts are what limits catch.
 */
export class Rate {
  /** Units a second that are never exceeded. */
  readonly #ceiling: number;
  #perSecond: number;
  /** Told by headers, in units a second. */
  #told: number | undefined;
  /** Whether a limit was met. */
  #met: boolean;
  #nextTurn = 0;
  #changedAt: number | undefined;
  #decreasedAt = -Infinity;
  readonly #accepted = new AcceptedUnits();

  /** @param perSecond units a second; undefined where it has to be found out */
  constructor(perSecond: number | undefined) {
    this.#ceiling = perSecond ?? Infinity;
    this.#perSecond = perSecond ?? FIRST_GUESS;
    this.#met = perSecond !== undefined;
  }

  /** Units a second that are aimed at now. */
  get perSecond(): number {
    return this.#perSecond;
  }

  /** Takes the next turn for some units, and says how long to wait for it, in milliseconds. */
  take(now: number, units: number): number {
    this.#grow(now);
    const turn = Math.max(this.#nextTurn, now - CATCH_UP_MS);
    this.#nextTurn = turn + (units / this.#perSecond) * 1000;
    return Math.max(0, turn - now);
  }

  /** Corrects the schedule when a turn took fewer or more units than it was taken for. */
  correct(units: number): void {
    this.#nextTurn += (units / this.#perSecond) * 1000;
  }

  /** Units were accepted. */
  accepted(now: number, units: number): void {
    this.#accepted.add(now, units);
  }

  /** Learns from a vendor's headers. */
  told({ limit, remaining, resetMs }: RateLimitState): void {
    const used = limit - remaining;
    if (resetMs === null || used < LEAST_USED || resetMs < (resetMs % 1000 === 0 ? LEAST_DATED_RESET_MS : LEAST_RESET_MS)) return;
    // What is left is rounded down, so half a unit less is used on average.
    const perSecond = ((used - 0.5) / resetMs) * 1000;
    this.#told = this.#told === undefined ? perSecond : this.#told + (perSecond - this.#told) / 4;
    const usable = this.#told * SHARE_OF_TOLD;
    // A rate that was set by hand is left only for one that is clearly lower.
    if (this.#ceiling === Infinity || usable < this.#ceiling * CLEARLY_LOWER) this.#perSecond = usable;
    this.#met = true;
  }

  /** The vendor refused for too many of these units. */
  refused(now: number): void {
    if (now - this.#decreasedAt < ROUND_MS) return;
    const accepted = this.#accepted.lastSecond(now);
    const lower = this.#perSecond * DECREASE;
    // The first time the rate may be far too high; what got through in the last second is a better guess.
    this.#perSecond = accepted > 0 ? Math.min(lower, Math.max(accepted, this.#perSecond / 4)) : lower / 2;
    this.#told = undefined;
    this.#met = true;
    this.#decreasedAt = now;
    this.#changedAt = now;
    this.#nextTurn = Math.max(this.#nextTurn, now);
  }

  /** A rate that is used to the full, and was not refused for a time, grows. */
  #grow(now: number): void {
    const elapsed = now - (this.#changedAt ?? now);
    this.#changedAt = now;
    const isUsed = this.#nextTurn > now - CATCH_UP_MS;
    if (!isUsed || elapsed <= 0) return;
    const factor = this.#met ? (1 + GROWTH_PER_SECOND) ** (elapsed / 1000) : 2 ** (Math.min(elapsed, DOUBLING_MS) / DOUBLING_MS);
    this.#perSecond = Math.min(this.#ceiling, this.#perSecond * factor);
  }
}

/** Counts units of the last second, in tenths of it. */
class AcceptedUnits {
  readonly #slots = new Float64Array(10);
  #slot = 0;

  add(now: number, units: number): void {
    this.#advance(now);
    const index = this.#slot % 10;
    this.#slots[index] = (this.#slots[index] ?? 0) + units;
  }

  lastSecond(now: number): number {
    this.#advance(now);
    return this.#slots.reduce((sum, count) => sum + count, 0);
  }

  #advance(now: number): void {
    const slot = Math.floor(now / 100);
    if (slot - this.#slot >= 10) this.#slots.fill(0);
    else for (let passed = this.#slot + 1; passed <= slot; passed += 1) this.#slots[passed % 10] = 0;
    this.#slot = Math.max(this.#slot, slot);
  }
}
