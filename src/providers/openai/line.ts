import type { ModelRequest, RequestBody } from "../../domain/request.ts";
import { escapeSeparators } from "../../files/jsonl.ts";

/** The endpoint that every line names and the batch is created for; they must agree (`url_mismatch`). */
export const CHAT_COMPLETIONS = "/v1/chat/completions";

/** Body of a chat completion, with only what was asked for: an unset temperature is not sent. */
export interface ChatCompletionBody {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly temperature?: number;
  readonly max_completion_tokens?: number;
}

export function chatCompletionBody(body: RequestBody): ChatCompletionBody {
  return {
    model: body.model,
    messages: body.messages,
    ...(body.temperature === undefined ? {} : { temperature: body.temperature }),
    // `max_tokens` is refused by reasoning models; this name is taken by all current ones.
    ...(body.maxOutputTokens === undefined ? {} : { max_completion_tokens: body.maxOutputTokens }),
  };
}

/** A line of a batch's input file, without line end. */
export function batchLine(request: ModelRequest): string {
  return escapeSeparators(
    JSON.stringify({
      custom_id: request.id,
      method: "POST",
      url: CHAT_COMPLETIONS,
      body: chatCompletionBody(request.body),
    }),
  );
}
