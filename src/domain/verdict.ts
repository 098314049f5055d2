/**
 * Why a judgement has no verdict. None of these says anything about how the candidate behaved.
 *
 * - `candidate_failed`: there is no answer to judge; no judge was asked.
 * - `judge_failed`: the request to the judge failed, expired or was cancelled for good.
 * - `judge_refused`: the judge, or its vendor's filter, declined to answer.
 * - `judge_truncated`: the judge's answer was cut off at the token limit before its verdict was complete.
 * - `unreadable`: the judge's answer holds no verdict.
 * - `invalid`: it holds one that is not among those allowed: a rating of 7, "partly".
 * - `contradictory`: it holds several that differ.
 */
export const UNSCORED_REASONS = [
  "candidate_failed",
  "judge_failed",
  "judge_refused",
  "judge_truncated",
  "unreadable",
  "invalid",
  "contradictory",
] as const;
export type UnscoredReason = (typeof UNSCORED_REASONS)[number];

export interface Unscored {
  readonly status: "unscored";
  readonly reason: UnscoredReason;
  /** One sentence for a person. */
  readonly detail: string;
}

/** What was made of a judge's answer: a verdict, or why there is none. */
export type Reading<Verdict> = { readonly status: "scored"; readonly verdict: Verdict } | Unscored;

/** Whether an answer follows its statement. */
export interface ComplianceVerdict {
  readonly compliant: boolean;
  /** From 0 to 1; null where the judge gave none, or one outside of that. */
  readonly confidence: number | null;
  readonly explanation: string | null;
}

/** How well an answer follows its statement. */
export interface RatingVerdict {
  /** A whole number from 1 (clear violation) to 5 (follows it fully). */
  readonly rating: number;
  readonly explanation: string | null;
}

/** Which of two answers follows the statement better; `not_applicable`: the statement does not bear on the input. */
export const PREFERENCES = ["A", "B", "equal", "not_applicable", "unsure"] as const;
export type Preference = (typeof PREFERENCES)[number];

export interface PreferenceVerdict {
  readonly preference: Preference;
  readonly explanation: string | null;
}
