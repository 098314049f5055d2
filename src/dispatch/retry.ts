import type { ProviderErrorFacts } from "../errors.ts";

/** What to do about a failed call that may be made again: wait this long, or give up. */
export type RetryDecision = { readonly retry: true; readonly waitMs: number } | { readonly retry: false };

/**
 * How often a call is tried in all. An outage of the vendor's or of the network is sat out for most of a day: a run is to
 * go on unattended. What was made a moment ago, by contrast, is visible soon or never.
 */
export const MAX_TRIES = { transient: 200, "rate-limited": 200, "not-ready": 8 } as const;

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** A server may ask for hours; nobody wants to find a run asleep, so it is asked again after this. */
const LONGEST_OBEYED_WAIT_MS = 10 * 60_000;
/** Waits are spread by this much either way, so that many shards do not come back at the same instant. */
const JITTER = 0.25;

/**
 * Decides about a call that failed for the `tries`-th time. Pure.
 *
 * @param tries how often it was tried, from 1
 * @param random in [0, 1)
 */
export function decideRetry(facts: ProviderErrorFacts, tries: number, random: number): RetryDecision {
  const { kind } = facts;
  if (kind !== "transient" && kind !== "rate-limited" && kind !== "not-ready") return { retry: false };
  if (tries >= MAX_TRIES[kind]) return { retry: false };
  const ownWait = Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS) * (1 + JITTER * (2 * random - 1));
  const waitMs = facts.retryAfterMs === undefined ? ownWait : Math.min(Math.max(0, facts.retryAfterMs), LONGEST_OBEYED_WAIT_MS);
  return { retry: true, waitMs: Math.round(waitMs) };
}
