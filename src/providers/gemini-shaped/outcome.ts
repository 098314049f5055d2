import { z } from "zod";
import type { FinishReason, Outcome, Usage } from "../../domain/outcome.ts";

const count = z.coerce.number().nullish();

const responseSchema = z.object({
  candidates: z
    .array(
      z.object({
        content: z.object({ parts: z.array(z.object({ text: z.string().nullish(), thought: z.boolean().nullish() })).nullish() }).nullish(),
        finishReason: z.string().nullish(),
      }),
    )
    .nullish(),
  promptFeedback: z.object({ blockReason: z.string().nullish(), blockReasonMessage: z.string().nullish() }).nullish(),
  modelVersion: z.string().nullish(),
  usageMetadata: z
    .object({
      promptTokenCount: count,
      candidatesTokenCount: count,
      thoughtsTokenCount: count,
      cachedContentTokenCount: count,
      toolUsePromptTokenCount: count,
    })
    .nullish()
    // An answer was paid for; odd accounts of it must not cost it.
    .catch(null),
});

type Response = z.infer<typeof responseSchema>;

/** All that end an answer on grounds of its content are one to us; words that are not here are `other`. */
const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  STOP: "stop",
  MAX_TOKENS: "length",
  SAFETY: "content_filter",
  RECITATION: "content_filter",
  BLOCKLIST: "content_filter",
  PROHIBITED_CONTENT: "content_filter",
  SPII: "content_filter",
  MODEL_ARMOR: "content_filter",
  IMAGE_SAFETY: "content_filter",
  IMAGE_PROHIBITED_CONTENT: "content_filter",
  IMAGE_RECITATION: "content_filter",
  MALFORMED_FUNCTION_CALL: "tool_calls",
  UNEXPECTED_TOOL_CALL: "tool_calls",
  TOO_MANY_TOOL_CALLS: "tool_calls",
};

/** The outcome of a `GenerateContentResponse`, from a batch or from a live call, of the Developer API or of Vertex AI. */
export function responseOutcome(body: unknown): Outcome {
  const parsed = responseSchema.safeParse(body);
  if (!parsed.success) return malformed(body, null);
  const { candidates, promptFeedback, modelVersion, usageMetadata } = parsed.data;
  const usage = usageMetadata ? usageOf(usageMetadata) : null;
  const candidate = candidates?.[0];
  if (candidate === undefined) {
    // A prompt that is blocked is answered with status 200, and with nothing but the reason.
    if (!promptFeedback?.blockReason) return malformed(body, usage);
    const { blockReason, blockReasonMessage } = promptFeedback;
    return refused(blockReason, blockReasonMessage || `The provider's content filter blocked the prompt (${blockReason}).`, usage);
  }
  const text = (candidate.content?.parts ?? []).map((part) => (part.thought ? "" : (part.text ?? ""))).join("");
  const finishReason = FINISH_REASONS[candidate.finishReason ?? ""] ?? "other";
  if (finishReason === "content_filter" && text === "") {
    const reason = candidate.finishReason ?? "SAFETY";
    return refused(reason, `The provider's content filter withheld the answer (${reason}).`, usage);
  }
  // No text at all, where every token went into thinking, is an empty answer.
  return { status: "succeeded", text, finishReason, usage, model: modelVersion ?? null };
}

function refused(code: string, message: string, usage: Usage | null): Outcome {
  return { status: "failed", kind: "refused", code, message, ...(usage === null ? {} : { usage }) };
}

function malformed(body: unknown, usage: Usage | null): Outcome {
  // What was paid for and cannot be read is at least kept, as far as it is not endless.
  const excerpt = (JSON.stringify(body) ?? "nothing").slice(0, 4000);
  return {
    status: "failed",
    kind: "malformed",
    code: "malformed_body",
    message: `The answer has no candidate: ${excerpt}`,
    ...(usage === null ? {} : { usage }),
  };
}

function usageOf(counts: NonNullable<Response["usageMetadata"]>): Usage {
  const reasoningTokens = counts.thoughtsTokenCount ?? 0;
  return {
    inputTokens: (counts.promptTokenCount ?? 0) + (counts.toolUsePromptTokenCount ?? 0),
    // Gemini counts thoughts beside the answer, not in it.
    outputTokens: (counts.candidatesTokenCount ?? 0) + reasoningTokens,
    cachedInputTokens: counts.cachedContentTokenCount ?? 0,
    // Gemini's implicit caches are written free of charge.
    cacheWriteTokens: 0,
    reasoningTokens,
  };
}
