import type { Reading, UnscoredReason } from "../domain/verdict.ts";

/** What is wrong with an answer that another try may mend. None of the judge's words: it may have quoted the candidate's. */
const COMPLAINTS: Partial<Record<UnscoredReason, string>> = {
  unreadable: "your reply holds no verdict in the form that was asked for",
  invalid: "the verdict in your reply is not one of those allowed",
  contradictory: "your reply holds verdicts that differ from each other",
};

/**
 * What a judge is told whose answer could not be read; undefined when it could be read, or when another try cannot help.
 * An empty answer is of the second kind: vendors refuse a conversation with an empty message.
 *
 * @param form how a verdict is written
 */
export function explainReask(answer: string, reading: Reading<unknown>, form: string): string | undefined {
  if (reading.status === "scored" || answer.trim() === "") return undefined;
  const complaint = COMPLAINTS[reading.reason];
  if (complaint === undefined) return undefined;
  return `Your verdict could not be read: ${complaint}. Give your verdict on the same item once more, and nothing else, in this form:\n\n${form}`;
}
