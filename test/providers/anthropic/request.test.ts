import { describe, expect, it } from "vitest";
import { type RequestBody, requestId } from "../../../src/index.ts";
import { batchLine, messageBody, ownerOf, requestIdOf, withKey } from "../../../src/providers/anthropic/request.ts";

const KEY = "0123456789abcdef0123456789abcdef";
const BODY: RequestBody = { model: "claude-haiku-4-5-20251001", messages: [{ role: "user", content: "Hi" }] };

describe("the body of a message", () => {
  it("asks for the required token limit where the request sets none", () => {
    expect(messageBody(BODY)).toEqual({ model: BODY.model, max_tokens: 4096, messages: BODY.messages });
  });

  it("has what was asked for", () => {
    expect(messageBody({ ...BODY, maxOutputTokens: 10, temperature: 0 })).toMatchObject({ max_tokens: 10, temperature: 0 });
  });

  it("asks for a form in the output's configuration, where it has no name", () => {
    const schema = { type: "object", properties: { fits: { type: "boolean" } }, required: ["fits"], additionalProperties: false };
    const body = messageBody({ ...BODY, responseFormat: { name: "verdict", schema } });
    expect(body).toEqual({ ...messageBody(BODY), output_config: { format: { type: "json_schema", schema } } });
  });

  it("leaves it to the vendor to refuse a temperature above 1", () => {
    expect(messageBody({ ...BODY, temperature: 1.5 }).temperature).toBe(1.5);
  });

  it("keeps system messages apart from the others, in their order", () => {
    const messages = [
      { role: "system", content: "One." },
      { role: "user", content: "Hi" },
      { role: "system", content: "Two." },
      { role: "assistant", content: "Hello" },
      { role: "user", content: "Bye" },
    ] as const;
    expect(messageBody({ ...BODY, messages })).toMatchObject({
      system: "One.\n\nTwo.",
      messages: [messages[1], messages[3], messages[4]],
    });
  });

  it.each([
    ["claude-3-haiku-20240307", true],
    ["claude-3-5-sonnet-latest", true],
    ["claude-opus-4-20250514", true],
    ["claude-opus-4-1", true],
    ["claude-sonnet-4-6", true],
    ["claude-haiku-4-5-20251001", true],
    ["claude-opus-4-7", false],
    ["claude-opus-4-8-20260601", false],
    ["claude-sonnet-5", false],
    ["claude-haiku-5-5", false],
    ["claude-fable-5-2", false],
  ])("gives %s a temperature: %s", (model, taken) => {
    expect("temperature" in messageBody({ ...BODY, model, temperature: 0 })).toBe(taken);
  });
});

describe("custom ids", () => {
  const id = requestId("test", BODY, 0);

  it("stand first in a line, so that a batch's key can be put behind them", () => {
    const line = batchLine({ id, body: { ...BODY, messages: [{ role: "user", content: '\u2028 "custom_id" 漢字' }] } });
    expect(line).not.toContain("\u2028");
    const sent = JSON.parse(withKey(line, KEY)) as { custom_id: string; params: unknown };
    expect(sent.custom_id).toBe(`${id}${KEY}`);
    expect(sent.custom_id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
    expect(sent.params).toEqual((JSON.parse(line) as { params: unknown }).params);
  });

  it("are read with and without a key", () => {
    expect(requestIdOf(`${id}${KEY}`)).toBe(id);
    expect(requestIdOf(id)).toBe(id);
  });

  it("tell whose batch a line is in", () => {
    expect(ownerOf(`${id}${KEY}`, KEY)).toBe("ours");
    expect(ownerOf(`${id}${"f".repeat(32)}`, KEY)).toBe("another");
    expect(ownerOf("550e8400-e29b-41d4-a716-446655440000", KEY)).toBe("another");
    expect(ownerOf(id, KEY)).toBe("unsaid");
  });
});
