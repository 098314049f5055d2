import type { Endpoint, ReadRequest, ReplyParts } from "../answers/endpoint.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { estimateTokens } from "../simulated-model.ts";
import { WireError } from "../wire-error.ts";
import { invalidParameter, missingParameter } from "./failures.ts";
import { REFUSAL_TEXT } from "./refusal-text.ts";
import { type FormatReader, readResponseFormat } from "./response-format.ts";

/** Tokens that the chat format itself costs for each message and for priming the reply (OpenAI cookbook). */
const TOKENS_PER_MESSAGE = 3;
/** The largest `n` that OpenAI's reference allows. */
const MOST_CHOICES = 128;

/** `POST /v1/chat/completions`, without streaming. @param readFormat what the vendor makes of `response_format` */
export function chatCompletionsWith(readFormat: FormatReader): Endpoint {
  return { path: "/v1/chat/completions", read: (body) => read(body, readFormat), reply };
}

/** OpenAI's own. */
export const chatCompletions = chatCompletionsWith(readResponseFormat);

function read(body: JsonObject, readFormat: FormatReader): ReadRequest | WireError {
  const { model, messages, n, stream, temperature } = body;
  if (typeof model !== "string" || model === "") return new WireError(400, "you must provide a model parameter");
  if (messages === undefined) return missingParameter("messages");
  if (!Array.isArray(messages) || messages.length === 0) {
    return invalidParameter("messages", "Invalid 'messages': expected a non-empty array of messages.", "empty_array");
  }
  if (stream === true) return invalidParameter("stream", "The simulator does not stream.", "unsupported_value");
  const samples = n ?? 1;
  if (typeof samples !== "number" || !Number.isInteger(samples) || samples < 1 || samples > MOST_CHOICES) {
    return invalidParameter("n", `Invalid 'n': expected an integer between 1 and ${MOST_CHOICES}.`);
  }
  const maxTokens = body["max_completion_tokens"] ?? body["max_tokens"] ?? undefined;
  if (maxTokens !== undefined && (typeof maxTokens !== "number" || !Number.isInteger(maxTokens) || maxTokens < 1)) {
    return invalidParameter("max_tokens", "Invalid 'max_tokens': expected an integer of at least 1.");
  }
  let prompt = "";
  let inputTokens = TOKENS_PER_MESSAGE;
  for (const [index, message] of messages.entries()) {
    if (!isJsonObject(message) || typeof message["role"] !== "string") {
      return missingParameter(`messages[${index}].role`);
    }
    const text = textOf(message["content"]);
    inputTokens += TOKENS_PER_MESSAGE + estimateTokens(text);
    if (message["role"] === "user" || prompt === "") prompt = text;
  }
  const schema = readFormat(body);
  if (schema instanceof WireError) return schema;
  return { model, prompt, inputTokens, maxTokens, samples, sampled: temperature !== 0, schema };
}

/** The text of a message or an input item: a string, or parts of which those with `text` count. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part: unknown) => (isJsonObject(part) && typeof part["text"] === "string" ? part["text"] : "")).join("\n");
}

function reply(parts: ReplyParts): JsonObject {
  const { request, answers } = parts;
  const completionTokens = answers.reduce((sum, answer) => sum + answer.tokens, 0);
  return {
    id: `chatcmpl-${parts.key.slice(0, 29)}`,
    object: "chat.completion",
    created: parts.created,
    model: request.model,
    ...(parts.shape === "no_choices" ? {} : { choices: answers.map((_, index) => choice(parts, index)) }),
    usage: {
      prompt_tokens: request.inputTokens,
      completion_tokens: completionTokens,
      total_tokens: request.inputTokens + completionTokens,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: 0,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
    },
    service_tier: "default",
    system_fingerprint: "fp_simulated",
  };
}

function choice({ answers, shape }: ReplyParts, index: number): JsonObject {
  const answer = answers[index];
  const content = shape === "plain" ? (answer?.text ?? "") : shape === "content_filter" ? "" : null;
  const message = {
    role: "assistant",
    content,
    refusal: shape === "refusal" ? REFUSAL_TEXT : null,
    annotations: [],
  };
  const stop = answer?.truncated === true ? "length" : "stop";
  return { index, message, logprobs: null, finish_reason: shape === "content_filter" ? "content_filter" : stop };
}
