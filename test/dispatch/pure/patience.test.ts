import { expect, test } from "vitest";
import { Outage } from "../../../src/dispatch/outage.ts";
import { Patience } from "../../../src/dispatch/patience.ts";
import type { ProviderErrorFacts } from "../../../src/errors.ts";

const POLICY = {
  tries: { transient: 4, "rate-limited": 1000 },
  firstWaitMs: 2000,
  factor: 2,
  longestWaitMs: 60_000,
  longestObeyedWaitMs: 60_000,
};
const BROKEN: ProviderErrorFacts = { provider: "test", kind: "transient", ambiguous: true };
const TOO_FAST: ProviderErrorFacts = { provider: "test", kind: "rate-limited", ambiguous: false };

/** What is done about each of some failures in a row. */
function reactions(patience: Patience, failures: readonly ProviderErrorFacts[]): (number | string)[] {
  return failures.map((facts) => {
    const reaction = patience.after(facts, 0, 0.5);
    return reaction.action === "retry" ? reaction.waitMs : reaction.action;
  });
}

test("a call that keeps failing is tried four times, at growing distances", () => {
  const patience = new Patience(POLICY, new Outage());
  expect(reactions(patience, [BROKEN, BROKEN, BROKEN, BROKEN])).toEqual([2000, 4000, 8000, "give-up"]);
});

test("refusals for coming too fast use up no try of another kind", () => {
  const patience = new Patience(POLICY, new Outage());
  const tooOften = Array.from({ length: 10 }, () => TOO_FAST);
  expect(reactions(patience, tooOften)).not.toContain("give-up");
  expect(reactions(patience, [BROKEN, BROKEN, BROKEN, BROKEN])).toEqual([2000, 4000, 8000, "give-up"]);
});

test("no wait is longer than a minute, whatever a server says and however often it was refused", () => {
  const patience = new Patience(POLICY, new Outage());
  expect(reactions(patience, [{ ...TOO_FAST, retryAfterMs: 5 * 3_600_000 }])).toEqual([60_000]);
  expect(
    reactions(
      patience,
      Array.from({ length: 12 }, () => TOO_FAST),
    ).at(-1),
  ).toBe(60_000);
});

test("what can never work is not tried again", () => {
  const patience = new Patience(POLICY, new Outage());
  expect(reactions(patience, [{ ...BROKEN, kind: "not-found" }])).toEqual(["give-up"]);
});

/** In an outage, after other requests have failed. */
function inOutage(): Outage {
  const outage = new Outage();
  for (let failure = 0; failure < 12; failure += 1) outage.failed(0);
  return outage;
}

test("an outage uses up no tries", () => {
  const outage = inOutage();
  const patience = new Patience(POLICY, outage);
  expect(
    new Set(
      reactions(
        patience,
        Array.from({ length: 50 }, () => BROKEN),
      ),
    ),
  ).toEqual(new Set(["pause"]));
  outage.succeeded();
  expect(reactions(patience, [BROKEN])).toEqual([2000]);
});

test("a request that fails again and again while others work is no outage", () => {
  const outage = new Outage();
  const patience = new Patience(POLICY, outage);
  const others = new Patience(POLICY, outage);
  patience.after(BROKEN, 0, 0.5);
  outage.succeeded();
  for (let failure = 0; failure < 12; failure += 1) others.after(BROKEN, 0, 0.5);
  expect(reactions(patience, [BROKEN])).toEqual([4000]);
});

test("a request that is itself the cause of all failures is given up in the end", () => {
  const patience = new Patience(POLICY, inOutage());
  const all = reactions(
    patience,
    Array.from({ length: 204 }, () => BROKEN),
  );
  expect(all.filter((reaction) => reaction === "pause")).toHaveLength(200);
  expect(all.at(-1)).toBe("give-up");
});
