import { pairTable } from "../../statistics/agreement/pair-table.ts";
import { pearsonCorrelation } from "../../statistics/agreement/pearson-correlation.ts";
import { type OrderCounts, orderEffects } from "../../statistics/pairwise/order-effects.ts";
import { type FigureSettings, intervalOf } from "../settings.ts";
import type { OrderFigures } from "../summary.ts";
import { A_BETTER, B_BETTER, isScored, NOT_JUDGED, rankOfCode } from "../table/verdict-codes.ts";
import type { RankingView } from "./ranking-view.ts";

/** What the order of answers did, over these judges and pairs. */
export function orderFigures(
  view: RankingView,
  judges: readonly number[],
  pairs: readonly number[],
  { level }: FigureSettings,
): OrderFigures {
  const statements = view.table.statements.map((): Counts => ({ agree: 0, flip: 0, differ: 0, first: 0, second: 0 }));
  for (const judge of judges) for (const pair of pairs) countOrders(view, judge, pair, statements);
  const sum = (key: keyof OrderCounts): number => statements.reduce((total, counts) => total + counts[key], 0);
  const [agree, flip] = [sum("agree"), sum("flip")];
  const { flips, firstPlace } = orderEffects(statements, level);
  return {
    both: agree + flip + sum("differ"),
    agree,
    flip,
    flipRate: flips.value,
    flipInterval: intervalOf(flips),
    firstShare: firstPlace.value,
    correlation: correlationOf(view, judges, pairs),
  };
}

/** From the side of the pair's first: of several pairs together it would depend on which of the two that is. */
function correlationOf(view: RankingView, judges: readonly number[], pairs: readonly number[]): number | null {
  const [pair, ...others] = pairs;
  if (pair === undefined || others.length > 0) return null;
  const table = pairTable(1, RANKS);
  for (const judge of judges) {
    const ba = view.codes(judge, pair, 1);
    for (const [item, code] of view.codes(judge, pair, 0).entries()) {
      const [first, second] = [rankOfCode(code), rankOfCode(ba[item] ?? NOT_JUDGED)];
      if (first !== null && second !== null) table.count(0, first + 1, second + 1);
    }
  }
  return pearsonCorrelation(table.values, RANKS);
}

/** -1, 0 and 1. */
const RANKS = 3;

type Counts = { -readonly [Key in keyof OrderCounts]: number };

function countOrders(view: RankingView, judge: number, pair: number, statements: readonly Counts[]): void {
  const [ab, ba] = [view.codes(judge, pair, 0), view.codes(judge, pair, 1)];
  for (const [item, code] of ab.entries()) {
    const counts = statements[view.statementOf[item] ?? 0];
    if (counts === undefined) continue;
    const other = ba[item] ?? NOT_JUDGED;
    for (const [verdict, first] of [
      [code, A_BETTER],
      [other, B_BETTER],
    ] as const) {
      if (namesWinner(verdict)) counts[verdict === first ? "first" : "second"] += 1;
    }
    if (!isScored(code) || !isScored(other)) continue;
    if (code === other) counts.agree += 1;
    else counts[namesWinner(code) && namesWinner(other) ? "flip" : "differ"] += 1;
  }
}

function namesWinner(code: number): boolean {
  return code === A_BETTER || code === B_BETTER;
}
