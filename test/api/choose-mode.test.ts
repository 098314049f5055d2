import { describe, expect, it } from "vitest";
import { chooseMode, type ModeQuestion } from "../../src/api/choose-mode.ts";

const QUESTION: ModeQuestion = {
  provider: "openai",
  model: "gpt-4.1-mini-2025-04-14",
  hasBatch: true,
  requests: 50_000,
  promptBytes: 50_000 * 400,
  maxOutputTokens: undefined,
  withinMs: undefined,
  requestsPerSecond: undefined,
  at: Date.UTC(2026, 10, 23),
};

describe("the mode", () => {
  it.each([
    ["large", "batch", {}],
    ["small", "live", { requests: 100, promptBytes: 40_000 }],
    ["urgent", "live", { withinMs: 3_600_000 }],
    ["large", "batch", { withinMs: 30 * 3_600_000 }],
    ["no batch service", "live", { hasBatch: false }],
    ["small", "live", { model: "unheard-of", requests: 200, promptBytes: 80_000 }],
    ["large", "batch", { model: "unheard-of", requests: 201, promptBytes: 80_400 }],
    // Few requests, but long ones: half of the price is a sum.
    ["large", "batch", { requests: 500, promptBytes: 500 * 100_000 }],
    // Cheap, but too many for most accounts' limits.
    ["large", "batch", { requests: 2001, promptBytes: 2001, maxOutputTokens: 1 }],
  ] as const)("because the work is %s is %s: %j", (why, mode, changes) => {
    expect(chooseMode({ ...QUESTION, ...changes })).toMatchObject({ why, mode });
  });
});

it("says what both cost, and how long live calls take", () => {
  const { usd, liveMs } = chooseMode({ ...QUESTION, requestsPerSecond: 100 });
  expect(usd.live).toBeGreaterThan(0);
  expect(usd.batch).toBeCloseTo((usd.live ?? 0) / 2, 10);
  expect(liveMs).toBe(500_000);
});

it("says that a price is not known", () => {
  expect(chooseMode({ ...QUESTION, model: "unheard-of" }).usd).toEqual({ batch: null, live: null });
});
