import type { CandidateAnswer, Judgement } from "./judgement.ts";
import type { Preference, PreferenceVerdict, Reading } from "./verdict.ts";

/** A verdict on a pair of answers as a number: 1, A is better; -1, B is better; 0, neither is. */
export type Rank = 1 | 0 | -1;

/** What came of judging a pair, in a word. */
export type PairVerdict = Preference | "unscored";

export function pairVerdict(reading: Reading<PreferenceVerdict>): PairVerdict {
  return reading.status === "scored" ? reading.verdict.preference : "unscored";
}

/** The number of a verdict; null where nothing was compared: a statement that does not apply is no tie. */
export function rankOf(verdict: PairVerdict): Rank | null {
  switch (verdict) {
    case "A":
      return 1;
    case "B":
      return -1;
    case "equal":
      return 0;
    case "not_applicable":
    case "unsure":
    case "unscored":
      return null;
  }
}

/** The same verdict on the same two answers, with the letters of the other order. */
export function swapLetters(verdict: PairVerdict): PairVerdict {
  if (verdict === "A") return "B";
  return verdict === "B" ? "A" : verdict;
}

/** A's answer and B's. */
export function pairOf(judgement: Judgement<unknown>): readonly [a: CandidateAnswer, b: CandidateAnswer] {
  const [a, b] = judgement.answers;
  if (a === undefined || b === undefined) throw new TypeError("A ranking is of two answers.");
  return [a, b];
}
