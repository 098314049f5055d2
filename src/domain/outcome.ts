/** Why a model stopped. `other` covers what a vendor calls by a word we do not know. */
export type FinishReason = "stop" | "length" | "content_filter" | "tool_calls" | "refusal" | "other";

/** Tokens of one request, as the vendor counted them. */
export interface Usage {
  /** All input tokens, those read from a cache included. */
  readonly inputTokens: number;
  /** All output tokens, reasoning included. */
  readonly outputTokens: number;
  /** The part of `inputTokens` that was read from a cache. */
  readonly cachedInputTokens: number;
  /** The part of `inputTokens` that was written to a cache, where the vendor charges for that. */
  readonly cacheWriteTokens: number;
  /** The part of `outputTokens` that was reasoning. */
  readonly reasoningTokens: number;
}

/**
 * Why a request failed, and so what follows.
 *
 * - `rejected`: the vendor says that this request can never work (400, 404, 413, 422). Settled.
 * - `refused`: the vendor's content policy gave no answer. Settled.
 * - `malformed`: an answer was billed but holds no text that can be read. Settled.
 * - `transient`: 408, 429, 5xx, a timeout on the vendor's side. Asked again.
 * - `quota`: the account ran out of money or quota. Asked again, after a person has mended that.
 * - `missing`: the batch ended and says nothing of this request. Asked again.
 */
export type FailureKind = "rejected" | "refused" | "malformed" | "transient" | "quota" | "missing";

/** What became of one request. Exactly one of these for every request that was planned. */
export type Outcome =
  | {
      readonly status: "succeeded";
      readonly text: string;
      readonly finishReason: FinishReason;
      readonly usage: Usage | null;
      /** The model version that answered, as the vendor names it. */
      readonly model: string | null;
    }
  | {
      readonly status: "failed";
      readonly kind: FailureKind;
      readonly code: string;
      readonly message: string;
      /** What was charged for all the same, as far as the vendor said so: for an answer that a filter withheld. */
      readonly usage?: Usage;
    }
  | { readonly status: "expired"; readonly message: string }
  | { readonly status: "cancelled"; readonly message: string };

/**
 * Whether an outcome is the last word on its request. Expired, cancelled and retryable failures are not: such a
 * request is asked again, a limited number of times.
 */
export function isSettled(outcome: Outcome): boolean {
  if (outcome.status === "succeeded") return true;
  if (outcome.status !== "failed") return false;
  return outcome.kind === "rejected" || outcome.kind === "refused" || outcome.kind === "malformed";
}

/** The tokens that an outcome was charged for; null where the vendor named none. */
export function usageOf(outcome: Outcome): Usage | null {
  if (outcome.status === "succeeded") return outcome.usage;
  return outcome.status === "failed" ? (outcome.usage ?? null) : null;
}

/** Whether an outcome uses up one of a request's attempts: a request cannot help that the account ran dry. */
export function countsAsAttempt(outcome: Outcome): boolean {
  return !(outcome.status === "failed" && outcome.kind === "quota");
}

/** Code and message of an outcome that is not an answer. The codes of expired and cancelled are OpenAI's. */
export function describeFailure(outcome: Exclude<Outcome, { status: "succeeded" }>): { code: string; message: string } {
  switch (outcome.status) {
    case "failed":
      return { code: outcome.code, message: outcome.message };
    case "expired":
      return { code: "batch_expired", message: outcome.message };
    case "cancelled":
      return { code: "batch_cancelled", message: outcome.message };
  }
}
