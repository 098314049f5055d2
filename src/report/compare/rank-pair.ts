import { type PairOutcome, pairOutcome } from "../../statistics/pairwise/pair-outcome.ts";
import { clusteredEstimate } from "../../statistics/rates/clustered-interval.ts";
import { NOT_JUDGED, rankOfCode } from "../table/verdict-codes.ts";
import { itemCount, rankingOffset, type VerdictTable } from "../table/verdict-table.ts";
import type { RankedComparison } from "./comparison.ts";

/**
 * How often judges who saw both answers side by side preferred B's: beside the scores, and not a part of what the gate decides.
 * An outcome is the mean of both orders, so that a liking for the first place cancels; pairs without both are left out.
 *
 * @param tables in which the pair is `a` and `b`
 * @returns null where no pair was ranked in both orders
 */
export function rankPair(
  tables: readonly VerdictTable[],
  names: { readonly a: string; readonly b: string },
  level: number,
): RankedComparison | null {
  const judges = new Set<string>();
  const clusters: { readonly count: number; readonly mean: number }[] = [];
  let [pairs, aBetter, bBetter] = [0, 0, 0];
  for (const table of tables) {
    const [first, second] = [table.candidates.indexOf(names.a), table.candidates.indexOf(names.b)];
    const pair = table.pairs.findIndex(([x, y]) => x === first && y === second);
    if (pair < 0) continue;
    for (const statement of table.statements.keys()) {
      let [count, points] = [0, 0];
      for (const [judge, name] of table.judges.rank.entries()) {
        for (let item = table.starts[statement] ?? 0; item < (table.starts[statement + 1] ?? 0); item += 1) {
          const outcome = outcomeAt(table, judge, pair, item);
          if (outcome === null) continue;
          judges.add(name);
          count += 1;
          points += 1 - outcome.score;
          if (outcome.score > 0.5) aBetter += 1;
          else if (outcome.score < 0.5) bBetter += 1;
        }
      }
      pairs += count;
      if (count > 0) clusters.push({ count, mean: points / count });
    }
  }
  const { value, interval } = clusteredEstimate(clusters, { level });
  if (value === null) return null;
  return {
    judges: [...judges].toSorted(),
    pairs,
    aBetter,
    bBetter,
    ties: pairs - aBetter - bBetter,
    winRate: value,
    interval: interval === null ? null : { low: interval.low, high: interval.high },
  };
}

/** From the side of the pair's first; null unless both orders have a verdict. */
function outcomeAt(table: VerdictTable, judge: number, pair: number, item: number): PairOutcome | null {
  const items = itemCount(table);
  const [ab, ba] = ([0, 1] as const).map((order) =>
    rankOfCode(table.rankings.verdicts[rankingOffset(table, items, judge, pair, order) + item] ?? NOT_JUDGED),
  );
  return pairOutcome(ab ?? null, ba ?? null);
}
