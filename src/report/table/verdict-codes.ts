import { type PreferenceVerdict, PREFERENCES, type Reading, UNSCORED_REASONS, type UnscoredReason } from "../../domain/verdict.ts";
import { pairVerdict, type Rank, rankOf, swapLetters } from "../../domain/pair.ts";

/**
 * Verdicts as small whole numbers, so that a million of them take a megabyte. From 0 on it is a verdict: 0 or 1 for
 * compliance, 1 to 5 for ratings, the place in `PREFERENCES` for rankings. Below stands why there is none.
 */
export const NOT_JUDGED = -1;

/** Codes of reasons begin here and go down, in the order of `UNSCORED_REASONS`. */
const FIRST_REASON = -2;

export const A_BETTER = PREFERENCES.indexOf("A");
export const B_BETTER = PREFERENCES.indexOf("B");
export const EQUAL = PREFERENCES.indexOf("equal");
export const NOT_APPLICABLE = PREFERENCES.indexOf("not_applicable");
export const UNSURE = PREFERENCES.indexOf("unsure");

/** Whether there is a verdict. */
export function isScored(code: number): boolean {
  return code >= 0;
}

/** Whether there was to be one: a row stands for it, scored or not. */
export function isJudged(code: number): boolean {
  return code !== NOT_JUDGED;
}

export function reasonCode(reason: UnscoredReason): number {
  return FIRST_REASON - UNSCORED_REASONS.indexOf(reason);
}

/** Why there is no verdict; undefined for one, and for what was not judged. */
export function reasonOf(code: number): UnscoredReason | undefined {
  return UNSCORED_REASONS[FIRST_REASON - code];
}

/** @param score of a verdict: 0 or 1, or 1 to 5 */
export function scoreCode<Verdict>(reading: Reading<Verdict>, score: (verdict: Verdict) => number): number {
  return reading.status === "scored" ? score(reading.verdict) : reasonCode(reading.reason);
}

/** @param swapped the file's A is the pair's second candidate; the code is in the letters of the pair */
export function preferenceCode(reading: Reading<PreferenceVerdict>, swapped: boolean): number {
  if (reading.status === "unscored") return reasonCode(reading.reason);
  const verdict = pairVerdict(reading);
  const own = swapped ? swapLetters(verdict) : verdict;
  return PREFERENCES.findIndex((preference) => preference === own);
}

/** Null for what is no comparison: not judged, unscored, not applicable, unsure. */
export function rankOfCode(code: number): Rank | null {
  const preference = PREFERENCES[code];
  return preference === undefined ? null : rankOf(preference);
}
