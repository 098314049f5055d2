import { expect, test } from "vitest";
import { responseOutcome } from "../../../src/providers/gemini-shaped/outcome.ts";

const usageMetadata = {
  promptTokenCount: 12,
  candidatesTokenCount: 30,
  thoughtsTokenCount: 70,
  cachedContentTokenCount: 4,
  totalTokenCount: 112,
};
const usage = { inputTokens: 12, outputTokens: 100, cachedInputTokens: 4, cacheWriteTokens: 0, reasoningTokens: 70 };

test("an answer is its text without its thoughts, and thoughts are output", () => {
  const parts = [{ text: "Hm.", thought: true }, { text: "Yes, " }, { text: "it is." }];
  const response = {
    candidates: [{ content: { role: "model", parts }, finishReason: "STOP", index: 0, avgLogprobs: -0.1 }],
    usageMetadata,
    modelVersion: "gemini-2.5-flash",
    responseId: "abc",
  };
  expect(responseOutcome(response)).toEqual({
    status: "succeeded",
    text: "Yes, it is.",
    finishReason: "stop",
    usage,
    model: "gemini-2.5-flash",
  });
});

test.each([
  ["MAX_TOKENS", "length"],
  ["SAFETY", "content_filter"],
  ["RECITATION", "content_filter"],
  ["MALFORMED_FUNCTION_CALL", "tool_calls"],
  ["A_WORD_OF_NEXT_YEAR", "other"],
  [undefined, "other"],
])("text that ended with %s is kept", (finishReason, expected) => {
  const outcome = responseOutcome({ candidates: [{ content: { parts: [{ text: "Half an ans" }] }, finishReason }] });
  expect(outcome).toMatchObject({ status: "succeeded", text: "Half an ans", finishReason: expected, usage: null });
});

test("an answer of thoughts alone is an empty one", () => {
  const response = { candidates: [{ content: { role: "model" }, finishReason: "MAX_TOKENS" }], usageMetadata };
  expect(responseOutcome(response)).toMatchObject({ status: "succeeded", text: "", finishReason: "length", usage });
});

test.each(["SAFETY", "PROHIBITED_CONTENT", "RECITATION", "SPII", "BLOCKLIST"])("no text because of %s is a refusal", (finishReason) => {
  const outcome = responseOutcome({ candidates: [{ finishReason, safetyRatings: [] }], usageMetadata });
  expect(outcome).toMatchObject({ status: "failed", kind: "refused", code: finishReason, usage });
});

test("a blocked prompt is a refusal, and what it cost is kept", () => {
  const response = { promptFeedback: { blockReason: "PROHIBITED_CONTENT" }, usageMetadata: { promptTokenCount: 9 } };
  expect(responseOutcome(response)).toMatchObject({
    status: "failed",
    kind: "refused",
    code: "PROHIBITED_CONTENT",
    usage: { inputTokens: 9, outputTokens: 0 },
  });
});

test.each([[{}], [{ candidates: [] }], [null], ["text"], [{ candidates: "none" }]])("%j cannot be read", (body) => {
  expect(responseOutcome(body)).toMatchObject({ status: "failed", kind: "malformed" });
});

test("odd counts do not cost the answer", () => {
  const candidates = [{ content: { parts: [{ text: "Yes" }] }, finishReason: "STOP" }];
  expect(responseOutcome({ candidates, usageMetadata: "many" })).toMatchObject({ text: "Yes", usage: null });
  expect(responseOutcome({ candidates, usageMetadata: { promptTokenCount: "7" } })).toMatchObject({
    usage: { inputTokens: 7, outputTokens: 0 },
  });
});
