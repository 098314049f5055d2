import { expect, test } from "vitest";
import { findPrice } from "../../src/prices/price.ts";

const AT = Date.UTC(2026, 10, 1);
const THOUSAND = { inputTokens: 1000, outputTokens: 1000, cachedInputTokens: 0 };

function price(model: string, batch: boolean, usage = THOUSAND): number | undefined {
  return findPrice({ provider: "openai", model, batch, at: AT })?.(usage);
}

test("a live request to gpt-4.1-mini costs 0.40 USD a million input tokens and 1.60 a million output tokens", () => {
  expect(price("gpt-4.1-mini-2025-04-14", false)).toBe(0.002);
});

test("a batched request costs half", () => {
  expect(price("gpt-4.1-mini-2025-04-14", true)).toBe(0.001);
});

test("cached input tokens have a price of their own", () => {
  // 600 at 0.40, 400 at 0.10, 1000 at 1.60 USD a million; half of it in a batch.
  const usage = { inputTokens: 1000, outputTokens: 1000, cachedInputTokens: 400 };
  expect(price("gpt-4.1-mini", false, usage)).toBe(0.00188);
  expect(price("gpt-4.1-mini", true, usage)).toBe(0.00094);
});

test("no tokens cost nothing", () => {
  expect(price("gpt-4.1-mini", true, { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0 })).toBe(0);
});

test("a dated snapshot has the price of its model", () => {
  expect(price("gpt-5-2025-08-07", false)).toBe(0.01125);
  expect(price("gpt-5", false)).toBe(0.01125);
});

test.each([
  ["anthropic", "claude-haiku-4-5-20251001", "claude-haiku-4-5"],
  ["anthropic", "claude-3-7-sonnet-20250219", "claude-3-7-sonnet-latest"],
  ["anthropic", "claude-3-5-haiku-20241022", "claude-3-5-haiku-latest"],
  ["anthropic", "claude-opus-4-20250514", "claude-opus-4-0"],
  ["google", "gemini-2.0-flash-001", "gemini-2.0-flash"],
])("of %s, %s has the price of %s", (provider, model, listed) => {
  const usage = { inputTokens: 1000, outputTokens: 1000, cachedInputTokens: 0 };
  const cost = findPrice({ provider, model, batch: false, at: AT })?.(usage);
  expect(cost).toBeGreaterThan(0);
  expect(cost).toBe(findPrice({ provider, model: listed, batch: false, at: AT })?.(usage));
});

test.each([
  ["anthropic", "claude-haiku-4-5-next"],
  ["anthropic", "claude-3-7-sonnet"],
  ["google", "gemini-2.0-flash-002"],
  ["google", "gemini-2.5-pro-preview-05-06"],
])("of %s, %s is not taken for its nearest relative", (provider, model) => {
  expect(findPrice({ provider, model, batch: false, at: AT })).toBeUndefined();
});

test("a request of gpt-5.4 above 272,000 input tokens pays the long-context price for all of its tokens", () => {
  const output = 1000;
  // 2.50 and 15 USD a million below, 5 and 22.50 above.
  expect(price("gpt-5.4", false, { inputTokens: 271_999, outputTokens: output, cachedInputTokens: 0 })).toBeCloseTo(0.694_997_5, 10);
  expect(price("gpt-5.4", false, { inputTokens: 272_001, outputTokens: output, cachedInputTokens: 0 })).toBeCloseTo(1.382_505, 10);
  expect(price("gpt-5.4", true, { inputTokens: 272_001, outputTokens: output, cachedInputTokens: 0 })).toBeCloseTo(0.691_252_5, 10);
});

test("the bracket is decided for each request by itself: two halves do not make a long one", () => {
  const pricer = findPrice({ provider: "openai", model: "gpt-5.4", batch: false, at: AT });
  const half = { inputTokens: 150_000, outputTokens: 0, cachedInputTokens: 0 };
  const long = { inputTokens: 300_000, outputTokens: 0, cachedInputTokens: 0 };
  expect([pricer?.(half), pricer?.(long), pricer?.(half)]).toEqual([0.375, 1.5, 0.375]);
});

test.each(["gpt-4.1-mini-zzz", "gpt-5.6", "gpt-4.1-min", "gpt-4.1-mini-2025-04", "my-own-model", ""])(
  "%j only resembles a model of the table, and has no known price",
  (model) => {
    expect(findPrice({ provider: "openai", model, batch: true, at: AT })).toBeUndefined();
  },
);

test("a batch of a vendor whose batch price is not known has no known price, a live call has", () => {
  const query = { provider: "deepseek", model: "deepseek-chat", at: AT };
  expect(findPrice({ ...query, batch: true })).toBeUndefined();
  expect(findPrice({ ...query, batch: false })).toBeDefined();
});

test.each([
  ["together", "meta-llama/Llama-3.3-70B-Instruct-Turbo", 0.5],
  ["together", "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo", 1],
  ["groq", "llama-3.3-70b-versatile", 0.5],
  ["mistral", "mistral-small-latest", 0.5],
  ["azure", "gpt-4.1-mini", 0.5],
])("a batch at %s of %s costs %d of the list price", (provider, model, share) => {
  const live = findPrice({ provider, model, batch: false, at: AT })?.(THOUSAND) ?? Number.NaN;
  expect(findPrice({ provider, model, batch: true, at: AT })?.(THOUSAND)).toBeCloseTo(live * share, 12);
});

test("an unknown vendor has no known price", () => {
  expect(findPrice({ provider: "nobody", model: "gpt-4.1-mini", batch: false, at: AT })).toBeUndefined();
});

test("the price is that of the time given: o3 became cheaper in June 2025", () => {
  const query = { provider: "openai", model: "o3", batch: false };
  expect(findPrice({ ...query, at: Date.UTC(2025, 5, 1) })?.(THOUSAND)).toBe(0.05);
  expect(findPrice({ ...query, at: Date.UTC(2025, 5, 20) })?.(THOUSAND)).toBe(0.01);
});

test("a batch of Vertex AI pays half, but for what is read from a cache the price of live calls", () => {
  const query = { provider: "vertex", model: "gemini-2.5-flash", at: AT };
  const half = findPrice({ ...query, batch: true });
  const whole = findPrice({ ...query, batch: false });
  expect(half?.(THOUSAND)).toBeCloseTo((whole?.(THOUSAND) ?? 0) / 2, 10);
  const cached = { inputTokens: 1000, outputTokens: 0, cachedInputTokens: 1000 };
  expect(half?.(cached)).toBe(whole?.(cached));
});
