import type { Rank } from "../../domain/pair.ts";

/** What came of a pair of answers from its two orders, from the first model's side. The three shares add up to 1. */
export interface PairOutcome {
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** The mean of the orders, a tie counting half: 0, 1/4, 1/2, 3/4 or 1. */
  readonly score: number;
}

/**
 * The mean of two orders, which cancels a liking for the first place.
 *
 * @param ab the verdict with the first model shown first: 1, it is better; 0, equal; -1, the other is. Null for anything else
 * @param ba the same with the other shown first, also from the first model's side
 * @returns null unless both orders have a verdict
 */
export function pairOutcome(ab: Rank | null, ba: Rank | null): PairOutcome | null {
  if (ab === null || ba === null) return null;
  return outcomeOf([ab, ba]);
}

/**
 * By the strict rule of the Python analysis: a win only where both orders name the same model, else a tie.
 *
 * @returns null unless both orders have a verdict
 */
export function strictOutcome(ab: Rank | null, ba: Rank | null): PairOutcome | null {
  if (ab === null || ba === null) return null;
  return outcomeOf([ab === ba ? ab : 0]);
}

/** Of a pair that was judged in one order only; it keeps whatever liking for a place the judge has. */
export function singleOutcome(rank: Rank): PairOutcome {
  return outcomeOf([rank]);
}

function outcomeOf(ranks: readonly Rank[]): PairOutcome {
  const share = (rank: Rank): number => ranks.filter((each) => each === rank).length / ranks.length;
  const [wins, ties, losses] = [share(1), share(0), share(-1)];
  return { wins, ties, losses, score: wins + ties / 2 };
}
