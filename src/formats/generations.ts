import { z } from "zod";
import type { Generation } from "../domain/generation.ts";
import { describeFailure, type FailureKind, type Outcome } from "../domain/outcome.ts";
import { FormatError } from "../errors.ts";
import { FINISH_REASONS, usageFields, usageFromFields, usageSchema } from "./answer-fields.ts";
import { explainIssues } from "./explain.ts";
import { readJsonFile } from "./json-file.ts";
import { writeRows } from "./json-rows.ts";
import { readLegacyOutcome } from "./legacy-failures.ts";

const FAILURE_KINDS = ["rejected", "refused", "malformed", "transient", "quota", "missing"] as const satisfies readonly FailureKind[];

/** The first four fields are those of the Python tool; files by it have only these, or only two of them. */
const rowSchema = z.object({
  original_index: z.int().nonnegative().optional(),
  input_text: z.string(),
  output_text: z.string().nullish(),
  batch_id: z.string().nullish(),
  sample_index: z.int().nonnegative().default(0),
  request_id: z.string().nullish(),
  status: z.enum(["succeeded", "failed", "expired", "cancelled"]).optional(),
  finish_reason: z.enum(FINISH_REASONS).nullish(),
  model: z.string().nullish(),
  usage: usageSchema.nullish(),
  error: z.object({ kind: z.enum(FAILURE_KINDS).nullish(), code: z.string(), message: z.string() }).nullish(),
});

type Row = z.infer<typeof rowSchema>;

/**
 * Writes a statement's generations as a JSON list, atomically and row by row: memory does not grow with their number.
 *
 * @param generations in the order of the file: by `originalIndex`, then `sampleIndex`
 * @returns how many there were; without any, no file is written
 */
export function writeGenerations(path: string, generations: Iterable<Generation>): number {
  return writeRows(path, Iterator.from(generations).map(toRow));
}

function toRow(generation: Generation): Row {
  const { outcome } = generation;
  const answered = outcome.status === "succeeded";
  const failure = answered ? null : describeFailure(outcome);
  return {
    original_index: generation.originalIndex,
    input_text: generation.inputText,
    output_text: outputText(outcome),
    batch_id: generation.batchId,
    sample_index: generation.sampleIndex,
    request_id: generation.requestId,
    status: outcome.status,
    finish_reason: answered ? outcome.finishReason : null,
    model: answered ? outcome.model : null,
    usage: answered && outcome.usage !== null ? usageFields(outcome.usage) : null,
    error: failure === null ? null : { kind: outcome.status === "failed" ? outcome.kind : null, ...failure },
  };
}

/** What readers of the Python tool's files take for the answer: they know a failure by its text alone. */
export function outputText(outcome: Outcome): string {
  if (outcome.status === "succeeded") return outcome.text;
  const { code, message } = describeFailure(outcome);
  return `ERROR: ${code}: ${message}`;
}

/**
 * Reads a statement's generations, ours or older ones. A row without `original_index` gets its place in the list; a
 * row without `status` is a failure when its text is one of those that older tools wrote in place of an answer.
 *
 * @throws {FormatError} when the file is not such a list
 */
export async function readGenerations(path: string): Promise<Generation[]> {
  const list = await readJsonFile(path, "the results file", "it was cut off or is no results file");
  if (!Array.isArray(list)) throw new FormatError({ path }, "a results file is a JSON list, and this is something else.");
  return list.map((value: unknown, position) => {
    const row = rowSchema.safeParse(value);
    if (!row.success) throw new FormatError({ path }, `row ${position}: ${explainIssues(row.error, value)}.`);
    return fromRow(row.data, position);
  });
}

function fromRow(row: Row, position: number): Generation {
  return {
    originalIndex: row.original_index ?? position,
    inputText: row.input_text,
    sampleIndex: row.sample_index,
    outcome: readOutcome(row),
    batchId: row.batch_id ?? null,
    requestId: row.request_id ?? null,
  };
}

function readOutcome(row: Row): Outcome {
  const message = row.error?.message ?? "";
  switch (row.status) {
    case undefined:
      return readLegacyOutcome(row.output_text);
    case "succeeded":
      return {
        status: "succeeded",
        text: row.output_text ?? "",
        finishReason: row.finish_reason ?? "other",
        usage: row.usage ? usageFromFields(row.usage) : null,
        model: row.model ?? null,
      };
    case "failed":
      return { status: "failed", kind: row.error?.kind ?? "missing", code: row.error?.code ?? "unknown", message };
    case "expired":
    case "cancelled":
      return { status: row.status, message };
  }
}
