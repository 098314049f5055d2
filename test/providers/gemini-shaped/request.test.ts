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

test("a live call asks the same as a line of a batch", () => {
  const { contents, systemInstruction, generationConfig } = generateContentBody(body);
  expect(generateContentParameters(body)).toEqual({ model: body.model, contents, config: { systemInstruction, ...generationConfig } });
});
