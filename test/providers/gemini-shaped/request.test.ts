import { expect, test } from "vitest";
import { generateContentBody, generateContentParameters } from "../../../src/providers/gemini-shaped/request.ts";
import type { RequestBody } from "../../../src/index.ts";

const body: RequestBody = {
  model: "gemini-2.5-flash",
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Hello" },
    { role: "assistant", content: "Hi" },
    { role: "user", content: "How are you?" },
  ],
  temperature: 0,
  maxOutputTokens: 100,
};

const VERDICT = {
  name: "verdict",
  schema: {
    type: "object",
    properties: {
      reasoning: { type: "string", description: "First." },
      judgement: {
        type: "object",
        properties: { fits: { type: "boolean" }, confidence: { type: "number" } },
        required: ["fits", "confidence"],
        additionalProperties: false,
      },
      verdict: { type: "string", enum: ["yes", "no"] },
      score: { type: "integer" },
    },
    required: ["reasoning", "judgement", "verdict", "score"],
    additionalProperties: false,
  },
};

test("a conversation becomes contents, with the system message beside them", () => {
  expect(generateContentBody(body)).toEqual({
    contents: [
      { role: "user", parts: [{ text: "Hello" }] },
      { role: "model", parts: [{ text: "Hi" }] },
      { role: "user", parts: [{ text: "How are you?" }] },
    ],
    systemInstruction: { parts: [{ text: "Be brief." }] },
    generationConfig: { temperature: 0, maxOutputTokens: 100 },
  });
});

test("what was not asked for is not sent", () => {
  expect(generateContentBody({ model: "gemini-2.5-pro", messages: [{ role: "user", content: "Hello" }] })).toEqual({
    contents: [{ role: "user", parts: [{ text: "Hello" }] }],
  });
});

test("a form is asked for in Google's kind of schema, in the order of its properties", () => {
  expect(generateContentBody({ ...body, responseFormat: VERDICT }).generationConfig).toEqual({
    temperature: 0,
    maxOutputTokens: 100,
    responseMimeType: "application/json",
    responseSchema: {
      type: "OBJECT",
      properties: {
        reasoning: { type: "STRING", description: "First." },
        judgement: {
          type: "OBJECT",
          properties: { fits: { type: "BOOLEAN" }, confidence: { type: "NUMBER" } },
          required: ["fits", "confidence"],
          propertyOrdering: ["fits", "confidence"],
        },
        verdict: { type: "STRING", format: "enum", enum: ["yes", "no"] },
        score: { type: "INTEGER" },
      },
      required: ["reasoning", "judgement", "verdict", "score"],
      propertyOrdering: ["reasoning", "judgement", "verdict", "score"],
    },
  });
});

test.each([
  ["without a form", body],
  ["with a form", { ...body, responseFormat: VERDICT }],
])("a live call asks the same as a line of a batch, %s", (_, asked) => {
  const { contents, systemInstruction, generationConfig } = generateContentBody(asked);
  expect(generateContentParameters(asked)).toEqual({ model: asked.model, contents, config: { systemInstruction, ...generationConfig } });
});
