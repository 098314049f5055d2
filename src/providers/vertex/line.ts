import { z } from "zod";
import type { Outcome } from "../../domain/outcome.ts";
import type { ModelRequest } from "../../domain/request.ts";
import { escapeSeparators } from "../../files/jsonl.ts";
import { responseOutcome } from "../gemini-shaped/outcome.ts";
import { generateContentBody } from "../gemini-shaped/request.ts";
import { rpcOutcome } from "../gemini-shaped/rpc-error.ts";
import type { ResultLine } from "../provider.ts";

/**
 * A line of a batch's input file, without line end. A line has no key of its own and results come in any order; the request
 * is repeated in its result, with its labels.
 */
export function batchLine({ id, body }: ModelRequest): string {
  return escapeSeparators(JSON.stringify({ request: { ...generateContentBody(body), labels: { custom_id: id } } }));
}

const lineSchema = z.object({
  status: z.unknown().optional(),
  // Other fields of the echo are not looked at: their names may come back in another style.
  request: z.object({ labels: z.object({ custom_id: z.string().min(1) }) }),
  response: z.unknown().optional(),
});

/** Reads one line of the results. */
export function readResultLine(text: string): ResultLine {
  const bytes = Buffer.byteLength(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { type: "unreadable", reason: "not valid JSON", bytes };
  }
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) return { type: "unreadable", reason: "no result with the label custom_id", bytes };
  const { status, request, response } = parsed.data;
  return { type: "outcome", id: request.labels.custom_id, outcome: outcomeOf(status, response), bytes };
}

function outcomeOf(status: unknown, response: unknown): Outcome {
  const said = typeof status === "string" ? status.trim() : status ? JSON.stringify(status) : "";
  const answered = typeof response === "object" && response !== null && Object.keys(response).length > 0;
  return said === "" || answered ? responseOutcome(response) : rpcOutcome(readStatus(said));
}

/** Codes as they stand in a status such as `Bad Request: 400 INVALID_ARGUMENT. …`, or in JSON that is put there. */
const CODE =
  /\b(INVALID_ARGUMENT|FAILED_PRECONDITION|OUT_OF_RANGE|UNAUTHENTICATED|PERMISSION_DENIED|NOT_FOUND|ALREADY_EXISTS|RESOURCE_EXHAUSTED|CANCELLED|DATA_LOSS|UNKNOWN|INTERNAL|UNIMPLEMENTED|UNAVAILABLE|DEADLINE_EXCEEDED|ABORTED)\b/;

function readStatus(status: string): { readonly code?: number; readonly status?: string; readonly message: string } {
  const named = CODE.exec(status)?.[1];
  const number = /\b([45]\d\d)\b/.exec(status)?.[1] ?? (/^bad request/i.test(status) ? "400" : undefined);
  return {
    ...(named === undefined ? {} : { status: named }),
    ...(number === undefined ? {} : { code: Number(number) }),
    message: status,
  };
}
