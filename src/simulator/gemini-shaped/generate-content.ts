import type { Endpoint, ReadRequest, ReplyParts } from "../answers/endpoint.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { estimateTokens } from "../simulated-model.ts";
import { WireError } from "../wire-error.ts";
import { invalidArgument } from "./failures.ts";
import { either } from "./field.ts";
import { readResponseSchema } from "./response-schema.ts";

/** The largest `candidateCount` that Gemini takes. */
const MOST_CANDIDATES = 8;

/**
 * `generateContent`, without streaming. The model, which stands in the URL or belongs to the whole batch, is expected as
 * `model` in the body.
 */
export const generateContent = endpointOf(true);

/** The same in a batch of the Developer API, which takes `responseJsonSchema` and does not keep to it (crmne/ruby_llm#894). */
export const batchedGenerateContent = endpointOf(false);

function endpointOf(keepsJsonSchema: boolean): Endpoint {
  return { path: "generateContent", read: (body) => read(body, keepsJsonSchema), reply };
}

function read(body: JsonObject, keepsJsonSchema: boolean): ReadRequest | WireError {
  const { contents, model } = body;
  const config = either(body, "generationConfig", "generation_config") ?? {};
  if (typeof model !== "string" || model === "") return invalidArgument("* GenerateContentRequest.model: model is not specified");
  if (!Array.isArray(contents) || contents.length === 0) {
    return invalidArgument("* GenerateContentRequest.contents: contents is not specified");
  }
  if (!isJsonObject(config)) return invalidArgument("Invalid value at 'generation_config'.");
  const samples = either(config, "candidateCount", "candidate_count") ?? 1;
  if (typeof samples !== "number" || !Number.isInteger(samples) || samples < 1 || samples > MOST_CANDIDATES) {
    return invalidArgument(`* GenerateContentRequest.generation_config.candidate_count: must be in [1, ${MOST_CANDIDATES}].`);
  }
  const maxTokens = either(config, "maxOutputTokens", "max_output_tokens") ?? undefined;
  if (maxTokens !== undefined && (typeof maxTokens !== "number" || !Number.isInteger(maxTokens) || maxTokens < 1)) {
    return invalidArgument("* GenerateContentRequest.generation_config.max_output_tokens: must be positive.");
  }
  let prompt = "";
  let inputTokens = estimateTokens(textOf(either(body, "systemInstruction", "system_instruction")));
  for (const content of contents) {
    if (!isJsonObject(content) || !Array.isArray(content["parts"]) || content["parts"].length === 0) {
      return invalidArgument("* GenerateContentRequest.contents.parts: contents.parts must not be empty.");
    }
    const role = content["role"] ?? "user";
    if (role !== "user" && role !== "model") return invalidArgument("Please use a valid role: user, model.");
    const text = textOf(content);
    inputTokens += estimateTokens(text);
    if (role === "user" || prompt === "") prompt = text;
  }
  const name = model.replace(/^.*models\//, "");
  const schema = readResponseSchema(config, name, keepsJsonSchema);
  if (schema instanceof WireError) return schema;
  return { model: name, prompt, inputTokens, maxTokens, samples, sampled: config["temperature"] !== 0, schema };
}

/** The text of a content; parts without text do not count. */
function textOf(content: unknown): string {
  const parts = isJsonObject(content) ? content["parts"] : undefined;
  const list: readonly unknown[] = Array.isArray(parts) ? parts : [parts];
  return list.map((part) => (isJsonObject(part) && typeof part["text"] === "string" ? part["text"] : "")).join("\n");
}

function reply({ request, answers, shape, key }: ReplyParts): JsonObject {
  const { model, inputTokens } = request;
  const outputTokens = answers.reduce((sum, answer) => sum + answer.tokens, 0);
  return {
    ...candidatesOf(answers, shape),
    usageMetadata: {
      promptTokenCount: inputTokens,
      // Counts of zero are left out, as by all of Google's JSON.
      ...(outputTokens === 0 ? {} : { [shape === "null_content" ? "thoughtsTokenCount" : "candidatesTokenCount"]: outputTokens }),
      totalTokenCount: inputTokens + outputTokens,
      promptTokensDetails: [{ modality: "TEXT", tokenCount: inputTokens }],
    },
    modelVersion: model,
    responseId: key.slice(0, 22),
  };
}

function candidatesOf(answers: ReplyParts["answers"], shape: ReplyParts["shape"]): JsonObject {
  switch (shape) {
    case "no_choices":
      return {};
    case "refusal":
      // What comes nearest to a refusal outside of the text: the prompt itself is blocked.
      return { promptFeedback: { blockReason: "PROHIBITED_CONTENT" } };
    case "content_filter":
      return { candidates: answers.map((_, index) => ({ ...at(index), finishReason: "SAFETY" })) };
    case "null_content":
      // All tokens went into thinking.
      return { candidates: answers.map((_, index) => ({ content: { role: "model" }, finishReason: "MAX_TOKENS", ...at(index) })) };
    case "plain":
      return {
        candidates: answers.map(({ text, truncated }, index) => ({
          content: { parts: [{ text }], role: "model" },
          finishReason: truncated ? "MAX_TOKENS" : "STOP",
          ...at(index),
        })),
      };
  }
}

/** The first index is zero, and so left out. */
function at(index: number): JsonObject {
  return index === 0 ? {} : { index };
}
