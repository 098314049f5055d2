import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Rate } from "../../../src/dispatch/rate.ts";
import { perSecond, simulateRate } from "./rate-simulation.ts";

const UNKNOWN = { requestsPerSecond: undefined, tokensPerMinute: undefined };
const MINUTE = { seconds: 60, limiter: UNKNOWN };

describe("a rate that is known", () => {
  test.each([1, 5, 50, 500, 2000])("of %i a second is used to at least 0.97, and nothing is refused", (limit) => {
    const limiter = { requestsPerSecond: limit, tokensPerMinute: undefined };
    const { accepted, refused } = simulateRate({ seconds: 60, limiter, limitAt: () => limit });
    expect(refused).toEqual([]);
    expect(perSecond(accepted, 0, 60)).toBeGreaterThanOrEqual(0.97 * limit);
  });

  test("is left when the vendor takes less, and kept from then on where it takes more", () => {
    const limiter = { requestsPerSecond: 40, tokensPerMinute: undefined };
    const { accepted } = simulateRate({ seconds: 90, limiter, limitAt: (ms) => (ms < 40_000 ? 20 : 100) });
    expect(perSecond(accepted, 10, 40)).toBeGreaterThanOrEqual(0.95 * 20);
    expect(perSecond(accepted, 70, 90)).toBeGreaterThanOrEqual(0.97 * 40);
    expect(perSecond(accepted, 70, 90)).toBeLessThanOrEqual(1.01 * 40);
  });
});

describe("a rate that is found out by refusals", () => {
  test.each([5, 20, 50, 200])("of %i a second is used to at least 0.9, the first minute as a whole included", (limit) => {
    const { accepted } = simulateRate({ ...MINUTE, limitAt: () => limit });
    expect(perSecond(accepted, 0, 60)).toBeGreaterThanOrEqual(0.9 * limit);
    expect(perSecond(accepted, 20, 60)).toBeGreaterThanOrEqual(0.9 * limit);
  });

  test.each([20, 50, 200])("of %i a second costs few refusals", (limit) => {
    const { accepted, refused } = simulateRate({ ...MINUTE, limitAt: () => limit });
    expect(refused.length).toBeLessThan(0.04 * accepted.length);
  });

  test("of less than one a second is found as well", () => {
    const { accepted } = simulateRate({ seconds: 1800, limiter: UNKNOWN, limitAt: () => 0.3 });
    expect(perSecond(accepted, 300, 1800)).toBeGreaterThanOrEqual(0.7 * 0.3);
  });

  test("is followed when it falls", () => {
    const { accepted } = simulateRate({ seconds: 60, limiter: UNKNOWN, limitAt: (ms) => (ms < 30_000 ? 200 : 50) });
    expect(perSecond(accepted, 32, 60)).toBeGreaterThanOrEqual(0.95 * 50);
  });

  test("is followed when it rises, within half a minute", () => {
    const { accepted } = simulateRate({ seconds: 90, limiter: UNKNOWN, limitAt: (ms) => (ms < 30_000 ? 50 : 200) });
    expect(perSecond(accepted, 62, 90)).toBeGreaterThanOrEqual(0.9 * 200);
  });

  test("is soon found again after a time in which everything was refused", () => {
    const { accepted } = simulateRate({
      seconds: 130,
      limiter: UNKNOWN,
      limitAt: (ms) => (ms < 20_000 || ms > 80_000 ? 50 : 1e-6),
    });
    expect(perSecond(accepted, 100, 130)).toBeGreaterThanOrEqual(0.95 * 50);
  });
});

