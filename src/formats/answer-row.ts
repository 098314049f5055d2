import { z } from "zod";
import type { Judgement } from "../domain/judgement.ts";
import type { Reading, Unscored } from "../domain/verdict.ts";
import { type RowPlace, rowError } from "./judgement-file.ts";
import { type AnswerReader, judgementFields, judgementShape, readOwnRow, readPosition } from "./judgement-row.ts";
import { candidateFailed, legacyCall, readLegacyAnswer, readLegacyExplanation, readLegacyNotice, unscored } from "./legacy-judgements.ts";

/** Fields of a row about one answer, but for its verdict: the Python tool's, then ours. */
export const answerRowSchema = z.object({
  input: z.string().optional(),
  output: z.string().nullish(),
  /** As files of generations have it, and lists of verdicts made from them. */
  input_text: z.string().optional(),
  output_text: z.string().nullish(),
  explanation: z.unknown().optional(),
  ...judgementShape,
  candidate_request_id: z.string().nullish(),
});

type AnswerRow = z.infer<typeof answerRowSchema>;

/** The documented fields before the verdict. */
export function answerFields(judgement: Judgement<unknown>) {
  return { input: judgement.input, output: judgement.answers[0]?.text ?? null };
}

/** The fields of ours behind the documented ones. */
export function ownAnswerFields(judgement: Judgement<unknown>, promptSha256: string | null) {
  return { ...judgementFields(judgement, promptSha256), candidate_request_id: judgement.answers[0]?.requestId ?? null };
}

/**
 * The documented `explanation`, always a text: the judge's, or none; where there is no verdict, why. The Python tool wrote
 * its own notices there too.
 */
export function explanationField(reading: Reading<{ readonly explanation: string | null }>): string {
  return reading.status === "scored" ? (reading.verdict.explanation ?? "") : reading.detail;
}

/**
 * What a row about one answer says.
 *
 * @param readVerdict reads the documented fields
 * @param readAnswer reads a judge's answer in which the Python tool found no verdict
 * @throws {FormatError} when the row has no input, or contradicts itself
 */
export function readAnswerRow<Verdict>(
  row: AnswerRow,
  place: RowPlace,
  readVerdict: () => Reading<Verdict>,
  readAnswer: AnswerReader<Verdict>,
): Judgement<Verdict> {
  const input = row.input ?? row.input_text;
  if (input === undefined) throw rowError(place, `"input" is missing`);
  if (row.status === undefined) return { ...readLegacyRow(row, place, readVerdict, readAnswer), input };
  const own = readOwnRow(row, place, readVerdict);
  const failed = own.reading.status === "unscored" && own.reading.reason === "candidate_failed";
  return { ...own, input, answers: [{ text: row.output ?? "", failed, requestId: row.candidate_request_id ?? null }] };
}

function readLegacyRow<Verdict>(
  row: AnswerRow,
  place: RowPlace,
  readVerdict: () => Reading<Verdict>,
  readAnswer: AnswerReader<Verdict>,
): Omit<Judgement<Verdict>, "input"> {
  const answer = readLegacyAnswer(row.output === undefined ? row.output_text : row.output);
  const unjudged = { ...readPosition(row, place), answers: [answer], call: null, unreadableCall: null };
  if (answer.failed) return { ...unjudged, reading: candidateFailed("the candidate's answer") };
  const notice = readLegacyNotice(row.explanation);
  switch (notice?.kind) {
    case undefined:
      return { ...unjudged, reading: readVerdict() };
    case "failed":
      return { ...unjudged, reading: notice.unscored };
    case "unreadable":
      return { ...unjudged, reading: readAnswer(notice.text), call: legacyCall(notice.text) };
  }
}

/** The reading of a row that has null where its verdict belongs. */
export function noVerdict(field: string): Unscored {
  return unscored("unreadable", `The file has no verdict for this answer: "${field}" is null.`);
}

/** A judge's explanation; null where it gave none. */
export function readExplanation(fields: { readonly status?: string | undefined; readonly explanation?: unknown }): string | null {
  if (fields.status === undefined) return readLegacyExplanation(fields.explanation);
  return typeof fields.explanation === "string" && fields.explanation !== "" ? fields.explanation : null;
}
