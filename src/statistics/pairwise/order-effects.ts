import { DEFAULT_LEVEL, type Estimate } from "../estimate.ts";
import { wilsonEstimate } from "../rates/wilson.ts";

/** Pairs judged in both orders, counted by what the order did (`OrderEffect` of the domain). */
export interface OrderCounts {
  readonly agree: number;
  readonly flip: number;
  readonly differ: number;
}

/** How steady a judge is when the order is swapped; each with Wilson's interval. Unscored and missing pairs count nowhere. */
export interface OrderEffects {
  /** Both orders have the same verdict. */
  readonly agreement: Estimate;
  /** Both name a winner, and not the same one. */
  readonly flips: Estimate;
  /** Among verdicts that name a winner, the share that name the one shown first: 1/2 for a judge without a liking. */
  readonly firstPlace: Estimate;
}

/**
 * @param counts of pairs
 * @param firstPlace of single verdicts: how many name the answer shown first, and how many the second
 */
export function orderEffects(
  counts: OrderCounts,
  firstPlace: { readonly first: number; readonly second: number },
  level = DEFAULT_LEVEL,
): OrderEffects {
  const pairs = counts.agree + counts.flip + counts.differ;
  return {
    agreement: wilsonEstimate(counts.agree, pairs, level),
    flips: wilsonEstimate(counts.flip, pairs, level),
    firstPlace: wilsonEstimate(firstPlace.first, firstPlace.first + firstPlace.second, level),
  };
}
