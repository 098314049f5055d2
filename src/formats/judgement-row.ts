import { z } from "zod";
import type { JudgeCall, Judgement } from "../domain/judgement.ts";
import { type Reading, type Unscored, UNSCORED_REASONS } from "../domain/verdict.ts";
import { FINISH_REASONS, usageFields, usageFromFields, usageSchema } from "./answer-fields.ts";
import { type RowPlace, rowError } from "./judgement-file.ts";

/** Reads a verdict in a judge's answer: what the stage that asks for such verdicts reads with. */
export type AnswerReader<Verdict> = (text: string) => Reading<Verdict>;

const callShape = {
  request_id: z.string().nullish(),
  batch_id: z.string().nullish(),
  raw_judge_response: z.string().nullish(),
  judge_model: z.string().nullish(),
  finish_reason: z.enum(FINISH_REASONS).nullish(),
  usage: usageSchema.nullish(),
};
const callSchema = z.object(callShape);

/** The fields of ours that every row has; files of other tools have none of them. */
export const judgementShape = {
  ...callShape,
  status: z.enum(["scored", "unscored"]).optional(),
  reason: z.enum(UNSCORED_REASONS).nullish(),
  detail: z.string().nullish(),
  original_index: z.int().nonnegative().nullish(),
  sample_index: z.int().nonnegative().default(0),
  unreadable_call: callSchema.nullish(),
};

const judgementSchema = z.object(judgementShape);
type JudgementFields = z.infer<typeof judgementSchema>;

/** The fields of ours, in the order of a row. */
export function judgementFields(judgement: Judgement<unknown>, promptSha256: string | null) {
  const { reading, call, unreadableCall } = judgement;
  return {
    status: reading.status,
    reason: reading.status === "unscored" ? reading.reason : null,
    detail: reading.status === "unscored" ? reading.detail : null,
    original_index: judgement.originalIndex,
    sample_index: judgement.sampleIndex,
    ...callFields(call),
    reasked: unreadableCall !== null,
    unreadable_call: unreadableCall === null ? null : callFields(unreadableCall),
    prompt_sha256: promptSha256,
  };
}

function callFields(call: JudgeCall | null) {
  return {
    request_id: call?.requestId ?? null,
    batch_id: call?.batchId ?? null,
    raw_judge_response: call?.text ?? null,
    judge_model: call?.model ?? null,
    finish_reason: call?.finishReason ?? null,
    usage: call === null || call.usage === null ? null : usageFields(call.usage),
  };
}

/**
 * What a row of ours says, but for its answers. A verdict that cannot be read was not written by us, and the row is not
 * used: to pass it over as unscored would hide that the file was changed.
 *
 * @param readVerdict reads the documented fields
 * @throws {FormatError} when the row contradicts itself
 */
export function readOwnRow<Verdict>(
  fields: JudgementFields,
  place: RowPlace,
  readVerdict: () => Reading<Verdict>,
): Omit<Judgement<Verdict>, "input" | "answers"> {
  const reading = fields.status === "scored" ? readVerdict() : readUnscored(fields, place);
  if (fields.status === "scored" && reading.status === "unscored") {
    throw rowError(place, `"status" is scored, but there is no verdict that can be used; restore the file from a copy`);
  }
  return { ...readPosition(fields, place), reading, call: readCall(fields), unreadableCall: readCall(fields.unreadable_call) };
}

/** A row's place among the generations; without one of its own, its place in the list. */
export function readPosition(fields: JudgementFields, place: RowPlace): { originalIndex: number; sampleIndex: number } {
  return { originalIndex: fields.original_index ?? place.position, sampleIndex: fields.sample_index };
}

function readUnscored(fields: JudgementFields, place: RowPlace): Unscored {
  const { reason, detail } = fields;
  if (reason === undefined || reason === null) throw rowError(place, `"status" is unscored, but "reason" is missing`);
  return { status: "unscored", reason, detail: detail ?? "" };
}

function readCall(fields: z.infer<typeof callSchema> | null | undefined): JudgeCall | null {
  const requestId = fields?.request_id ?? null;
  if (fields === undefined || fields === null || requestId === null) return null;
  return {
    requestId,
    batchId: fields.batch_id ?? null,
    text: fields.raw_judge_response ?? null,
    model: fields.judge_model ?? null,
    finishReason: fields.finish_reason ?? null,
    usage: fields.usage ? usageFromFields(fields.usage) : null,
  };
}

/** A number, or a text that is one in digits; undefined for anything else. */
export function readNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
}
