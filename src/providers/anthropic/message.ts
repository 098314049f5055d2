import { z } from "zod";
import type { FinishReason, Outcome, Usage } from "../../domain/outcome.ts";

const count = z.number().nullish();

const usageSchema = z.object({
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
  output_tokens_details: z.object({ thinking_tokens: count }).nullish(),
});

const messageSchema = z.object({
  model: z.string().nullish(),
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
  stop_reason: z.string().nullish(),
  stop_details: z.object({ explanation: z.string().nullish() }).nullish().catch(null),
  // An answer was paid for; odd accounts of it must not cost it.
  usage: usageSchema.nullish().catch(null),
});

const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  max_tokens: "length",
  // The answer was cut off here as well: there was no room for more of it.
  model_context_window_exceeded: "length",
  tool_use: "tool_calls",
  refusal: "refusal",
};

/** The outcome of a message, from a batch or from a live call. */
export function messageOutcome(body: unknown): Outcome {
  const parsed = messageSchema.safeParse(body);
  if (!parsed.success) {
    const excerpt = (JSON.stringify(body) ?? "nothing").slice(0, 4000);
    return { status: "failed", kind: "malformed", code: "malformed_body", message: `The answer is no message: ${excerpt}` };
  }
  const { content, stop_reason, stop_details, usage, model } = parsed.data;
  const text = content.map((block) => (block.type === "text" ? (block.text ?? "") : "")).join("");
  const finishReason = FINISH_REASONS[stop_reason ?? ""] ?? "other";
  if (finishReason === "refusal" && text === "") {
    return {
      status: "failed",
      kind: "refused",
      code: "refusal",
      message: stop_details?.explanation ?? "The provider's classifiers withheld the answer.",
      ...(usage ? { usage: usageOf(usage) } : {}),
    };
  }
  return { status: "succeeded", text, finishReason, usage: usage ? usageOf(usage) : null, model: model ?? null };
}

/** Anthropic counts what was read from or written to a cache beside `input_tokens`, not in it. */
function usageOf(usage: z.infer<typeof usageSchema>): Usage {
  const cachedInputTokens = usage.cache_read_input_tokens ?? 0;
  const cacheWriteTokens = usage.cache_creation_input_tokens ?? 0;
  return {
    inputTokens: (usage.input_tokens ?? 0) + cachedInputTokens + cacheWriteTokens,
    outputTokens: usage.output_tokens ?? 0,
    cachedInputTokens,
    cacheWriteTokens,
    reasoningTokens: usage.output_tokens_details?.thinking_tokens ?? 0,
  };
}
