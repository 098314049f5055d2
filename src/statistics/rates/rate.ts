import { type Range, SHARE } from "../estimate.ts";
import { sumTallies, type Tally } from "./tally.ts";

/** A compliance rate with what it leaves out. */
export interface Rate {
  /** Successes among the scored items (micro mean); null where none is scored. */
  readonly value: number | null;
  readonly successes: number;
  readonly scored: number;
  readonly unscored: number;
  /** Scored items among all; null where there are none at all. */
  readonly coverage: number | null;
  /** The rate if every unscored item were a failure, and if every one were a success; null where there are no items. */
  readonly bounds: Range | null;
}

/**
 * The micro mean of all statements' verdicts. With x successes, u unscored and n items in all, the bounds are x/n and
 * (x+u)/n (worst-case bounds of Manski 1989).
 */
export function rateOf(tallies: Iterable<Tally>): Rate {
  const { successes, trials, unscored } = sumTallies(tallies);
  const all = trials + unscored;
  return {
    value: trials === 0 ? null : successes / trials,
    successes,
    scored: trials,
    unscored,
    coverage: all === 0 ? null : trials / all,
    bounds: all === 0 ? null : { low: successes / all, high: (successes + unscored) / all },
  };
}

/**
 * As the bounds of `rateOf`, for a mean of ratings.
 *
 * @param sum of the scored items' ratings
 * @param range the lowest and the highest rating there is
 */
export function meanBounds(sum: number, scored: number, unscored: number, range: Range = SHARE): Range | null {
  const all = scored + unscored;
  if (all === 0) return null;
  return { low: (sum + unscored * range.low) / all, high: (sum + unscored * range.high) / all };
}
