import { expect, it } from "vitest";
import { readResultLine } from "../../../src/providers/openai-shaped/result.ts";

/** A line of a result file, in the shapes that OpenAI's reference and users' reports show. */
function line(response: unknown, error: unknown = null): string {
  return JSON.stringify({ id: "batch_req_1", custom_id: "abc", response, error });
}

function answer(message: object, finish_reason = "stop", usage?: unknown): unknown {
  return {
    status_code: 200,
    request_id: "req_1",
    body: { id: "chatcmpl-1", model: "gpt-x-1", choices: [{ index: 0, message, finish_reason }], usage },
  };
}

function outcomeOf(text: string): unknown {
  const read = readResultLine(text);
  return read.type === "outcome" ? read.outcome : read;
}

it.each([
  [
    "an answer with its usage",
    line(
      answer({ role: "assistant", content: "Hello" }, "stop", {
        prompt_tokens: 10,
        completion_tokens: 7,
        total_tokens: 17,
        prompt_tokens_details: { cached_tokens: 4 },
        completion_tokens_details: { reasoning_tokens: 3 },
      }),
    ),
    {
      status: "succeeded",
      text: "Hello",
      finishReason: "stop",
      model: "gpt-x-1",
      usage: { inputTokens: 10, outputTokens: 7, cachedInputTokens: 4, cacheWriteTokens: 0, reasoningTokens: 3 },
    },
  ],
  [
    "an answer cut off at the token limit",
    line(answer({ content: "Hel" }, "length")),
    { status: "succeeded", text: "Hel", finishReason: "length" },
  ],
  [
    "an answer of which reasoning took every token",
    line(answer({ content: null }, "length")),
    { status: "succeeded", text: "", finishReason: "length" },
  ],
  [
    "a refusal in its own field",
    line(answer({ content: null, refusal: "I can't." })),
    { status: "succeeded", text: "I can't.", finishReason: "refusal" },
  ],
  ["a finish reason that is not known", line(answer({ content: "x" }, "eager")), { status: "succeeded", finishReason: "other" }],
  ["an answer without usage", line(answer({ content: "x" })), { usage: null }],
  [
    "an answer that was filtered away",
    line(answer({ content: null }, "content_filter")),
    { status: "failed", kind: "refused", code: "content_filter" },
  ],
  [
    "an answer that was filtered in part",
    line(answer({ content: "Half" }, "content_filter")),
    { status: "succeeded", text: "Half", finishReason: "content_filter" },
  ],
  [
    "a body without choices",
    line({ status_code: 200, body: { choices: [] } }),
    { status: "failed", kind: "malformed", code: "malformed_body" },
  ],
  ["a body that is none", line({ status_code: 200, body: null }), { status: "failed", kind: "malformed" }],
  [
    "a 400 with error: null",
    line({
      status_code: 400,
      body: { error: { message: "Too long.", type: "invalid_request_error", param: null, code: "context_length_exceeded" } },
    }),
    { status: "failed", kind: "rejected", code: "context_length_exceeded", message: "Too long." },
  ],
  [
    "a 400 without a code",
    line({ status_code: 400, body: { error: { message: "No.", type: "invalid_request_error", code: null } } }),
    { kind: "rejected", code: "invalid_request_error" },
  ],
  [
    "a 429",
    line({ status_code: 429, body: { error: { message: "Slow down.", code: "rate_limit_exceeded" } } }),
    { kind: "transient", code: "rate_limit_exceeded" },
  ],
  [
    "a 429 for want of money",
    line({ status_code: 429, body: { error: { message: "Quota.", code: "insufficient_quota" } } }),
    { kind: "quota" },
  ],
  [
    "a 500",
    line({ status_code: 500, body: { error: { message: "Oops.", type: "server_error" } } }),
    { kind: "transient", code: "server_error" },
  ],
  [
    "a 503 with a body of another shape",
    line({ status_code: 503, body: "upstream" }),
    { kind: "transient", code: "http_503", message: "HTTP 503" },
  ],
  ["an expired line", line(null, { code: "batch_expired", message: "This request could not be executed in time." }), { status: "expired" }],
  ["a cancelled line", line(null, { code: "batch_cancelled", message: "Cancelled." }), { status: "cancelled" }],
  [
    "a line that timed out",
    line(null, { code: "request_timeout", message: "Timed out." }),
    { status: "failed", kind: "transient", code: "request_timeout" },
  ],
  [
    "a line with status 0 and error: null",
    line({ status_code: 0, body: null }),
    { status: "failed", kind: "transient", code: "no_response" },
  ],
  ["a line with neither response nor error", line(null), { status: "failed", kind: "transient", code: "no_response" }],
  ["a line that is not JSON", '{"id": "batch', { type: "unreadable", reason: "not valid JSON" }],
  ["a line without an id", '{"response": null}', { type: "unreadable", reason: "no line of a batch result" }],
  ["a line that is a list", "[]", { type: "unreadable" }],
])("reads %s", (_what, text, expected) => {
  expect(outcomeOf(text)).toMatchObject(expected);
});
