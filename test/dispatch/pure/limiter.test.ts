import fc from "fast-check";
import { expect, test } from "vitest";
import { Limiter } from "../../../src/dispatch/limiter.ts";

const UNKNOWN = { requestsPerSecond: undefined, tokensPerMinute: undefined };
const NOW = Date.UTC(2026, 10, 23);

/** Waits for so many turns, each taken when the one before has come. */
function turns(limiter: Limiter, count: number, tokens: number, start = NOW): number[] {
  let now = start;
  return Array.from({ length: count }, () => {
    now += limiter.take(now, tokens);
    return now - start;
  });
}

test("turns come evenly at the rate that is set", () => {
  const limiter = new Limiter({ requestsPerSecond: 10, tokensPerMinute: undefined });
  expect(turns(limiter, 4, 1)).toEqual([0, 100, 200, 300]);
});

test("of requests and tokens, the scarcer decides", () => {
  const limiter = new Limiter({ requestsPerSecond: 10, tokensPerMinute: 6000 });
  expect(turns(limiter, 3, 200)).toEqual([0, 2000, 4000]);
});

test("tokens that were not used are given back, and those that were used beyond the estimate are taken", () => {
  const limiter = new Limiter({ requestsPerSecond: 10, tokensPerMinute: 6000 });
  limiter.take(NOW, 200);
  limiter.accepted(NOW, -150, undefined);
  expect(limiter.take(NOW, 200)).toBe(500);
  limiter.accepted(NOW, 100, undefined);
  expect(limiter.take(NOW, 200)).toBe(500 + 2000 + 1000);
});

test("a limit of tokens that headers name is kept", () => {
  const limiter = new Limiter({ requestsPerSecond: 1000, tokensPerMinute: undefined });
  limiter.accepted(NOW, 0, { tokens: { limit: 6000, remaining: 5990, resetMs: 100 } });
  expect(turns(limiter, 3, 100)).toEqual([0, 1000, 2000]);
});

test("a short wait is the refused call's own, a long one is everybody's, and none is longer than a minute", () => {
  const limiter = new Limiter(UNKNOWN);
  limiter.refused(NOW, 4000);
  expect(limiter.pause(NOW)).toBe(0);
  limiter.refused(NOW, 20_000);
  expect(limiter.pause(NOW)).toBe(20_000);
  limiter.refused(NOW, 7 * 3_600_000);
  expect(limiter.pause(NOW)).toBe(60_000);
  expect(limiter.pause(NOW + 60_000)).toBe(0);
});

test("a shorter pause does not end a longer one", () => {
  const limiter = new Limiter(UNKNOWN);
  limiter.refused(NOW, 40_000);
  limiter.refused(NOW + 1000, 10_000);
  expect(limiter.pause(NOW + 1000)).toBe(39_000);
});

test("after a pause turns come one after the other, and not all that were waiting at once", () => {
  const limiter = new Limiter({ requestsPerSecond: 10, tokensPerMinute: undefined });
  limiter.take(NOW, 1);
  limiter.outage(NOW, 30_000);
  const after = turns(limiter, 3, 1);
  expect(after[0]).toBe(30_000);
  expect((after[1] ?? 0) - (after[0] ?? 0)).toBeGreaterThanOrEqual(100);
  expect((after[2] ?? 0) - (after[1] ?? 0)).toBeGreaterThanOrEqual(100);
});

test("after an outage calls begin slowly, and are soon as fast as before", () => {
  const limiter = new Limiter({ requestsPerSecond: 64, tokensPerMinute: undefined });
  limiter.take(NOW, 1);
  limiter.outage(NOW, 2000);
  const times = turns(limiter, 400, 1);
  expect(times.filter((time) => time >= 2000 && time < 3000).length).toBeLessThanOrEqual(2);
  expect(limiter.requestsPerSecond).toBe(64);
});

test("whatever a vendor says, nobody waits a negative time or longer than a minute for a pause", () => {
  const event = fc.record({ passes: fc.nat(100_000), retryAfterMs: fc.option(fc.nat(1e9), { nil: undefined }), outage: fc.boolean() });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (sequence) => {
      const limiter = new Limiter({ requestsPerSecond: 1000, tokensPerMinute: undefined });
      let now = NOW;
      for (const { passes, retryAfterMs, outage } of sequence) {
        now += passes;
        if (outage) limiter.outage(now, 60_000);
        else limiter.refused(now, retryAfterMs);
        expect(limiter.pause(now)).toBeGreaterThanOrEqual(0);
        expect(limiter.pause(now)).toBeLessThanOrEqual(60_000);
      }
    }),
  );
});