describe("a rate that headers tell", () => {
  test.each([20, 50, 200, 1000])("of %i a second is used to at least 0.9, and nothing is refused", (limit) => {
    const { accepted, refused } = simulateRate({ ...MINUTE, headers: true, limitAt: () => limit });
    expect(refused).toEqual([]);
    expect(perSecond(accepted, 0, 60)).toBeGreaterThanOrEqual(0.9 * limit);
  });

  test.each([
    [200, 50],
    [50, 200],
  ])("is followed from %i to %i within seconds", (before, after) => {
    const limitAt = (ms: number) => (ms < 30_000 ? before : after);
    const { accepted, refused } = simulateRate({ ...MINUTE, headers: true, limitAt });
    expect(perSecond(accepted, 33, 60)).toBeGreaterThanOrEqual(0.95 * after);
    expect(refused).toEqual([]);
  });

  test("is no pace where it is a quota of the day", () => {
    const rate = new Rate(undefined);
    // 14,400 a day, as Groq counts requests: one each six seconds would be left.
    rate.told(0, { limit: 14_400, remaining: 14_370, resetMs: 179_560 });
    expect(rate.perSecond).toBe(new Rate(undefined).perSecond);
  });

  test("is not believed any more after it led into refusals three times", () => {
    const rate = new Rate(undefined);
    const wrong = { limit: 1000, remaining: 500, resetMs: 1001 };
    for (let round = 1; round <= 4; round += 1) {
      rate.accepted(round * 1000, 1);
      rate.told(round * 1000, wrong);
      if (round < 4) expect(rate.perSecond).toBeGreaterThan(400);
      rate.refused(round * 1000);
    }
    expect(rate.perSecond).toBeLessThan(400);
  });

  test.each([
    ["nearly nothing is used", { limit: 100, remaining: 95, resetMs: 5001 }],
    ["it is full again in a moment", { limit: 100, remaining: 50, resetMs: 40 }],
    ["its time is a whole number of few seconds", { limit: 100, remaining: 50, resetMs: 3000 }],
    ["it has no time", { limit: 100, remaining: 50, resetMs: null }],
    ["more is left than there is", { limit: 100, remaining: 5000, resetMs: 5001 }],
  ])("is not believed where %s", (_case, state) => {
    const rate = new Rate(undefined);
    const before = rate.perSecond;
    rate.told(0, state);
    expect(rate.perSecond).toBe(before);
  });
});

/** What may happen to a rate, with the time that passes before it. */
const events = fc.array(
  fc.record({
    passes: fc.nat(3000),
    what: fc.oneof(
      fc.constantFrom("take", "take", "take", "accept", "refuse", "restart"),
      fc.record({ limit: fc.integer({ min: 1, max: 1e6 }), remaining: fc.nat(1e6), resetMs: fc.option(fc.nat(1e6)) }),
    ),
  }),
  { maxLength: 60 },
);

test("whatever happens, no wait is negative or no number, and a rate stays positive", () => {
  fc.assert(
    fc.property(fc.option(fc.double({ min: 0.01, max: 5000, noNaN: true }), { nil: undefined }), events, (limit, sequence) => {
      const rate = new Rate(limit);
      let now = Date.UTC(2026, 10, 23);
      for (const { passes, what } of sequence) {
        now += passes;
        if (what === "take") expect(rate.take(now, 1)).toBeGreaterThanOrEqual(0);
        else if (what === "accept") rate.accepted(now, 1);
        else if (what === "refuse") rate.refused(now);
        else if (what === "restart") rate.restart();
        else rate.told(now, what);
        expect(rate.perSecond).toBeGreaterThan(0);
        expect(rate.perSecond).toBeLessThanOrEqual(limit ?? Infinity);
      }
    }),
    { numRuns: 300 },
  );
});

test("a rate that is set is never exceeded in any second, but for a tenth of it to catch up", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.5, max: 500, noNaN: true }),
      fc.array(fc.record({ lateMs: fc.nat(400), refused: fc.boolean() }), { minLength: 30, maxLength: 120 }),
      (limit, calls) => {
        const rate = new Rate(limit);
        let now = 1_000_000;
        const times: number[] = [];
        for (const { lateMs, refused } of calls) {
          // Whoever waits wakes late, and takes the next turn then.
          now += rate.take(now, 1) + (lateMs > 300 ? lateMs : 0);
          rate.used(now);
          times.push(now);
          if (refused && lateMs < 20) rate.refused(now);
          else rate.accepted(now, 1);
        }
        for (const from of times) {
          const count = times.filter((time) => time >= from && time < from + 1000).length;
          expect(count).toBeLessThanOrEqual(limit * 1.1 + 1 + 1e-6);
        }
      },
    ),
    { numRuns: 200 },
  );
});
