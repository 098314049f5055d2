import { z } from "zod";
import type { FinishReason, Usage } from "../domain/outcome.ts";

/** How a model's answer ended, as files spell it. */
export const FINISH_REASONS = [
  "stop",
  "length",
  "content_filter",
  "tool_calls",
  "refusal",
  "other",
] as const satisfies readonly FinishReason[];

/** Tokens of an answer, as files spell them. */
export const usageSchema = z.object({
  input_tokens: z.number(),
  output_tokens: z.number(),
  cached_input_tokens: z.number().default(0),
  cache_write_tokens: z.number().default(0),
  reasoning_tokens: z.number().default(0),
});

type UsageFields = z.infer<typeof usageSchema>;

export function usageFields(usage: Usage): UsageFields {
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    cache_write_tokens: usage.cacheWriteTokens,
    reasoning_tokens: usage.reasoningTokens,
  };
}

export function usageFromFields(fields: UsageFields): Usage {
  return {
    inputTokens: fields.input_tokens,
    outputTokens: fields.output_tokens,
    cachedInputTokens: fields.cached_input_tokens,
    cacheWriteTokens: fields.cache_write_tokens,
    reasoningTokens: fields.reasoning_tokens,
  };
}
