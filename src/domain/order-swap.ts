import type { Judgement } from "./judgement.ts";
import { pairOf, pairVerdict, type PairVerdict, type Rank, rankOf, swapLetters } from "./pair.ts";
import type { PreferenceVerdict } from "./verdict.ts";

/**
 * What the order of a pair did to its verdict.
 *
 * - `agree`: both orders have the same verdict.
 * - `flip`: both name a better answer, and not the same one: the judge went by the place.
 * - `differ`: the verdicts differ in another way, such as A and equal.
 * - `unscored`: both orders were judged, and one or both have no verdict.
 * - `missing`: the pair was judged in one order only.
 */
export const ORDER_EFFECTS = ["agree", "flip", "differ", "unscored", "missing"] as const;
export type OrderEffect = (typeof ORDER_EFFECTS)[number];

/** The verdicts on one pair of answers, shown as A and B and the other way round. */
export interface OrderComparison {
  readonly originalIndex: number;
  readonly sampleIndex: number;
  readonly input: string;
  readonly outputA: string;
  readonly outputB: string;
  /** With A shown first; null where that was not judged. */
  readonly verdictAb: PairVerdict | null;
  /** With B shown first, in the letters of this pair: `A` means that A is better here too. */
  readonly verdictBa: PairVerdict | null;
  readonly effect: OrderEffect;
  /**
   * By the strict rule: 1 or -1 only where both orders name the same better answer, else 0. Null where one of the orders
   * has no rank: unscored, missing, not applicable or unsure.
   */
  readonly rank: Rank | null;
}

type Ranking = Judgement<PreferenceVerdict>;

/**
 * Puts the verdicts on A×B beside those on B×A. A pair is the same in both when its input and its two answers are; where
 * it stands several times, the first goes with the first. So neither a row that is missing in one order, nor another order
 * of the rows, nor a new answer of one candidate, puts verdicts together that are about different things.
 *
 * @param ab judgements of A×B
 * @param ba judgements of B×A
 * @returns by `originalIndex`, then `sampleIndex`, as A×B has them
 */
export function compareOrders(ab: Iterable<Ranking>, ba: Iterable<Ranking>): OrderComparison[] {
  const others = new Map<string, Ranking[]>();
  for (const ranking of ba) {
    const [b, a] = pairOf(ranking);
    const key = pairKey(ranking.input, a.text, b.text);
    const same = others.get(key);
    if (same === undefined) others.set(key, [ranking]);
    else same.push(ranking);
  }
  const comparisons: OrderComparison[] = [];
  for (const ranking of ab) {
    const [a, b] = pairOf(ranking);
    comparisons.push(compare(ranking, others.get(pairKey(ranking.input, a.text, b.text))?.shift()));
  }
  for (const rest of others.values()) comparisons.push(...rest.map((ranking) => compare(undefined, ranking)));
  return comparisons.toSorted((x, y) => x.originalIndex - y.originalIndex || x.sampleIndex - y.sampleIndex);
}

function pairKey(input: string, outputA: string, outputB: string): string {
  return JSON.stringify([input, outputA, outputB]);
}

function compare(ab: Ranking | undefined, ba: Ranking): OrderComparison;
function compare(ab: Ranking, ba: Ranking | undefined): OrderComparison;
function compare(ab: Ranking | undefined, ba: Ranking | undefined): OrderComparison {
  const verdictAb = ab === undefined ? null : pairVerdict(ab.reading);
  const verdictBa = ba === undefined ? null : swapLetters(pairVerdict(ba.reading));
  return { ...pairFields(ab, ba), verdictAb, verdictBa, effect: effectOf(verdictAb, verdictBa), rank: strictRank(verdictAb, verdictBa) };
}
