import type { RateLimitState } from "../domain/rate-limits.ts";

/** A process that wakes late may catch up with this much of its schedule: for each unit a second, and at most; in milliseconds. */
const CATCH_UP_PER_UNIT_MS = 2;
const MOST_CATCH_UP_MS = 100;
/** Where nothing is known of a limit, it is felt for from here, in units a second. */
const FIRST_GUESS = 10;
/** And from here after an outage. */
const RESTART = 1;
/** While no limit was met, the rate doubles in this time; afterwards it grows by this share of itself a second. */
const DOUBLING_MS = 1000;
const GROWTH_PER_SECOND = 0.025;
/** A slow rate grows more slowly, or every few calls would be refused; for each unit a second. */
const GROWTH_PER_UNIT = 0.005;
/** And faster, the longer nothing was learnt: the limit may have risen. After this time, twice as fast; in milliseconds. */
const IMPATIENCE_MS = 10_000;
/** What is left of a rate that proved too high; refusals that come within this time tell of the same fault. */
const DECREASE = 0.93;
const ROUND_MS = 500;
/** The same where nothing at all was accepted since the last refusal; and the least that is ever left, in units a second. */
const STEEP_DECREASE = 0.5;
const LEAST_PER_SECOND = 0.1;
/** An allowance of a single unit forgives no call that comes a little early: slow rates keep this share. */
const SLOW_PER_SECOND = 2;
const SHARE_OF_SLOW = 0.98;
/** A limit read from headers is trusted when this much of the allowance is used: what is left is rounded down there. */
const LEAST_USED = 10;
/** And when this much time is left, because dates are rounded to seconds; in milliseconds. */
const LEAST_RESET_MS = 100;
const LEAST_DATED_RESET_MS = 10_000;
/** An allowance that fills up in more time than this, in seconds, is a quota of the day (Groq's requests): no pace follows from it. */
const LONGEST_WINDOW_S = 300;
/** Of a limit that headers tell, this share is used: whoever counts on the other side counts a little differently. */
const SHARE_OF_TOLD = 0.99;
const CLEARLY_LOWER = 0.9;
/** Headers that were followed into so many refusals tell of another limit than ours, or somebody else uses it too. */
const MOST_MISLEADINGS = 3;

/**
 * Paces one kind of unit (requests, or tokens) at a rate that is known, told by the vendor's headers, or found out by
 * what the vendor refuses. Turns are moments of an even schedule: bursts are what limits catch.
 */
export class Rate {
  /** Units a second that are never exceeded. */
  readonly #ceiling: number;
  #perSecond: number;
  /** Below this the rate may double: nothing like a limit was met there. */
  #harmless: number;
  /** Told by headers, in units a second. */
  #told: number | undefined;
  /** How often what headers told was refused. */
  #misled = 0;
  #turn = 0;
  /** Undefined before the first. */
  #nextTurn: number | undefined;
  #grownAt: number | undefined;
  /** When the vendor last said something about its limit, by headers or by a refusal. */
  #learntAt: number | undefined;
  #refusedAt = -Infinity;
  /** Whether anything was accepted since. */
  #hasAccepted = true;
  readonly #accepted = new AcceptedUnits();

  /** @param perSecond units a second; undefined where it has to be found out */
  constructor(perSecond: number | undefined) {
    this.#ceiling = perSecond === undefined ? Infinity : perSecond * (perSecond < SLOW_PER_SECOND ? SHARE_OF_SLOW : 1);
    this.#perSecond = Math.min(this.#ceiling, perSecond ?? FIRST_GUESS);
    this.#harmless = perSecond === undefined ? Infinity : 0;
  }

  /** Units a second that are aimed at now. */
  get perSecond(): number {
    return this.#perSecond;
  }

