import type { CandidateAnswer, Judgement } from "./judgement.ts";
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
  const waiting = new Map<string, Ranking[]>();
  for (const ranking of ba) {
    const [b, a] = pairOf(ranking);
    const key = pairKey(ranking.input, a, b);
    waiting.set(key, [...(waiting.get(key) ?? []), ranking]);
  }
  const comparisons: OrderComparison[] = [];
  for (const ranking of ab) {
    const [a, b] = pairOf(ranking);
    const other = waiting.get(pairKey(ranking.input, a, b))?.shift();
    comparisons.push(compare(ranking, a, b, pairVerdict(ranking.reading), other === undefined ? null : swappedVerdict(other)));
  }
  for (const ranking of [...waiting.values()].flat()) {
    const [b, a] = pairOf(ranking);
    comparisons.push(compare(ranking, a, b, null, swappedVerdict(ranking)));
  }
  return comparisons.toSorted((x, y) => x.originalIndex - y.originalIndex || x.sampleIndex - y.sampleIndex);
}

function pairKey(input: string, a: CandidateAnswer, b: CandidateAnswer): string {
  return JSON.stringify([input, a.text, b.text]);
}

function swappedVerdict(ranking: Ranking): PairVerdict {
  return swapLetters(pairVerdict(ranking.reading));
}

/** @param ranking of either order */
function compare(
  ranking: Ranking,
  a: CandidateAnswer,
  b: CandidateAnswer,
  verdictAb: PairVerdict | null,
  verdictBa: PairVerdict | null,
): OrderComparison {
  return {
    originalIndex: ranking.originalIndex,
    sampleIndex: ranking.sampleIndex,
    input: ranking.input,
    outputA: a.text,
    outputB: b.text,
    verdictAb,
    verdictBa,
    effect: effectOf(verdictAb, verdictBa),
    rank: strictRank(verdictAb, verdictBa),
  };
}

function effectOf(verdictAb: PairVerdict | null, verdictBa: PairVerdict | null): OrderEffect {
  if (verdictAb === null || verdictBa === null) return "missing";
  if (verdictAb === "unscored" || verdictBa === "unscored") return "unscored";
  if (verdictAb === verdictBa) return "agree";
  return namesWinner(verdictAb) && namesWinner(verdictBa) ? "flip" : "differ";
}

function namesWinner(verdict: PairVerdict): boolean {
  return verdict === "A" || verdict === "B";
}

function strictRank(verdictAb: PairVerdict | null, verdictBa: PairVerdict | null): Rank | null {
  const rankAb = verdictAb === null ? null : rankOf(verdictAb);
  const rankBa = verdictBa === null ? null : rankOf(verdictBa);
  if (rankAb === null || rankBa === null) return null;
  return rankAb === rankBa ? rankAb : 0;
}
