import { afterAll, expect, test } from "vitest";
import { startSimulator } from "../../src/simulator/simulator.ts";

// One for all tests: none of them leaves anything behind.
const simulator = await startSimulator();
const { baseUrls, openaiBaseUrl } = simulator;
afterAll(() => simulator.close());

type Json = Readonly<Record<string, unknown>>;

const SCHEMA = {
  type: "object",
  properties: { reason: { type: "string" }, fits: { type: "boolean" } },
  required: ["reason", "fits"],
  additionalProperties: false,
};
const OPEN = { type: "object", properties: { reason: { type: "string" } }, required: ["reason"] };
const OPTIONAL = { ...SCHEMA, required: ["reason"] };

function nested(schema: Json): Json {
  return { type: "object", properties: { inner: schema }, required: ["inner"], additionalProperties: false };
}

/** A chat completion of any vendor that has them. */
async function chat(url: string, model: string, responseFormat: unknown): Promise<{ status: number; body: unknown }> {
  const messages = [{ role: "user", content: "Answer in JSON" }];
  const body = JSON.stringify({ model, messages, response_format: responseFormat });
  const headers = { authorization: "Bearer k", "content-type": "application/json" };
  return await answerOf(await fetch(`${url}/chat/completions`, { method: "POST", headers, body }));
}

function jsonSchema(schema: unknown, name: unknown = "verdict", strict = true) {
  return { type: "json_schema", json_schema: { name, strict, schema } };
}

async function answerOf(response: Response): Promise<{ status: number; body: unknown }> {
  return { status: response.status, body: await response.json() };
}

/** The JSON that a chat completion holds. */
function contentOf(body: unknown): unknown {
  const { choices } = body as { choices: { message: { content: string } }[] };
  return JSON.parse(choices[0]?.message.content ?? "");
}

test.each([
  [jsonSchema(OPEN), "In context=(), 'additionalProperties' is required to be supplied and to be false."],
  [jsonSchema(nested(OPEN)), "In context=('properties', 'inner'), 'additionalProperties' is required to be supplied and to be false."],
  [
    jsonSchema(OPTIONAL),
    "In context=(), 'required' is required to be supplied and to be an array including every key in properties. Missing 'fits'.",
  ],
  [jsonSchema(nested({ type: "array", items: OPEN })), "In context=('properties', 'inner', 'items'), 'additionalProperties'"],
  [jsonSchema(nested({ description: "anything" })), "In context=('properties', 'inner'), schema must have a 'type' key."],
  [jsonSchema(nested({ type: "string", not: {} })), "In context=('properties', 'inner'), 'not' is not permitted."],
  [jsonSchema({ type: "string" }), `schema must be a JSON Schema of 'type: "object"', got 'type: "string"'.`],
  [jsonSchema(SCHEMA, "a verdict"), "Invalid 'response_format.json_schema.name': string does not match pattern."],
  [jsonSchema(SCHEMA, "v".repeat(65)), "Expected a string with maximum length 64, but got a string with length 65 instead."],
  [jsonSchema(SCHEMA, null), "Missing required parameter: 'response_format.json_schema.name'."],
  [jsonSchema("{}"), "Missing required parameter: 'response_format.json_schema.schema'."],
  [{ type: "json_schema", schema: SCHEMA }, "Missing required parameter: 'response_format.json_schema'."],
  [{ type: "yaml" }, "Invalid value: 'yaml'. Supported values are: 'json_object', 'json_schema', and 'text'."],
])("OpenAI refuses the form %j", async (format, message) => {
  const { status, body } = await chat(openaiBaseUrl, "gpt-4.1-mini", format);
  expect(status).toBe(400);
  expect(body).toMatchObject({ error: { type: "invalid_request_error", message: expect.stringContaining(message) } });
});

test.each(["gpt-3.5-turbo", "gpt-4", "gpt-4-turbo", "gpt-4o-2024-05-13", "o1-mini"])("OpenAI takes no schema with %s", async (model) => {
  const { status, body } = await chat(openaiBaseUrl, model, jsonSchema(SCHEMA));
  expect([status, body]).toMatchObject([400, { error: { message: expect.stringContaining("is not supported with this model") } }]);
});

test.each([
  ["a schema that is not strict", jsonSchema(OPEN, "verdict", false), { reason: expect.any(String) }],
  ["no schema at all", { type: "json_object" }, expect.any(Object)],
])("OpenAI answers in JSON with %s", async (_, format, answer) => {
  const { body } = await chat(openaiBaseUrl, "gpt-4.1-mini", format);
  expect(contentOf(body)).toEqual(answer);
});

test("JSON without a schema has to be spoken of", async () => {
  const headers = { authorization: "Bearer k", "content-type": "application/json" };
  const request = { model: "gpt-4.1", messages: [{ role: "user", content: "Hello" }], response_format: { type: "json_object" } };
  const { status, body } = await answerOf(
    await fetch(`${openaiBaseUrl}/chat/completions`, { method: "POST", headers, body: JSON.stringify(request) }),
  );
  expect([status, body]).toMatchObject([400, { error: { message: expect.stringContaining("must contain the word 'json'") } }]);
});

test.each([
  [
    "openai/gpt-oss-120b",
    jsonSchema(OPEN),
    "invalid JSON schema for response_format: 'verdict': `additionalProperties:false` must be set on every object",
  ],
  ["openai/gpt-oss-20b", jsonSchema(nested(OPTIONAL)), "'verdict': /properties/inner: `required` is required to be supplied"],
  ["llama-3.3-70b-versatile", jsonSchema(SCHEMA), "This model does not support response format `json_schema`."],
])("Groq refuses for %s the form %j", async (model, format, message) => {
  const { status, body } = await chat(baseUrls.groq, model, format);
  expect([status, body]).toMatchObject([400, { error: { message: expect.stringContaining(message), param: "response_format" } }]);
});

