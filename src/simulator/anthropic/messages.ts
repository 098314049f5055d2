import type { Endpoint, ReadRequest, ReplyParts } from "../answers/endpoint.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { estimateTokens } from "../simulated-model.ts";
import { WireError } from "../wire-error.ts";
import { invalid } from "./failures.ts";
import { readOutputFormat } from "./output-format.ts";
import { samplingFault } from "./version.ts";

/** Tokens that the format itself costs for each message; an estimate. */
const TOKENS_PER_MESSAGE = 4;

/** `POST /v1/messages`, without streaming. */
export const messages: Endpoint = { path: "/v1/messages", read, reply };

function read(body: JsonObject): ReadRequest | WireError {
  const { model, max_tokens: maxTokens, system, stream, temperature } = body;
  if (typeof model !== "string" || model === "") return invalid("model", "Field required");
  if (maxTokens === undefined) return invalid("max_tokens", "Field required");
  if (typeof maxTokens !== "number" || !Number.isInteger(maxTokens)) return invalid("max_tokens", "Input should be a valid integer");
  if (maxTokens < 1) return invalid("max_tokens", "Input should be greater than or equal to 1");
  if (stream === true) return invalid("stream", "The simulator does not stream");
  const wrong = samplingFault(body);
  if (wrong) return wrong;
  const said = readMessages(body["messages"]);
  if (said instanceof WireError) return said;
  const schema = readOutputFormat(body);
  if (schema instanceof WireError) return schema;
  const inputTokens = said.tokens + (system === undefined ? 0 : estimateTokens(textOf(system)));
  return { model, prompt: said.prompt, inputTokens, maxTokens, samples: 1, sampled: temperature !== 0, schema };
}

/** The last thing the user said, and the tokens of all of it. */
function readMessages(list: unknown): { readonly prompt: string; readonly tokens: number } | WireError {
  if (list === undefined) return invalid("messages", "Field required");
  if (!Array.isArray(list)) return invalid("messages", "Input should be a valid list");
  if (list.length === 0) return invalid("messages", "at least one message is required");
  let prompt = "";
  let tokens = TOKENS_PER_MESSAGE;
  for (const [index, message] of list.entries()) {
    const role: unknown = isJsonObject(message) ? message["role"] : undefined;
    if (role !== "user" && role !== "assistant" && role !== "system") {
      return invalid(`messages.${index}.role`, "Input should be 'user', 'assistant' or 'system'");
    }
    const text = textOf(isJsonObject(message) ? message["content"] : undefined);
    if (text === "" && role !== "assistant") return invalid(`messages.${index}`, "all messages must have non-empty content");
    tokens += TOKENS_PER_MESSAGE + estimateTokens(text);
    if (role === "user") prompt = text;
  }
  return { prompt, tokens };
}

/** A string, or the texts of content blocks. */
function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((block: unknown) => (isJsonObject(block) && typeof block["text"] === "string" ? block["text"] : "")).join("\n");
}

function reply({ request, answers, shape, key }: ReplyParts): JsonObject {
  const [answer] = answers;
  const withheld = shape === "content_filter" || shape === "refusal";
  // Classifiers may step in before the first word, or in the middle of the answer.
  const text = shape === "content_filter" || shape === "null_content" ? "" : (answer?.text ?? "");
  return {
    id: `msg_01${key.slice(0, 22)}`,
    type: "message",
    role: "assistant",
    model: request.model,
    ...(shape === "no_choices" ? {} : { content: text === "" ? [] : [{ type: "text", text, citations: null }] }),
    stop_reason: withheld ? "refusal" : answer?.truncated === true ? "max_tokens" : "end_turn",
    stop_sequence: null,
    stop_details: withheld ? { type: "refusal", category: null, explanation: null } : null,
    container: null,
    usage: {
      input_tokens: request.inputTokens,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
      output_tokens: answer?.tokens ?? 0,
      output_tokens_details: { thinking_tokens: 0 },
      server_tool_use: null,
      service_tier: "standard",
      inference_geo: null,
      speed: null,
    },
  };
}
