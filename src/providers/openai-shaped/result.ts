import { z } from "zod";
import type { FailureKind, FinishReason, Outcome, Usage } from "../../domain/outcome.ts";
import type { ResultLine } from "../provider.ts";
import { readErrorBody } from "./error-body.ts";

const errorSchema = z.object({
  code: z.union([z.string(), z.number()]).nullish(),
  type: z.string().nullish(),
  message: z.string().nullish(),
});

const lineSchema = z.object({
  custom_id: z.string().min(1),
  response: z.object({ status_code: z.number().nullish(), body: z.unknown() }).nullish(),
  error: z.union([errorSchema, z.string().transform((message) => ({ code: undefined, type: undefined, message }))]).nullish(),
});

/** Text, or the text parts of a list. */
const contentSchema = z.union([
  z.string(),
  z.array(z.object({ text: z.string().optional() })).transform((parts) => parts.map((part) => part.text ?? "").join("")),
]);

const completionSchema = z.object({
  model: z.string().nullish(),
  choices: z
    .array(
      z.object({
        message: z.object({ content: contentSchema.nullish(), refusal: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z
    .object({
      prompt_tokens: z.number().nullish(),
      completion_tokens: z.number().nullish(),
      prompt_tokens_details: z.object({ cached_tokens: z.number().nullish() }).nullish(),
      completion_tokens_details: z.object({ reasoning_tokens: z.number().nullish() }).nullish(),
    })
    .nullish()
    // An answer was paid for; odd accounts of it must not cost it.
    .catch(null),
});

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  stop: "stop",
  // Together's word for a stop of the model's own, and Mistral's for its longest context.
  eos: "stop",
  length: "length",
  model_length: "length",
  content_filter: "content_filter",
  tool_calls: "tool_calls",
  function_call: "tool_calls",
};

/** Codes with which the vendor says that the account, not the request, is the trouble. */
const QUOTA_CODES: ReadonlySet<string> = new Set([
  "insufficient_quota",
  "billing_hard_limit_reached",
  "billing_not_active",
  "credit_limit",
]);

/** Codes of a refusal on grounds of content. */
const CONTENT_CODES: ReadonlySet<string> = new Set(["content_filter", "content_policy_violation"]);

/** Reads one line of an output or error file; the two have the same shape and either kind of line is seen in both. */
export function readResultLine(text: string): ResultLine {
  const bytes = Buffer.byteLength(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { type: "unreadable", reason: "not valid JSON", bytes };
  }
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) return { type: "unreadable", reason: "no line of a batch result", bytes };
  return { type: "outcome", id: parsed.data.custom_id, outcome: outcomeOf(parsed.data), bytes };
}

function outcomeOf(line: z.infer<typeof lineSchema>): Outcome {
  const status = line.response?.status_code ?? 0;
  if (line.response && status >= 200 && status < 300) return completionOutcome(line.response.body);
  if (line.response && status >= 400) return httpFailure(status, line.response.body, line.error);
  // No HTTP answer: the batch itself says what happened. A `status_code` of 0 with `error: null` is seen as well.
  const code = String(line.error?.code ?? line.error?.type ?? "no_response");
  const message = line.error?.message ?? "The batch has neither an answer nor an error for this request.";
  if (code === "batch_expired") return { status: "expired", message };
  if (code === "batch_cancelled") return { status: "cancelled", message };
  return { status: "failed", kind: kindOfCode(code), code, message };
}

/** What a failure without HTTP status means: some vendors write the status as its code, or say that the request is invalid. */
function kindOfCode(code: string): FailureKind {
  if (/^[45]\d\d$/.test(code)) return failureKind(Number(code), code);
  if (CONTENT_CODES.has(code)) return "refused";
  if (QUOTA_CODES.has(code)) return "quota";
  return /^(invalid_|context_length)/.test(code) ? "rejected" : "transient";
}

/** The outcome of a chat completion's body, from a batch or from a live call. */
export function completionOutcome(body: unknown): Outcome {
  const parsed = completionSchema.safeParse(body);
  const choice = parsed.data?.choices[0];
  if (!parsed.success || choice === undefined) {
    return {
      status: "failed",
      kind: "malformed",
      code: "malformed_body",
      message: `The answer has no choice with a message: ${excerpt(body)}`,
    };
  }
  const { content, refusal } = choice.message;
  const finishReason = FINISH_REASONS[choice.finish_reason ?? ""] ?? "other";
  if (finishReason === "content_filter" && !content) {
    return {
      status: "failed",
      kind: "refused",
      code: "content_filter",
      message: "The provider's content filter withheld the answer.",
      ...(parsed.data.usage ? { usage: usageOf(parsed.data.usage) } : {}),
    };
  }
  return {
    status: "succeeded",
    // A refusal in its own field is the model's answer all the same; null content (all tokens spent on reasoning) is an empty one.
    text: content || refusal || "",
    finishReason: !content && refusal ? "refusal" : finishReason,
    usage: parsed.data.usage ? usageOf(parsed.data.usage) : null,
    model: parsed.data.model ?? null,
  };
}

/** What was paid for and cannot be read is at least kept, as far as it is not endless. */
function excerpt(body: unknown): string {
  return (JSON.stringify(body) ?? "nothing").slice(0, 4000);
}

function usageOf(usage: NonNullable<z.infer<typeof completionSchema>["usage"]>): Usage {
  return {
    inputTokens: usage.prompt_tokens ?? 0,
    outputTokens: usage.completion_tokens ?? 0,
    cachedInputTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
    // OpenAI writes to its cache free of charge where it names no number.
    cacheWriteTokens: 0,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? 0,
  };
}

/** The vendor's words are in the response's body; the line's own `error` is usually null even then. */
function httpFailure(status: number, body: unknown, lineError: z.infer<typeof lineSchema>["error"]): Outcome {
  const error = readErrorBody(body) ?? lineError;
  const code = String(error?.code ?? error?.type ?? `http_${status}`);
  return { status: "failed", kind: failureKind(status, code), code, message: error?.message ?? `HTTP ${status}` };
}

function failureKind(status: number, code: string): FailureKind {
  // A key that was revoked while the batch ran fails every line left: the account, not the requests.
  if (QUOTA_CODES.has(code) || status === 401 || status === 402 || status === 403) return "quota";
  if (CONTENT_CODES.has(code)) return "refused";
  if (status === 408 || status === 409 || status === 429 || status >= 500) return "transient";
  return "rejected";
}