test("Mistral names the field that is missing", async () => {
  const { status, body } = await chat(baseUrls.mistral, "mistral-small-latest", { type: "json_schema", json_schema: { schema: SCHEMA } });
  expect([status, body]).toMatchObject([422, { detail: [{ loc: ["body", "response_format", "json_schema", "name"] }] }]);
});

test("Together takes a schema beside the type as well", async () => {
  const { body } = await chat(baseUrls.together, "meta-llama/any", { type: "json_object", schema: SCHEMA });
  expect(contentOf(body)).toEqual({ reason: expect.any(String), fits: expect.any(Boolean) });
});

async function askAnthropic(fields: Json) {
  const headers = { "x-api-key": "k", "anthropic-version": "2023-06-01", "content-type": "application/json" };
  const messages = [{ role: "user", content: "Hello" }];
  const body = JSON.stringify({ model: "claude-haiku-4-5", max_tokens: 1000, messages, ...fields });
  return await answerOf(await fetch(`${baseUrls.anthropic}/v1/messages`, { method: "POST", headers, body }));
}

function outputConfig(schema: unknown, type = "json_schema") {
  return { output_config: { format: { type, schema } } };
}

test.each([
  [outputConfig(OPEN), "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false"],
  [outputConfig(nested({ type: "array", items: OPEN })), "For 'object' type, 'additionalProperties' must be explicitly set to false"],
  [outputConfig(nested({ type: "integer", minimum: 1, maximum: 5 })), "For 'integer' type, properties maximum, minimum are not supported"],
  [outputConfig(undefined), "output_config.format.schema: Field required"],
  [outputConfig(SCHEMA, "json_object"), "does not match any of the expected tags: 'json_schema'"],
  [{ ...outputConfig(SCHEMA), model: "claude-3-haiku-20240307" }, "'claude-3-haiku-20240307' does not support output format."],
  [{ output_format: { type: "json_schema", schema: SCHEMA } }, "output_format: This field is deprecated."],
])("Anthropic refuses %j", async (fields, problem) => {
  const { status, body } = await askAnthropic(fields);
  expect([status, body]).toMatchObject([400, { error: { type: "invalid_request_error", message: expect.stringContaining(problem) } }]);
});

async function askGemini(generationConfig: Json, model = "gemini-2.5-flash") {
  const headers = { "x-goog-api-key": "k", "content-type": "application/json" };
  const body = JSON.stringify({ contents: [{ parts: [{ text: "Hello" }] }], generationConfig });
  return await answerOf(await fetch(`${baseUrls.google}/v1/models/${model}:generateContent`, { method: "POST", headers, body }));
}

function inJson(responseSchema: unknown): Json {
  return { responseMimeType: "application/json", responseSchema };
}

const OBJECT = { type: "OBJECT", properties: { reason: { type: "STRING" } }, required: ["reason"] };

test.each([
  [inJson(SCHEMA), `Unknown name "additionalProperties" at 'generation_config.response_schema': Cannot find field.`],
  [
    inJson({ ...OBJECT, properties: { reason: { type: "STRING", const: "x" } } }),
    `Unknown name "const" at 'generation_config.response_schema.properties[0].value': Cannot find field.`,
  ],
  [
    inJson({ type: "ARRAY", items: { type: "NULL" } }),
    `Invalid value at 'generation_config.response_schema.items.type' (type.googleapis.com/google.ai.generativelanguage.v1.Type), "NULL"`,
  ],
  [inJson({ type: "OBJECT" }), "generation_config.response_schema.properties: should be non-empty for OBJECT type"],
  [inJson({ ...OBJECT, required: ["reason", "fits"] }), "generation_config.response_schema.required[1]: property is not defined"],
  [{ responseMimeType: "text/html" }, "response_mime_type: allowed mimetypes are"],
])("Gemini refuses %j", async (config, problem) => {
  const { status, body } = await askGemini(config);
  expect([status, body]).toMatchObject([400, { error: { status: "INVALID_ARGUMENT", message: expect.stringContaining(problem) } }]);
});

test.each(["gemma-3-27b-it", "gemini-1.0-pro", "gemini-pro"])("Gemini has no JSON mode for %s", async (model) => {
  const { status, body } = await askGemini(inJson(OBJECT), model);
  expect([status, body]).toMatchObject([400, { error: { message: `JSON mode is not enabled for models/${model}` } }]);
});

function textOf(body: unknown): string {
  const { candidates } = body as { candidates: { content: { parts: { text: string }[] } }[] };
  return candidates[0]?.content.parts[0]?.text ?? "";
}

test("Gemini writes properties in the order that is asked for, or in that of the alphabet", async () => {
  const schema = { type: "object", properties: { b: { type: "STRING" }, a: { type: "boolean" } } };
  expect(Object.keys(JSON.parse(textOf((await askGemini(inJson(schema))).body)) as object)).toEqual(["a", "b"]);
  const ordered = { response_mime_type: "application/json", response_schema: { ...schema, property_ordering: ["b", "a"] } };
  expect(Object.keys(JSON.parse(textOf((await askGemini(ordered)).body)) as object)).toEqual(["b", "a"]);
});

test("Gemini passes over a schema without the type of JSON", async () => {
  const { body } = await askGemini({ responseSchema: OBJECT });
  expect(textOf(body)).toMatch(/^\[simulated/);
});
