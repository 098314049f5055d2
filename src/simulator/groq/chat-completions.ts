import { isJsonObject, type JsonObject } from "../json.ts";
import { chatCompletionsWith } from "../openai/chat-completions.ts";
import { ANY_OBJECT } from "../openai/response-format.ts";
import { strictFault, type StrictFault } from "../openai/strict-schema.ts";
import { WireError } from "../wire-error.ts";

/** Models that take a schema (Groq's page "Structured Outputs"); with those of OpenAI, `strict` means that it is kept to. */
const ABLE = /^(openai\/gpt-oss-(safeguard-)?\d+b|moonshotai\/kimi-k2-instruct(-\d+)?|meta-llama\/llama-4-(maverick|scout)-.*)$/;

const MODEL_REFUSED =
  "This model does not support response format `json_schema`. See supported models at https://console.groq.com/docs/structured-outputs#supported-models";

/** Groq's chat completions: OpenAI's, with schemas for some models only. */
export const groqChatCompletions = chatCompletionsWith(({ model, response_format: format }) => {
  if (!isJsonObject(format) || format["type"] === "text") return undefined;
  if (format["type"] === "json_object") return ANY_OBJECT;
  if (format["type"] !== "json_schema") return refused("'response_format.type' : value is not one of the allowed values");
  if (!ABLE.test(String(model))) return refused(MODEL_REFUSED);
  return readDefinition(format["json_schema"]);
});

function readDefinition(definition: unknown): JsonObject | WireError {
  const { name, schema, strict } = isJsonObject(definition) ? definition : {};
  if (typeof name !== "string") return refused("'response_format.json_schema' : property 'name' is missing");
  if (!isJsonObject(schema)) return refused("'response_format.json_schema' : property 'schema' is missing");
  const fault = strict === true ? strictFault(schema) : undefined;
  if (fault === undefined) return schema;
  const place = fault.path.length === 0 ? "" : `/${fault.path.join("/")}: `;
  return refused(`invalid JSON schema for response_format: '${name}': ${place}${inWords(fault)}`);
}

function inWords({ problem, name }: StrictFault): string {
  switch (problem) {
    case "open object":
      return "`additionalProperties:false` must be set on every object";
    case "optional property":
      return `\`required\` is required to be supplied and to be an array including every key in properties. Missing '${name}'`;
    case "no type":
      return "`type` is required";
    case "keyword":
      return `${name} is not supported`;
  }
}

function refused(message: string): WireError {
  return new WireError(400, message, { param: "response_format" });
}
