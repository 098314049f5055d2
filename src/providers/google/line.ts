import { z } from "zod";
import type { ModelRequest } from "../../domain/request.ts";
import { escapeSeparators } from "../../files/jsonl.ts";
import { responseOutcome } from "../gemini-shaped/outcome.ts";
import { generateContentBody } from "../gemini-shaped/request.ts";
import { rpcErrorSchema, rpcOutcome } from "../gemini-shaped/rpc-error.ts";
import type { ResultLine } from "../provider.ts";

const key = z.string().min(1);

/** The key stands at the top in a file, and in the metadata among responses that came inline. */
const resultSchema = z.object({
  key: key.nullish(),
  metadata: z.object({ key: key.nullish() }).nullish(),
  response: z.unknown().optional(),
  error: rpcErrorSchema.nullish(),
});

/** A line of a batch's input file, without line end. The model is the batch's. */
export function batchLine({ id, body }: ModelRequest): string {
  return escapeSeparators(JSON.stringify({ key: id, request: generateContentBody(body) }));
}

/** Reads one line of a responses file. */
export function readResultLine(text: string): ResultLine {
  const bytes = Buffer.byteLength(text);
  try {
    return readResult(JSON.parse(text), bytes);
  } catch {
    return { type: "unreadable", reason: "not valid JSON", bytes };
  }
}

/**
 * Reads one result, from a file or from an operation. Results come in any order and are told by their keys alone: one
 * without (googleapis/python-genai#2008) cannot be given to any request. That a key's response may belong to another
 * request of the batch has been reported (googleapis/python-genai#1909); a response does not repeat its prompt, so
 * nothing in it would show that.
 */
export function readResult(value: unknown, bytes: number): ResultLine {
  const parsed = resultSchema.safeParse(value);
  if (!parsed.success) return { type: "unreadable", reason: "no line of a batch result", bytes };
  const { response, error } = parsed.data;
  const id = parsed.data.key ?? parsed.data.metadata?.key;
  if (!id) return { type: "unreadable", reason: "a result without a key", bytes };
  if (response !== undefined && response !== null) return { type: "outcome", id, outcome: responseOutcome(response), bytes };
  if (error) return { type: "outcome", id, outcome: rpcOutcome(error), bytes };
  const message = "The batch has neither an answer nor an error for this request.";
  return { type: "outcome", id, outcome: { status: "failed", kind: "transient", code: "no_response", message }, bytes };
}
