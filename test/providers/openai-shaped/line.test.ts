import { expect, it } from "vitest";
import { type RequestBody, requestId } from "../../../src/index.ts";
import { batchLine, chatCompletionBody } from "../../../src/providers/openai-shaped/line.ts";

const BODY: RequestBody = { model: "gpt-4.1-mini", messages: [{ role: "user", content: "Hi" }] };
const SCHEMA = { type: "object", properties: { fits: { type: "boolean" } }, required: ["fits"], additionalProperties: false };

it("sends what was asked for, and nothing else", () => {
  expect(chatCompletionBody(BODY, "max_tokens")).toEqual({ model: BODY.model, messages: BODY.messages });
});

it("asks for a form by a strict schema", () => {
  const body = { ...BODY, responseFormat: { name: "verdict", schema: SCHEMA } };
  const response_format = { type: "json_schema", json_schema: { name: "verdict", strict: true, schema: SCHEMA } };
  expect(chatCompletionBody(body, "max_tokens")).toEqual({ model: BODY.model, messages: BODY.messages, response_format });
  const line = JSON.parse(batchLine({ id: requestId("test", body, 0), body }, "max_tokens")) as { body: unknown };
  expect(line.body).toEqual({ model: BODY.model, messages: BODY.messages, response_format });
});
