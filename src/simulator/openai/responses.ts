import type { Endpoint, ReadRequest, ReplyParts } from "../answers/endpoint.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { estimateTokens } from "../simulated-model.ts";
import { WireError } from "../wire-error.ts";
import { textOf } from "./chat-completions.ts";
import { invalidParameter, missingParameter } from "./failures.ts";
import { REFUSAL_TEXT } from "./refusal-text.ts";
import { readTextFormat } from "./response-format.ts";

const TOKENS_PER_ITEM = 3;
/** Smallest `max_output_tokens` that the Responses API takes (its reference page). */
const LEAST_OUTPUT_TOKENS = 16;

/** `POST /v1/responses`, without streaming and without state: every request stands alone. */
export const responses: Endpoint = { path: "/v1/responses", read, reply };

function read(body: JsonObject): ReadRequest | WireError {
  const { model, input, instructions, stream, temperature } = body;
  if (typeof model !== "string" || model === "") return missingParameter("model");
  if (input === undefined) return missingParameter("input");
  if (stream === true) return invalidParameter("stream", "The simulator does not stream.", "unsupported_value");
  const maxTokens = body["max_output_tokens"] ?? undefined;
  if (maxTokens !== undefined && (typeof maxTokens !== "number" || maxTokens < LEAST_OUTPUT_TOKENS)) {
    const message = `Invalid 'max_output_tokens': expected a value >= ${LEAST_OUTPUT_TOKENS}.`;
    return invalidParameter("max_output_tokens", message, "integer_below_min_value");
  }
  const items: readonly unknown[] = Array.isArray(input) ? input : [{ role: "user", content: input }];
  let prompt = "";
  let inputTokens = TOKENS_PER_ITEM + (typeof instructions === "string" ? estimateTokens(instructions) : 0);
  for (const item of items) {
    if (!isJsonObject(item)) return invalidParameter("input", "Invalid 'input': expected a string or a list of items.");
    const text = textOf(item["content"]);
    inputTokens += TOKENS_PER_ITEM + estimateTokens(text);
    if (item["role"] === "user" || prompt === "") prompt = text;
  }
  const schema = readTextFormat(body);
  if (schema instanceof WireError) return schema;
  return { model, prompt, inputTokens, maxTokens, samples: 1, sampled: temperature !== 0, schema };
}

function reply(parts: ReplyParts): JsonObject {
  const { request, body, answers, shape } = parts;
  const outputTokens = answers[0]?.tokens ?? 0;
  const reason = shape === "content_filter" ? "content_filter" : answers[0]?.truncated ? "max_output_tokens" : undefined;
  return {
    id: `resp_${parts.key.slice(0, 48)}`,
    object: "response",
    created_at: parts.created,
    status: reason === undefined ? "completed" : "incomplete",
    background: false,
    error: null,
    incomplete_details: reason === undefined ? null : { reason },
    instructions: body["instructions"] ?? null,
    max_output_tokens: request.maxTokens ?? null,
    metadata: body["metadata"] ?? {},
    model: request.model,
    ...(shape === "no_choices" ? {} : { output: shape === "null_content" ? [] : [outputMessage(parts)] }),
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: null, summary: null },
    service_tier: "default",
    store: body["store"] ?? true,
    temperature: body["temperature"] ?? 1,
    text: { format: { type: "text" }, ...(isJsonObject(body["text"]) ? body["text"] : {}) },
    tool_choice: "auto",
    tools: [],
    top_p: body["top_p"] ?? 1,
    truncation: "disabled",
    usage: {
      input_tokens: request.inputTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: outputTokens,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: request.inputTokens + outputTokens,
    },
    user: null,
  };
}

function outputMessage({ answers, shape, key }: ReplyParts): JsonObject {
  const text = shape === "content_filter" ? "" : (answers[0]?.text ?? "");
  const content =
    shape === "refusal" ? { type: "refusal", refusal: REFUSAL_TEXT } : { type: "output_text", text, annotations: [], logprobs: [] };
  const status = shape === "content_filter" || answers[0]?.truncated === true ? "incomplete" : "completed";
  return { id: `msg_${key.slice(0, 48)}`, type: "message", status, role: "assistant", content: [content] };
}
