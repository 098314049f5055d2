import { expect, test } from "vitest";
import { requestId } from "../../../src/domain/request.ts";
import type { ModelRequest } from "../../../src/domain/request.ts";
import { batchLine, readResultLine } from "../../../src/providers/vertex/line.ts";

const ID = "abcdefghijklmnopqrstuvwxyz234567";
const REQUEST = { contents: [{ role: "user", parts: [{ text: "Hi" }] }], labels: { custom_id: ID } };
/** An answer as Vertex AI writes it. */
const RESPONSE = {
  candidates: [{ content: { role: "model", parts: [{ text: "Hello." }] }, finishReason: "STOP", avgLogprobs: -0.02 }],
  createTime: "2025-09-19T21:29:45.123456Z",
  modelVersion: "gemini-2.5-flash",
  responseId: "abc",
  usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 3, thoughtsTokenCount: 7, totalTokenCount: 15, trafficType: "ON_DEMAND" },
};

function line(parts: object): string {
  return JSON.stringify({ status: "", processed_time: "2025-09-19T21:29:47.352+00:00", request: REQUEST, response: RESPONSE, ...parts });
}

test("a request carries its id as a label, which is what comes back", () => {
  const body: ModelRequest["body"] = {
    model: "gemini-2.5-flash",
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "One\u2028two" },
    ],
    temperature: 0,
    maxOutputTokens: 10,
  };
  const text = batchLine({ id: requestId("test", body, 0), body });
  expect(text).not.toMatch(/\u2028|\n/);
  expect(JSON.parse(text)).toEqual({
    request: {
      contents: [{ role: "user", parts: [{ text: "One\u2028two" }] }],
      systemInstruction: { parts: [{ text: "Be brief." }] },
      generationConfig: { temperature: 0, maxOutputTokens: 10 },
      labels: { custom_id: requestId("test", body, 0) },
    },
  });
});

test("an id is a label as Google takes them: lowercase letters and digits, at most 63", () => {
  const body = { model: "gemini-2.5-flash", messages: [{ role: "user" as const, content: "Hi" }] };
  expect(requestId("test", body, 0)).toMatch(/^[a-z][a-z0-9_-]{0,62}$|^[a-z0-9_-]{1,63}$/);
});

test("an answer is read with the id of its label, and thoughts count as output", () => {
  expect(readResultLine(line({}))).toMatchObject({
    type: "outcome",
    id: ID,
    outcome: {
      status: "succeeded",
      text: "Hello.",
      finishReason: "stop",
      model: "gemini-2.5-flash",
      usage: { inputTokens: 5, outputTokens: 10, reasoningTokens: 7 },
    },
  });
});

test("fields of the echo in another style change nothing", () => {
  const request = {
    labels: { custom_id: ID },
    generation_config: { max_output_tokens: 10, temperature: 0.0 },
    system_instruction: { parts: { text: "Be brief." } },
    contents: { parts: { text: "Hi" }, role: "user" },
  };
  expect(readResultLine(line({ request }))).toMatchObject({ type: "outcome", id: ID, outcome: { status: "succeeded" } });
});

test.each([
  ["Bad Request: 400 INVALID_ARGUMENT. Please use a valid role: user, model.", "rejected", "INVALID_ARGUMENT"],
  ["Bad Request: 400", "rejected", "INVALID_ARGUMENT"],
  ["Bad Request: the request is not understood", "rejected", "INVALID_ARGUMENT"],
  ["Not Found: 404 NOT_FOUND. Publisher Model was not found", "rejected", "NOT_FOUND"],
  ["Too Many Requests: 429 RESOURCE_EXHAUSTED. Resource exhausted. Please try again later.", "transient", "RESOURCE_EXHAUSTED"],
  ["Internal Server Error: 500 INTERNAL. Internal error encountered.", "transient", "INTERNAL"],
  ["Service Unavailable: 503", "transient", "UNAVAILABLE"],
  ["Gateway Timeout: 504 DEADLINE_EXCEEDED", "transient", "DEADLINE_EXCEEDED"],
  ["Forbidden: 403 PERMISSION_DENIED. Permission denied", "quota", "PERMISSION_DENIED"],
  ["Unauthorized: 401 UNAUTHENTICATED", "quota", "UNAUTHENTICATED"],
  ['{"error": {"code": 400, "message": "Bad image", "status": "INVALID_ARGUMENT"}}', "rejected", "INVALID_ARGUMENT"],
  ["something went wrong", "transient", "UNKNOWN"],
])("a line with the status %j and no response failed: %s", (status, kind, code) => {
  expect(readResultLine(line({ status, response: {} }))).toMatchObject({
    type: "outcome",
    id: ID,
    outcome: { status: "failed", kind, code, message: status },
  });
});

test("a line without a response field at all is read by its status", () => {
  const text = JSON.stringify({ status: "Bad Request: 400 INVALID_ARGUMENT", request: REQUEST });
  expect(readResultLine(text)).toMatchObject({ outcome: { status: "failed", kind: "rejected" } });
});

test("an answer counts although the status has words", () => {
  expect(readResultLine(line({ status: "OK" }))).toMatchObject({ outcome: { status: "succeeded", text: "Hello." } });
});

test("a blocked prompt is a refusal", () => {
  const response = { promptFeedback: { blockReason: "PROHIBITED_CONTENT" }, usageMetadata: { promptTokenCount: 5 } };
  expect(readResultLine(line({ response }))).toMatchObject({ outcome: { status: "failed", kind: "refused", code: "PROHIBITED_CONTENT" } });
});

test("an empty response with an empty status is malformed", () => {
  expect(readResultLine(line({ response: {} }))).toMatchObject({ outcome: { status: "failed", kind: "malformed" } });
});

test.each([
  ["cut off", line({}).slice(0, -40)],
  ["without a label", line({ request: { contents: [] } })],
  ["with an empty label", line({ request: { labels: { custom_id: "" } } })],
  ["without a request", JSON.stringify({ status: "", response: RESPONSE })],
  ["that is a number", "17"],
])("a line %s cannot be read", (_name, text) => {
  expect(readResultLine(text)).toMatchObject({ type: "unreadable", bytes: Buffer.byteLength(text) });
});
