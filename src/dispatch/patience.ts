import type { ProviderErrorFacts, ProviderErrorKind } from "../errors.ts";
import type { Outage } from "./outage.ts";
import { decideRetry, type RetryPolicy } from "./retry.ts";

/** An outage is sat out for hours, but not by a request that is itself the cause of all failures. */
const MOST_OUTAGES = 200;

/** What to do about a call that failed: `pause` is an outage, in which nobody should call. */
export type Reaction =
  | { readonly action: "give-up" }
  | { readonly action: "retry"; readonly waitMs: number }
  | { readonly action: "pause"; readonly waitMs: number; readonly isNew: boolean };

/**
 * How often one request is tried. Each kind of failure is counted by itself: to have come too fast says nothing about
 * whether a call can work. Pure but for what it remembers.
 */
export class Patience {
  readonly #policy: RetryPolicy;
  readonly #outage: Outage;
  readonly #tries = new Map<ProviderErrorKind, number>();
  #outages = 0;
  /** How many calls of others were answered when this request failed last. */
  #successes: number | undefined;

  constructor(policy: RetryPolicy, outage: Outage) {
    this.#policy = policy;
    this.#outage = outage;
  }

  /**
   * @param now in milliseconds
   * @param random in [0, 1)
   */
  after(facts: ProviderErrorFacts, now: number, random: number): Reaction {
    const outage = facts.kind === "transient" ? this.#outage.failed(now) : undefined;
    const othersWork = this.#successes !== undefined && this.#outage.successes > this.#successes;
    this.#successes = this.#outage.successes;
    if (outage !== undefined && !othersWork && this.#outages < MOST_OUTAGES) {
      this.#outages += 1;
      return { action: "pause", ...outage };
    }
    const tries = (this.#tries.get(facts.kind) ?? 0) + 1;
    this.#tries.set(facts.kind, tries);
    const decision = decideRetry(facts, tries, random, this.#policy);
    return decision.retry ? { action: "retry", waitMs: decision.waitMs } : { action: "give-up" };
  }
}
