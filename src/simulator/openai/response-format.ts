import { isJsonObject, type JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";
import { invalidParameter, missingParameter } from "./failures.ts";
import { strictFault, type StrictFault } from "./strict-schema.ts";

/** Reads of a body in which form the answer must be: the schema, undefined for free text, or what is wrong with it. */
export type FormatReader = (body: JsonObject) => JsonObject | WireError | undefined;

/** What is asked for by JSON without a schema. */
export const ANY_OBJECT: JsonObject = { type: "object" };

/** Models that are older than structured outputs (OpenAI's page of that name), or were never given them. */
const UNABLE = /^(gpt-3|gpt-4(?![o.])|gpt-4o-2024-05-13|chatgpt-4o|o1-(mini|preview))/;

const MODEL_REFUSED =
  "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model. Learn more about supported models at the Structured Outputs guide: https://platform.openai.com/docs/guides/structured-outputs";

const LONGEST_NAME = 64;

/** The form of a chat completion: `response_format`. */
export const readResponseFormat: FormatReader = ({ model, messages, response_format: format }) => {
  if (!isJsonObject(format)) return undefined;
  if (format["type"] === "json_object" && !/json/i.test(JSON.stringify(messages))) {
    const message = "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.";
    return new WireError(400, message, { param: "messages" });
  }
  return read(String(model), format, format["json_schema"], { format: "response_format", definition: "response_format.json_schema" });
};

/** The form of a response: `text.format`, in which name and schema stand beside the type. */
export const readTextFormat: FormatReader = ({ model, text }) => {
  const format = isJsonObject(text) ? text["format"] : undefined;
  return isJsonObject(format) ? read(String(model), format, format, { format: "text.format", definition: "text.format" }) : undefined;
};

/** How the fields are called in messages. */
interface Places {
  readonly format: string;
  readonly definition: string;
}

function read(model: string, format: JsonObject, definition: unknown, places: Places): JsonObject | WireError | undefined {
  const { type } = format;
  if (type === "text") return undefined;
  if (type === "json_object") return ANY_OBJECT;
  if (type !== "json_schema") {
    const message = `Invalid value: '${String(type)}'. Supported values are: 'json_object', 'json_schema', and 'text'.`;
    return invalidParameter(`${places.format}.type`, message);
  }
  if (UNABLE.test(model.replace(/^ft:/, ""))) return new WireError(400, MODEL_REFUSED);
  return readDefinition(definition, places);
}

function readDefinition(definition: unknown, { format, definition: place }: Places): JsonObject | WireError {
  if (!isJsonObject(definition)) return missingParameter(place);
  const { name, schema, strict } = definition;
  if (typeof name !== "string") return missingParameter(`${place}.name`);
  if (!/^[a-zA-Z0-9_-]+$/.test(name)) {
    const message = `Invalid '${place}.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`;
    return invalidParameter(`${place}.name`, message);
  }
  if (name.length > LONGEST_NAME) {
    const message = `Invalid '${place}.name': string too long. Expected a string with maximum length ${LONGEST_NAME}, but got a string with length ${name.length} instead.`;
    return invalidParameter(`${place}.name`, message, "string_above_max_length");
  }
  if (!isJsonObject(schema)) return missingParameter(`${place}.schema`);
  const wrong = strict === true ? strictProblem(schema) : undefined;
  if (wrong === undefined) return schema;
  return invalidParameter(format, `Invalid schema for response_format '${name}': ${wrong}`, "invalid_json_schema");
}

function strictProblem(schema: JsonObject): string | undefined {
  if (schema["type"] !== "object") return `schema must be a JSON Schema of 'type: "object"', got 'type: "${String(schema["type"])}"'.`;
  const fault = strictFault(schema);
  return fault && `In context=(${fault.path.map((key) => `'${key}'`).join(", ")}), ${inWords(fault)}`;
}

function inWords({ problem, name }: StrictFault): string {
  switch (problem) {
    case "open object":
      return "'additionalProperties' is required to be supplied and to be false.";
    case "optional property":
      return `'required' is required to be supplied and to be an array including every key in properties. Missing '${name}'.`;
    case "no type":
      return "schema must have a 'type' key.";
    case "keyword":
      return `'${name}' is not permitted.`;
  }
}
