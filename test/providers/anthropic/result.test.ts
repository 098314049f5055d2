import { describe, expect, it } from "vitest";
import { customIdOf, readResultLine } from "../../../src/providers/anthropic/result.ts";

const ID = "abcdefghijklmnopqrstuvwxyz234567";

/** A message as the API gives it (platform documentation, "Batch processing"). */
const MESSAGE = {
  id: "msg_014VwiXbi91y3JMjcpyGBHX5",
  type: "message",
  role: "assistant",
  model: "claude-opus-4-1-20250805",
  content: [{ type: "text", text: "Hello!" }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: { input_tokens: 11, output_tokens: 36, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, service_tier: "batch" },
};

function outcomeOf(result: unknown) {
  const line = readResultLine(JSON.stringify({ custom_id: ID, result }));
  if (line.type !== "outcome") throw new Error(line.reason);
  expect(line.id).toBe(ID);
  return line.outcome;
}

const succeeded = (message: object) => outcomeOf({ type: "succeeded", message: { ...MESSAGE, ...message } });
const errored = (type: string, message = "No.", details?: object) =>
  outcomeOf({ type: "errored", error: { type: "error", error: { type, message, details }, request_id: null } });

describe("a line with an answer", () => {
  it("gives text, reason, usage and model", () => {
    expect(succeeded({})).toEqual({
      status: "succeeded",
      text: "Hello!",
      finishReason: "stop",
      usage: { inputTokens: 11, outputTokens: 36, cachedInputTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 },
      model: "claude-opus-4-1-20250805",
    });
  });

  it("joins all blocks of text as they are, and passes over thinking", () => {
    const content = [
      { type: "thinking", thinking: "Hm.", signature: "x" },
      { type: "text", text: " One, " },
      { type: "text", text: "two. " },
    ];
    expect(succeeded({ content })).toMatchObject({ text: " One, two. " });
  });

  it("adds to the input tokens what was read from or written to a cache", () => {
    const usage = {
      input_tokens: 10,
      cache_read_input_tokens: 100,
      cache_creation_input_tokens: 1000,
      output_tokens: 7,
      output_tokens_details: { thinking_tokens: 5 },
    };
    expect(succeeded({ usage })).toMatchObject({
      usage: { inputTokens: 1110, cachedInputTokens: 100, cacheWriteTokens: 1000, outputTokens: 7, reasoningTokens: 5 },
    });
  });

  it.each([
    ["end_turn", "stop"],
    ["stop_sequence", "stop"],
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["tool_use", "tool_calls"],
    ["refusal", "refusal"],
    ["pause_turn", "other"],
    ["brand_new", "other"],
    [null, "other"],
  ])("reads the stop reason %s as %s", (stop_reason, finishReason) => {
    expect(succeeded({ stop_reason })).toMatchObject({ status: "succeeded", finishReason });
  });

  it("takes an empty answer for an answer", () => {
    expect(succeeded({ content: [] })).toMatchObject({ status: "succeeded", text: "", finishReason: "stop" });
  });

  it("takes an answer that classifiers withheld for none, and keeps what it cost", () => {
    const stop_details = { type: "refusal", category: "bio", explanation: "It could do harm." };
    expect(succeeded({ content: [], stop_reason: "refusal", stop_details })).toMatchObject({
      status: "failed",
      kind: "refused",
      message: "It could do harm.",
      usage: { inputTokens: 11 },
    });
  });

  it("does not lose an answer to odd usage", () => {
    expect(succeeded({ usage: { input_tokens: "many" } })).toMatchObject({ status: "succeeded", usage: null });
    expect(succeeded({ usage: undefined })).toMatchObject({ status: "succeeded", usage: null });
  });

  it.each([{}, null, { content: "text" }])("keeps what is no message: %j", (message) => {
    expect(outcomeOf({ type: "succeeded", message })).toMatchObject({ status: "failed", kind: "malformed" });
  });
});

describe("a line without an answer", () => {
  it.each([
    ["invalid_request_error", "rejected"],
    ["not_found_error", "rejected"],
    ["request_too_large", "rejected"],
    ["api_error", "transient"],
    ["overloaded_error", "transient"],
    ["timeout_error", "transient"],
    ["rate_limit_error", "transient"],
    ["brand_new_error", "transient"],
    ["authentication_error", "quota"],
    ["permission_error", "quota"],
    ["billing_error", "quota"],
  ])("reads %s as %s", (type, kind) => {
    expect(errored(type)).toEqual({ status: "failed", kind, code: type, message: "No." });
  });

  it("knows an account without money by the vendor's words or code", () => {
    expect(errored("invalid_request_error", "Your credit balance is too low to access the Anthropic API.")).toMatchObject({
      kind: "quota",
    });
    expect(errored("rate_limit_error", "No.", { error_code: "enforced_spend_limit_reached" })).toMatchObject({
      kind: "quota",
      code: "enforced_spend_limit_reached",
    });
  });

  it("tells by the type what a more exact code means", () => {
    expect(errored("invalid_request_error", "Too big.", { error_code: "image_dimensions_too_large" })).toMatchObject({
      kind: "rejected",
      code: "image_dimensions_too_large",
    });
  });

  it("reads an error that stands by itself", () => {
    expect(outcomeOf({ type: "errored", error: { type: "invalid_request_error", message: "No." } })).toMatchObject({ kind: "rejected" });
  });

  it("asks again where the vendor names no error or has a new word", () => {
    expect(outcomeOf({ type: "errored" })).toMatchObject({ kind: "transient", code: "no_error" });
    expect(outcomeOf({ type: "postponed" })).toMatchObject({ kind: "transient", code: "postponed" });
  });

  it("reads expired and canceled", () => {
    expect(outcomeOf({ type: "expired" })).toMatchObject({ status: "expired" });
    expect(outcomeOf({ type: "canceled" })).toMatchObject({ status: "cancelled" });
  });
});

function read(custom_id: string) {
  return readResultLine(JSON.stringify({ custom_id, result: { type: "expired" } }));
}

describe("ids and bad lines", () => {
  it("cuts the batch's key off, whatever it is, and takes an id without one", () => {
    expect(read(`${ID}${"0".repeat(32)}`)).toMatchObject({ type: "outcome", id: ID });
    expect(read(ID)).toMatchObject({ type: "outcome", id: ID });
    expect(read("short")).toMatchObject({ type: "outcome", id: "short" });
  });

  it.each([
    "",
    "{",
    "null",
    "[]",
    '{"custom_id":""}',
    '{"custom_id":"a"}',
    '{"result":{"type":"expired"}}',
    '{"custom_id":7,"result":{"type":"x"}}',
  ])("takes %j for unreadable", (text) => {
    expect(readResultLine(text)).toMatchObject({ type: "unreadable", bytes: text.length });
    expect(customIdOf(text)).toBeUndefined();
  });
});
