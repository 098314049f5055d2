import type { ProviderErrorFacts, ProviderErrorKind } from "../errors.ts";

/** What to do about a failed call that may be made again: wait this long, or give up. */
export type RetryDecision = { readonly retry: true; readonly waitMs: number } | { readonly retry: false };

/**
 * How often a call is tried in all. An outage of the vendor's or of the network is sat out for most of a day: a run is to
 * go on unattended. What was made a moment ago, by contrast, is visible soon or never.
 */
export const MAX_TRIES = { transient: 200, "rate-limited": 200, "not-ready": 8 } as const;

const FIRST_WAIT_MS = 1000;
/** Beyond this the wait is as long as it gets, and a power would overflow. */
const MOST_DOUBLINGS = 60;
const LONGEST_WAIT_MS = 5 * 60_000;
const LONGEST_OBEYED_WAIT_MS = 10 * 60_000;
/** Waits are spread by this much either way, so that many shards do not come back at the same instant. */
const JITTER = 0.25;

/** How often and how patiently a call is tried. */
export interface RetryPolicy {
  /** Tries in all, by what the call fails with; what is not named is not tried again. */
  readonly tries: Readonly<Partial<Record<ProviderErrorKind, number>>>;
  readonly firstWaitMs: number;
  /** By what each wait is longer than the one before. */
  readonly factor: number;
  /** Beyond this they do not grow. */
  readonly longestWaitMs: number;
  /** A server may ask for hours; nobody wants to find a run asleep, so it is asked again after this. */
  readonly longestObeyedWaitMs: number;
}

/** How free calls are tried, and the submission of a batch. */
export const PATIENT: RetryPolicy = {
  tries: MAX_TRIES,
  firstWaitMs: FIRST_WAIT_MS,
  factor: 2,
  longestWaitMs: LONGEST_WAIT_MS,
  longestObeyedWaitMs: LONGEST_OBEYED_WAIT_MS,
};

/**
 * Decides about a call that failed for the `tries`-th time. Pure.
 *
 * @param tries how often it was tried, from 1
 * @param random in [0, 1)
 */
export function decideRetry(facts: ProviderErrorFacts, tries: number, random: number, policy = PATIENT): RetryDecision {
  if (tries >= (policy.tries[facts.kind] ?? 0)) return { retry: false };
  const growth = policy.factor ** Math.min(tries - 1, MOST_DOUBLINGS);
  const ownWait = Math.min(policy.firstWaitMs * growth, policy.longestWaitMs) * (1 + JITTER * (2 * random - 1));
  const waitMs = facts.retryAfterMs === undefined ? ownWait : Math.min(Math.max(0, facts.retryAfterMs), policy.longestObeyedWaitMs);
  return { retry: true, waitMs: Math.round(waitMs) };
}
