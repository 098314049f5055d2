import { DEFAULT_LEVEL, type Estimate } from "../estimate.ts";
import { clusteredEstimate } from "../rates/clustered-interval.ts";

/** What swapping the order did in one statement. Unscored and missing pairs count nowhere. */
export interface OrderCounts {
  /** Pairs judged in both orders, by what the order did (`OrderEffect` of the domain). */
  readonly agree: number;
  readonly flip: number;
  readonly differ: number;
  /** Single verdicts that name the answer shown first, and the second. */
  readonly first: number;
  readonly second: number;
}

/** How steady a judge is when the order is swapped; each with the interval of `clusteredEstimate`. */
export interface OrderEffects {
  /** Both orders have the same verdict. */
  readonly agreement: Estimate;
  /** Both name a winner, and not the same one. */
  readonly flips: Estimate;
  /** Among verdicts that name a winner, the share that name the one shown first: 1/2 for a judge without a liking. */
  readonly firstPlace: Estimate;
}

/** @param statements counts of each */
export function orderEffects(statements: readonly OrderCounts[], level = DEFAULT_LEVEL): OrderEffects {
  const share = (of: (counts: OrderCounts) => { readonly some: number; readonly all: number }): Estimate =>
    clusteredEstimate(
      statements.map((counts) => {
        const { some, all } = of(counts);
        return { count: all, mean: all === 0 ? 0 : some / all };
      }),
      { level },
    );
  return {
    agreement: share((counts) => ({ some: counts.agree, all: pairsOf(counts) })),
    flips: share((counts) => ({ some: counts.flip, all: pairsOf(counts) })),
    firstPlace: share(({ first, second }) => ({ some: first, all: first + second })),
  };
}

function pairsOf({ agree, flip, differ }: OrderCounts): number {
  return agree + flip + differ;
}
