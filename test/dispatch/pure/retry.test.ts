import fc from "fast-check";
import { expect, test } from "vitest";
import { decideRetry, MAX_TRIES } from "../../../src/dispatch/retry.ts";
import type { ProviderErrorFacts, ProviderErrorKind } from "../../../src/errors.ts";

function facts(kind: ProviderErrorKind, retryAfterMs?: number): ProviderErrorFacts {
  return { provider: "openai", kind, ambiguous: false, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

test.each<[number, number]>([
  [1, 1000],
  [2, 2000],
  [3, 4000],
  [4, 8000],
  [5, 16_000],
  [6, 32_000],
  [7, 64_000],
])("after try %i the wait is %i ms, before it is spread", (tries, waitMs) => {
  expect(decideRetry(facts("transient"), tries, 0.5)).toEqual({ retry: true, waitMs });
});

test("what is not visible yet is tried eight times, an outage is sat out for most of a day", () => {
  expect(MAX_TRIES).toEqual({ transient: 200, "rate-limited": 200, "not-ready": 8 });
  expect(decideRetry(facts("not-ready"), 8, 0.5)).toEqual({ retry: false });
  expect(decideRetry(facts("transient"), 199, 0.5)).toEqual({ retry: true, waitMs: 300_000 });
  expect(decideRetry(facts("transient"), 200, 0.5)).toEqual({ retry: false });
  expect(decideRetry(facts("rate-limited", 1000), 201, 0.5)).toEqual({ retry: false });
});

test.each<[ProviderErrorKind, boolean]>([
  ["transient", true],
  ["rate-limited", true],
  ["not-ready", true],
  ["not-found", false],
  ["key-refused", false],
  ["quota", false],
  ["rejected", false],
])("a call that failed as %s: whether it is tried again", (kind, retry) => {
  expect(decideRetry(facts(kind), 1, 0.5).retry).toBe(retry);
});

test.each<[number, number]>([
  [0, 750],
  [0.5, 1000],
  [0.75, 1125],
])("at random %d the wait of 1000 ms becomes %i ms", (random, waitMs) => {
  expect(decideRetry(facts("transient"), 1, random)).toEqual({ retry: true, waitMs });
});

test.each<[number, number]>([
  [0, 0],
  [1234, 1234],
  [600_000, 600_000],
  [3_600_000, 600_000],
  [-5, 0],
])("a server that asks for %i ms is obeyed with %i ms, whatever the try", (asked, waitMs) => {
  expect(decideRetry(facts("rate-limited", asked), 1, 0.9)).toEqual({ retry: true, waitMs });
  expect(decideRetry(facts("rate-limited", asked), 7, 0.1)).toEqual({ retry: true, waitMs });
});

test("a wait without a server's word is never longer than 375 s nor shorter than 750 ms", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 199 }), random, (tries, at) => {
      const decision = decideRetry(facts("transient"), tries, at);
      expect(decision.retry && decision.waitMs >= 750 && decision.waitMs <= 375_000 && Number.isInteger(decision.waitMs)).toBe(true);
    }),
  );
});
