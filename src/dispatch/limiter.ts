import type { RateLimits } from "../domain/rate-limits.ts";
import { Rate } from "./rate.ts";

/** A vendor that asks for a pause longer than this asks everybody, not only the call that it refused; in milliseconds. */
const PAUSE_FOR_ALL_MS = 5000;
/** Nobody sleeps longer than this because a server says so; in milliseconds. */
const LONGEST_PAUSE_MS = 60_000;

/** What is known of an account's limits before the first call. */
export interface LimiterSettings {
  readonly requestsPerSecond: number | undefined;
  readonly tokensPerMinute: number | undefined;
}

/**
 * Says when the next live call of a run may begin: one for all calls, so that what one of them learns about the account's
 * limits holds for all. Pure but for what it remembers; time is passed in, in milliseconds.
 */
export class Limiter {
  readonly #requests: Rate;
  /** Undefined while no limit of tokens is known. */
  #tokens: Rate | undefined;
  #pausedUntil = -Infinity;

  constructor({ requestsPerSecond, tokensPerMinute }: LimiterSettings) {
    this.#requests = new Rate(requestsPerSecond);
    this.#tokens = tokensPerMinute === undefined ? undefined : new Rate(tokensPerMinute / 60);
  }

  /** Requests a second that are aimed at now. */
  get requestsPerSecond(): number {
    return this.#requests.perSecond;
  }

  /**
   * Takes the next turn.
   *
   * @param tokens that the call will use, estimated
   * @returns how long to wait for it, in milliseconds
   */
  take(now: number, tokens: number): number {
    const requestTurn = this.#requests.take(now, 1);
    const tokenTurn = this.#tokens?.take(now, tokens) ?? 0;
    return Math.max(requestTurn, tokenTurn);
  }

  /** The turn that was taken last is used now. */
  used(now: number): void {
    this.#requests.used(now);
    this.#tokens?.used(now);
  }

  /** How long nobody may call at all, in milliseconds. Who took a turn before that was ordered has to take another. */
  pause(now: number): number {
    return Math.max(0, this.#pausedUntil - now);
  }

  /**
   * Orders that nobody calls for a time, in milliseconds, because nothing works. Afterwards turns come slowly until
   * something does.
   */
  outage(now: number, milliseconds: number): void {
    this.#pauseFor(now, milliseconds);
    this.#requests.restart();
  }

  #pauseFor(now: number, milliseconds: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, now + Math.min(milliseconds, LONGEST_PAUSE_MS));
    this.#requests.postpone(this.#pausedUntil);
  }

  /** @param tokens used beyond what was estimated; negative for fewer */
  accepted(now: number, tokens: number, limits: RateLimits | undefined): void {
    this.#requests.accepted(now, 1);
    this.#tokens?.correct(tokens);
    if (limits?.requests !== undefined) this.#requests.told(now, limits.requests);
    if (limits?.tokens === undefined) return;
    // All vendors that name a limit of tokens name it for a minute.
    this.#tokens ??= new Rate(limits.tokens.limit / 60);
    this.#tokens.told(now, limits.tokens);
  }

  /** The vendor refused a call for coming too fast. */
  refused(now: number, retryAfterMs: number | undefined): void {
    this.#requests.refused(now);
    if (retryAfterMs !== undefined && retryAfterMs > PAUSE_FOR_ALL_MS) this.#pauseFor(now, retryAfterMs);
  }
}
