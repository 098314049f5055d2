import type { ModelRequest, RequestBody } from "../../domain/request.ts";
import { escapeSeparators } from "../../files/jsonl.ts";
import { modelRule } from "../model-rules.ts";
import { chatResponseFormat, type ChatResponseFormat } from "./response-format.ts";

/** The endpoint that every line names and the batch is created for; they must agree (`url_mismatch`). */
export const CHAT_COMPLETIONS = "/v1/chat/completions";

/** What a vendor calls the upper bound on generated tokens. */
export type OutputLimitName = "max_completion_tokens" | "max_tokens";

/** Body of a chat completion, with only what was asked for: an unset temperature is not sent. */
export interface ChatCompletionBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly temperature?: number;
  readonly max_completion_tokens?: number;
  readonly max_tokens?: number;
  readonly response_format?: ChatResponseFormat;
}

export function chatCompletionBody(body: RequestBody, outputLimit: OutputLimitName): ChatCompletionBody {
  const rule = modelRule(body.model);
  return {
    model: body.model,
    messages: body.messages,
    ...(body.temperature === undefined || rule.fixedTemperature ? {} : { temperature: body.temperature }),
    ...(body.maxOutputTokens === undefined ? {} : { [outputLimit]: body.maxOutputTokens }),
    ...(body.responseFormat === undefined ? {} : { response_format: chatResponseFormat(body.responseFormat) }),
    ...rule.extraBody,
  };
}

/** A line of a batch's input file, without line end. */
export function batchLine(request: ModelRequest, outputLimit: OutputLimitName): string {
  return escapeSeparators(
    JSON.stringify({
      custom_id: request.id,
      method: "POST",
      url: CHAT_COMPLETIONS,
      body: chatCompletionBody(request.body, outputLimit),
    }),
  );
}
