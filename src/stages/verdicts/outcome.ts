import { describeFailure, type FinishReason, type Outcome } from "../../domain/outcome.ts";
import type { Reading, Unscored } from "../../domain/verdict.ts";
import { type AnswerExtent, unscored, type VerdictReader } from "./reader.ts";

/** Ends of an answer that come from outside and not from the judge. */
const CUT: ReadonlySet<FinishReason> = new Set<FinishReason>(["length", "content_filter", "refusal"]);

/**
 * Reads what became of a request to a judge.
 *
 * A verdict that is complete counts, however the answer ended. Where there is none, the way it ended says why: at the
 * token limit (`judge_truncated`), by a filter or a refusal (`judge_refused`), or else as the reader of the text says.
 */
export function readOutcome<Verdict>(outcome: Outcome, read: VerdictReader<Verdict>): Reading<Verdict> {
  if (outcome.status !== "succeeded") return withoutAnswer(outcome);
  const extent: AnswerExtent = CUT.has(outcome.finishReason) ? "cut" : "whole";
  const reading = read(outcome.text, extent);
  // An answer with a verdict that is not allowed, or with two, was not cut off before it.
  if (reading.status === "scored" || reading.reason !== "unreadable") return reading;
  if (outcome.finishReason === "length") {
    return unscored("judge_truncated", "The judge's answer was cut off at the token limit before its verdict was complete.");
  }
  if (extent === "cut") {
    return unscored("judge_refused", "The judge, or its vendor's filter, ended the answer before there was a verdict.");
  }
  return reading;
}

function withoutAnswer(outcome: Exclude<Outcome, { status: "succeeded" }>): Unscored {
  const { code, message } = describeFailure(outcome);
  const refused = outcome.status === "failed" && outcome.kind === "refused";
  if (refused) return unscored("judge_refused", `The judge, or its vendor's filter, declined to answer (${code}: ${message})`);
  return unscored("judge_failed", `The judge gave no answer (${code}: ${message})`);
}
