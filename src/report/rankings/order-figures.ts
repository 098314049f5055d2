import { orderEffects } from "../../statistics/pairwise/order-effects.ts";
import { type FigureSettings, intervalOf } from "../settings.ts";
import type { OrderFigures } from "../summary.ts";
import { A_BETTER, B_BETTER, isScored, NOT_JUDGED } from "../table/verdict-codes.ts";
import type { RankingView } from "./ranking-view.ts";

/** Counts of what the order of answers did: they add up over pairs and judges. */
export interface OrderCounts {
  both: number;
  agree: number;
  flip: number;
  /** Verdicts for the answer that was shown first, and for either. */
  first: number;
  either: number;
}

export function countOrders(view: RankingView, judge: number, pair: number): OrderCounts {
  const counts = { both: 0, agree: 0, flip: 0, first: 0, either: 0 };
  const [ab, ba] = [view.codes(judge, pair, 0), view.codes(judge, pair, 1)];
  for (const [item, code] of ab.entries()) {
    const other = ba[item] ?? NOT_JUDGED;
    for (const [verdict, first] of [
      [code, A_BETTER],
      [other, B_BETTER],
    ] as const) {
      if (!namesWinner(verdict)) continue;
      counts.either += 1;
      if (verdict === first) counts.first += 1;
    }
    if (!isScored(code) || !isScored(other)) continue;
    counts.both += 1;
    if (code === other) counts.agree += 1;
    else if (namesWinner(code) && namesWinner(other)) counts.flip += 1;
  }
  return counts;
}

function namesWinner(code: number): boolean {
  return code === A_BETTER || code === B_BETTER;
}

export function orderFigures(parts: readonly OrderCounts[], { level }: FigureSettings): OrderFigures {
  const sum = (key: keyof OrderCounts): number => parts.reduce((total, part) => total + part[key], 0);
  const [both, agree, flip, first, either] = [sum("both"), sum("agree"), sum("flip"), sum("first"), sum("either")];
  const { flips, firstPlace } = orderEffects({ agree, flip, differ: both - agree - flip }, { first, second: either - first }, level);
  return { both, agree, flip, flipRate: flips.value, flipInterval: intervalOf(flips), firstShare: firstPlace.value };
}