  /** Takes the next turn for some units, and says how long to wait for it, in milliseconds. */
  take(now: number, units: number): number {
    this.#grow(now);
    this.#turn = this.#nextTurn === undefined ? now : Math.max(this.#nextTurn, now - this.#catchUpMs);
    this.#nextTurn = this.#turn + (units / this.#perSecond) * 1000;
    return Math.max(0, this.#turn - now);
  }

  /** The turn that was taken last is used now: who woke too late for it must not be followed too closely by the next. */
  used(now: number): void {
    const lateMs = now - this.#turn - this.#catchUpMs;
    if (lateMs > 0 && this.#nextTurn !== undefined) this.#nextTurn += lateMs;
  }

  get #catchUpMs(): number {
    return Math.min(this.#perSecond * CATCH_UP_PER_UNIT_MS, MOST_CATCH_UP_MS);
  }

  /** Nobody's turn is before this. */
  postpone(until: number): void {
    this.#nextTurn = Math.max(this.#nextTurn ?? until, until);
  }

  /** Begins slowly again, and becomes as fast as before as quickly as at first. */
  restart(): void {
    this.#harmless = Math.max(this.#harmless, this.#perSecond);
    this.#perSecond = Math.min(this.#perSecond, RESTART);
  }

  /** Corrects the schedule when a turn took fewer or more units than it was taken for. */
  correct(units: number): void {
    if (this.#nextTurn !== undefined) this.#nextTurn += (units / this.#perSecond) * 1000;
  }

  /** Units were accepted. */
  accepted(now: number, units: number): void {
    this.#hasAccepted = true;
    this.#accepted.add(now, units);
  }

  /** Learns from a vendor's headers. */
  told(now: number, { limit, remaining, resetMs }: RateLimitState): void {
    const used = limit - remaining;
    if (this.#misled >= MOST_MISLEADINGS || resetMs === null || used < LEAST_USED) return;
    if (resetMs < (resetMs % 1000 === 0 ? LEAST_DATED_RESET_MS : LEAST_RESET_MS)) return;
    // What is left is rounded down, so half a unit less is used on average.
    const perSecond = ((used - 0.5) / resetMs) * 1000;
    if (limit / perSecond > LONGEST_WINDOW_S) return;
    this.#told = this.#told === undefined ? perSecond : this.#told + (perSecond - this.#told) / 4;
    const usable = this.#told * SHARE_OF_TOLD;
    // A rate that was set by hand is left only for one that is clearly lower.
    if (this.#ceiling === Infinity || usable < this.#ceiling * CLEARLY_LOWER) this.#perSecond = usable;
    this.#harmless = 0;
    this.#learntAt = now;
  }

  /** The vendor refused for too many of these units. */
  refused(now: number): void {
    if (now - this.#refusedAt < ROUND_MS) return;
    const before = this.#perSecond;
    this.#perSecond = Math.max(this.#lower(now), Math.min(LEAST_PER_SECOND, this.#ceiling));
    // Where everything is refused, it need not be for the rate: as soon as something is accepted, half of it is tried quickly.
    if (this.#hasAccepted) this.#harmless = Math.min(before * STEEP_DECREASE, this.#perSecond);
    if (this.#told !== undefined) this.#misled += 1;
    this.#told = undefined;
    this.#hasAccepted = false;
    this.#refusedAt = now;
    this.#learntAt = now;
    this.#grownAt = now;
    this.postpone(now);
  }

  #lower(now: number): number {
    const accepted = this.#accepted.lastSecond(now);
    const lower = this.#perSecond * (this.#hasAccepted ? DECREASE : STEEP_DECREASE);
    // The first time the rate may be far too high; what got through in the last second, give or take one, is a better guess.
    return Math.min(lower, Math.max(accepted + 1, this.#perSecond / 4));
  }

  /** A rate that is used to the full, and was not refused for a time, grows. */
  #grow(now: number): void {
    const seconds = (now - (this.#grownAt ?? now)) / 1000;
    this.#grownAt = now;
    const isUsed = this.#nextTurn !== undefined && this.#nextTurn > now - this.#catchUpMs;
    if (!isUsed || seconds <= 0) return;
    const doublings = this.#perSecond < this.#harmless ? (seconds * 1000) / DOUBLING_MS : seconds * this.#doublingsPerSecond(now);
    this.#perSecond = Math.min(this.#ceiling, this.#perSecond * 2 ** Math.min(doublings, 1));
  }

  /** Once a limit was met. */
  #doublingsPerSecond(now: number): number {
    const patience = Math.max(0, now - (this.#learntAt ?? now)) / IMPATIENCE_MS;
    const growth = Math.min(GROWTH_PER_SECOND, this.#perSecond * GROWTH_PER_UNIT);
    return Math.log2(1 + growth) * (1 + patience ** 2);
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
