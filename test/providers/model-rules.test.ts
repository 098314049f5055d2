import { expect, it } from "vitest";
import { modelRule } from "../../src/providers/model-rules.ts";

it.each(["o1", "o3-mini", "o4-mini-2025-04-16", "gpt-5", "gpt-5-mini", "claude-opus-4-7", "claude-sonnet-5", "CLAUDE-OPUS-4-8"])(
  "%s takes no temperature",
  (model) => {
    expect(modelRule(model).fixedTemperature).toBe(true);
  },
);

it.each([
  "gpt-4.1",
  "gpt-4o-mini",
  "gpt-5-chat-latest",
  "claude-3-5-sonnet-latest",
  "claude-opus-4-6",
  "claude-sonnet-4-20250514",
  "claude-haiku-4-5-20251001",
  "gemini-2.5-flash",
  "olmo-2",
])("%s takes one", (model) => {
  expect(modelRule(model).fixedTemperature).toBeUndefined();
});

it.each(["deepseek-ai/DeepSeek-R1", "deepseek-r1-0528"])("%s is asked three times a minute", (model) => {
  expect(modelRule(model).requestsPerMinute).toBe(3);
});

it("sends Qwen3 the word that keeps it from reasoning at length", () => {
  expect(modelRule("Qwen/Qwen3-235B-A22B-fp8-tput").extraBody).toEqual({ chat_template_kwargs: { enable_thinking: false } });
});

it("has nothing to say about most models", () => {
  expect(modelRule("gpt-4.1-mini-2025-04-14")).toEqual({});
});
