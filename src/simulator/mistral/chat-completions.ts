import type { Endpoint } from "../answers/endpoint.ts";
import { isJsonObject } from "../json.ts";
import { chatCompletionsWith } from "../openai/chat-completions.ts";
import { invalidField } from "./failures.ts";
import { readMistralFormat } from "./response-format.ts";

const chatCompletions = chatCompletionsWith(readMistralFormat);

/** Mistral's chat completions: OpenAI's without the newer name of the token limit, and with fewer fields in the reply. */
export const mistralChatCompletions: Endpoint = {
  path: chatCompletions.path,
  read(body) {
    if (body["max_completion_tokens"] !== undefined) return invalidField("max_completion_tokens", "Extra inputs are not permitted");
    return chatCompletions.read(body);
  },
  reply(parts) {
    const { id, object, created, model, choices, usage } = chatCompletions.reply(parts);
    const { prompt_tokens, completion_tokens, total_tokens } = isJsonObject(usage) ? usage : {};
    return {
      id: String(id).replace("chatcmpl-", ""),
      object,
      created,
      model,
      ...(choices === undefined ? {} : { choices }),
      usage: { prompt_tokens, completion_tokens, total_tokens },
    };
  },
};
