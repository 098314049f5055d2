import type { ResponseFormat } from "../../domain/request.ts";

/**
 * OpenAI's models that keep to a JSON Schema: GPT-4o mini, GPT-4o from 2024-08-06 on (what the name without a date means), later
 * ones, and what is tuned from them (platform documentation, "Structured Outputs"). Variants such as `-pro`, `-codex`,
 * `-audio-preview` and `-chat-latest` are not among them: chat completions have them not at all, or without a schema.
 */
export const OPENAI_STRUCTURED_OUTPUT =
  /^(ft:)?(gpt-4o(-mini)?|gpt-4\.1(-mini|-nano)?|gpt-[5-9](\.\d+)?(-(mini|nano|sol|terra|luna|astra))?|o1|o3(-mini)?|o4-mini)(-\d{4}-\d\d-\d\d)?(?<!gpt-4o-2024-05-13)(:|$)/i;

/** The field `response_format` of a chat completion. */
export interface ChatResponseFormat {
  readonly type: "json_schema";
  readonly json_schema: { readonly name: string; readonly strict: true; readonly schema: ResponseFormat["schema"] };
}

/** Groq, Mistral and Together take the same (groq-sdk 1.6, @mistralai/mistralai 2.7 and together-ai 0.52, chat completions). */
export function chatResponseFormat({ name, schema }: ResponseFormat): ChatResponseFormat {
  return { type: "json_schema", json_schema: { name, strict: true, schema } };
}
