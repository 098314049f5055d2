import { expect, test } from "vitest";
import { batchLine, readResult, readResultLine } from "../../../src/providers/google/line.ts";
import { requestsFor } from "../../contracts/requests.ts";
import type { ModelRequest } from "../../../src/index.ts";

const response = { candidates: [{ content: { parts: [{ text: "Yes" }] }, finishReason: "STOP" }], modelVersion: "gemini-2.5-flash" };

test("a line of the input file has the key and the request, and no model", () => {
  const [request] = requestsFor("gemini-2.5-flash", 1) as [ModelRequest];
  const line = batchLine(request);
  expect(line).not.toContain("\u2028");
  expect(JSON.parse(line)).toEqual({
    key: request.id,
    request: {
      contents: [{ role: "user", parts: [{ text: request.body.messages[0]?.content }] }],
      generationConfig: { temperature: 0 },
    },
  });
});

test.each([
  [
    { key: "a", response },
    { type: "outcome", id: "a", outcome: { status: "succeeded", text: "Yes" } },
  ],
  [
    { response, key: "a" },
    { type: "outcome", id: "a", outcome: { status: "succeeded" } },
  ],
  [
    { key: "a", error: { code: 429, message: "Slow.", status: "RESOURCE_EXHAUSTED" } },
    { id: "a", outcome: { status: "failed", kind: "transient" } },
  ],
  [
    { key: "a", error: { code: 3, message: "Bad." } },
    { id: "a", outcome: { status: "failed", kind: "rejected", message: "Bad." } },
  ],
  [
    { key: "a", response, error: null },
    { id: "a", outcome: { status: "succeeded" } },
  ],
  [{ key: "a" }, { id: "a", outcome: { status: "failed", kind: "transient", code: "no_response" } }],
  [
    { key: "a", response: null },
    { id: "a", outcome: { status: "failed", kind: "transient" } },
  ],
  [{ response }, { type: "unreadable", reason: "a result without a key" }],
  [{ key: "", response }, { type: "unreadable" }],
  [{ key: 7, response }, { type: "unreadable" }],
  [[1], { type: "unreadable" }],
  [null, { type: "unreadable" }],
])("the line %j is read", (value, expected) => {
  expect(readResultLine(JSON.stringify(value))).toMatchObject(expected);
});

test("a line that was cut off is unreadable, and its size is known", () => {
  expect(readResultLine('{"key":"ä')).toEqual({ type: "unreadable", reason: "not valid JSON", bytes: 10 });
});

test("an inline response has its key in its metadata, or none that counts", () => {
  expect(readResult({ metadata: { key: "a" }, response }, 1)).toMatchObject({ id: "a", outcome: { status: "succeeded" } });
  expect(readResult({ metadata: {}, response }, 1)).toMatchObject({ type: "unreadable" });
  expect(readResult({ response }, 1)).toMatchObject({ type: "unreadable" });
});
