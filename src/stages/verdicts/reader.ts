import type { Reading, Unscored, UnscoredReason } from "../../domain/verdict.ts";

/**
 * How much of a judge's answer there is: all that it meant to say, or what was written before it was cut off. In an answer that
 * was cut off, what its last characters seem to say may have been going to be something else.
 */
export type AnswerExtent = "whole" | "cut";

/** Reads the verdict in a judge's answer. Takes any string and never throws. */
export type VerdictReader<Verdict> = (answer: string, extent?: AnswerExtent) => Reading<Verdict>;

/** A verdict that could not be had. */
export function unscored(reason: UnscoredReason, detail: string): Unscored {
  return { status: "unscored", reason, detail };
}
