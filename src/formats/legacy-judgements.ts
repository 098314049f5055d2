import type { CandidateAnswer, JudgeCall } from "../domain/judgement.ts";
import { describeFailure } from "../domain/outcome.ts";
import type { Unscored, UnscoredReason } from "../domain/verdict.ts";
import { readLegacyOutcome } from "./legacy-failures.ts";

/** What the Python tool wrote as the explanation when it found no verdict; the judge's answer follows. */
const UNREADABLE_NOTICES = ["Could not parse JSON response from judge model.", "Failed to parse JSON from judge model."];
const FAILED_NOTICES = ["Error in batch evaluation", "Error in batch input evaluation"];
const NO_EXPLANATION_NOTICE = "No explanation provided by judge model.";

/** Words such as "Raw response:" between a notice and the judge's answer. */
const LABEL = /^[\w ]{1,40}:(?:\s|$)/;

export function unscored(reason: UnscoredReason, detail: string): Unscored {
  return { status: "unscored", reason, detail };
}

/**
 * An answer of a candidate in a file that marks failures by their text alone. No verdict on such a text counts, whatever
 * a judge made of it: no model wrote it.
 *
 * @param text undefined where the file has no answers, but only what was made of them
 */
export function readLegacyAnswer(text: string | null | undefined): CandidateAnswer {
  const failed = text !== undefined && readLegacyOutcome(text).status !== "succeeded";
  return { text: text ?? "", failed, requestId: null };
}

export function candidateFailed(answer: string): Unscored {
  return unscored("candidate_failed", `The file has a failure in the place of ${answer}.`);
}

/** What an explanation of the Python tool says of a judge that gave no verdict. */
export type LegacyNotice =
  | { readonly kind: "failed"; readonly unscored: Unscored }
  /** `text`: the judge's answer, as far as it was kept. */
  | { readonly kind: "unreadable"; readonly text: string };

/** The notice that an explanation begins with; undefined where it is the judge's own. */
export function readLegacyNotice(explanation: unknown): LegacyNotice | undefined {
  if (typeof explanation !== "string") return undefined;
  if (FAILED_NOTICES.some((notice) => explanation.startsWith(notice))) {
    return { kind: "failed", unscored: unscored("judge_failed", "The file says that the call of the judge failed.") };
  }
  const notice = UNREADABLE_NOTICES.find((start) => explanation.startsWith(start));
  if (notice === undefined) return undefined;
  const text = explanation.slice(notice.length).trim();
  const failure = readLegacyJudgeFailure(text) ?? readLegacyJudgeFailure(text.replace(LABEL, "").trim());
  return failure === undefined ? { kind: "unreadable", text } : { kind: "failed", unscored: failure };
}

/** Why a judge's answer is none; undefined where it is one. */
export function readLegacyJudgeFailure(text: string | null): Unscored | undefined {
  const outcome = readLegacyOutcome(text);
  if (outcome.status === "succeeded") return undefined;
  const refused = outcome.status === "failed" && outcome.kind === "refused";
  return unscored(refused ? "judge_refused" : "judge_failed", `The judge gave no answer (${describeFailure(outcome).code}).`);
}

/** A call of which only the answer was kept, and perhaps an id. */
export function legacyCall(text: string | null, requestId = ""): JudgeCall {
  return { requestId, batchId: null, text, model: null, finishReason: null, usage: null };
}

/** A judge's explanation; null where there is none, or the words that the Python tool put in its place. */
export function readLegacyExplanation(value: unknown): string | null {
  return typeof value === "string" && value !== "" && value !== NO_EXPLANATION_NOTICE ? value : null;
}
