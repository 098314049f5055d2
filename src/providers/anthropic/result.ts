import { z } from "zod";
import type { FailureKind, Outcome } from "../../domain/outcome.ts";
import { isAboutMoney } from "../errors.ts";
import type { ResultLine } from "../provider.ts";
import { messageOutcome } from "./message.ts";
import { requestIdOf } from "./request.ts";

const lineSchema = z.object({
  custom_id: z.string().min(1),
  result: z.object({ type: z.string(), message: z.unknown().optional(), error: z.unknown().optional() }),
});

const errorSchema = z.object({
  type: z.string(),
  message: z.string(),
  details: z.object({ error_code: z.string().nullish() }).nullish().catch(null),
});

/** The error of a line stands in an error response, as that of a call does. */
const errorResponseSchema = z.union([z.object({ error: errorSchema }).transform(({ error }) => error), errorSchema]);

type Line = z.infer<typeof lineSchema>;

/** Reads one line of a batch's results. The id is ours: a batch's key behind it is cut off. */
export function readResultLine(text: string): ResultLine {
  const bytes = Buffer.byteLength(text);
  const line = parseLine(text);
  if (typeof line === "string") return { type: "unreadable", reason: line, bytes };
  return { type: "outcome", id: requestIdOf(line.custom_id), outcome: outcomeOf(line.result), bytes };
}

/** The custom id of a line as it was sent; undefined when the line cannot be read. */
export function customIdOf(text: string): string | undefined {
  const line = parseLine(text);
  return typeof line === "string" ? undefined : line.custom_id;
}

/** A line, or why it is none. */
function parseLine(text: string): Line | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "not valid JSON";
  }
  const parsed = lineSchema.safeParse(value);
  return parsed.success ? parsed.data : "no line of a batch result";
}

function outcomeOf({ type, message, error }: Line["result"]): Outcome {
  switch (type) {
    case "succeeded":
      return messageOutcome(message);
    case "expired":
      return { status: "expired", message: "The batch expired before this request was answered." };
    case "canceled":
      return { status: "cancelled", message: "The batch was cancelled before this request was answered." };
    case "errored":
      return errorOutcome(error);
    default:
      return { status: "failed", kind: "transient", code: type, message: `The batch says "${type}" of this request.` };
  }
}

function errorOutcome(response: unknown): Outcome {
  const { data: error } = errorResponseSchema.safeParse(response);
  if (error === undefined) return { status: "failed", kind: "transient", code: "no_error", message: "The vendor named no error." };
  const code = error.details?.error_code ?? error.type;
  const kind = isAboutMoney(code, error.message) ? "quota" : (FAILURE_KINDS[error.type] ?? "transient");
  return { status: "failed", kind, code, message: error.message };
}

/** What an error of a line means, by its type. `api_error`, `overloaded_error`, `timeout_error` and unknown ones pass by themselves. */
const FAILURE_KINDS: Readonly<Record<string, FailureKind>> = {
  invalid_request_error: "rejected",
  not_found_error: "rejected",
  request_too_large: "rejected",
  authentication_error: "quota",
  permission_error: "quota",
  billing_error: "quota",
};
