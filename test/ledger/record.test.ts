import { expect, test } from "vitest";
import type { Outcome } from "../../src/domain/outcome.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import {
  answer,
  collect,
  EXPIRED,
  item,
  newLedger,
  planRequests,
  QUOTA,
  recorded,
  REJECTED,
  submitShard,
  TRANSIENT,
  waitingIds,
  asked,
} from "./open-ledger.ts";

/** A ledger whose requests are all in shard 1. */
function submitted(...requests: string[]): Ledger {
  const { ledger } = newLedger();
  planRequests(ledger, requests);
  submitShard(ledger);
  return ledger;
}

/** What statement "s" has for each request: text, code or null, whether that stands, and the batch. */
function results(ledger: Ledger): [string | null, string | null, boolean, string | null][] {
  return [...ledger.results("s")].map(({ item: { requestId }, outcome, settled, batchId }) => [
    requestId,
    outcome === null ? null : outcome.status === "succeeded" ? outcome.text : outcome.message,
    settled,
    batchId,
  ]);
}

test("an answer settles its line, and its cost and tokens are counted", () => {
  const ledger = submitted("r1", "r2");
  expect(collect(ledger, 1, [recorded("r1", answer("one"), 0.25)])).toEqual(["recorded"]);
  expect(ledger.totals()).toMatchObject({
    settled: 1,
    succeeded: 1,
    inFlight: 0,
    waiting: 1,
    inputTokens: 10,
    outputTokens: 3,
    costUsd: 0.25,
    unpriced: 0,
  });
  expect(results(ledger)).toEqual([
    ["r1", "one", true, "batch_1"],
    ["r2", null, false, null],
  ]);
});

test("a failure that stands settles its line and is counted by its code", () => {
  const ledger = submitted("r1", "r2", "r3");
  const other: Outcome = { status: "failed", kind: "refused", code: "content_filter", message: "No." };
  collect(ledger, 1, [recorded("r1", REJECTED), recorded("r2", other), recorded("r3", REJECTED)]);
  expect(ledger.totals()).toMatchObject({
    settled: 3,
    succeeded: 0,
    failures: [
      { code: "invalid_prompt", count: 2 },
      { code: "content_filter", count: 1 },
    ],
  });
});

test("an answer cut at the token limit is counted as truncated, one without a price as unpriced", () => {
  const ledger = submitted("r1", "r2");
  collect(ledger, 1, [recorded("r1", { ...answer("cut"), finishReason: "length" }, 0.5), recorded("r2", answer("whole"), null)]);
  expect(ledger.totals()).toMatchObject({ succeeded: 2, truncated: 1, unpriced: 1, costUsd: 0.5 });
});

test.each([
  ["a passing failure", TRANSIENT],
  ["an expired line", EXPIRED],
  ["a cancelled line", { status: "cancelled", message: "Stopped." } as const],
  ["a missing line", { status: "failed", kind: "missing", code: "missing_result", message: "Gone." } as const],
])("%s waits again, with its attempt counted and its outcome kept for now", (_name, outcome) => {
  const ledger = submitted("r1");
  collect(ledger, 1, [recorded("r1", outcome)]);
  expect([...ledger.waiting()]).toEqual([{ number: 1, attempts: 1, item: asked("s", 0, "r1") }]);
  expect(ledger.totals()).toMatchObject({ settled: 0, inFlight: 0, waiting: 1, failures: [] });
  expect(results(ledger)).toEqual([["r1", outcome.message, false, "batch_1"]]);
});

test("only what was not settled goes into the next shard; a line without an outcome counts no attempt", () => {
  const ledger = submitted("r1", "r2", "r3", "r4");
  collect(ledger, 1, [recorded("r2", answer("two")), recorded("r3", EXPIRED), recorded("r1", REJECTED)]);
  expect([...ledger.waiting()].map(({ attempts, item: { requestId } }) => [requestId, attempts])).toEqual([
    ["r3", 1],
    ["r4", 0],
  ]);
});

test("after the last attempt a failure stands", () => {
  const ledger = submitted("r1");
  collect(ledger, 1, [recorded("r1", TRANSIENT)], 2);
  submitShard(ledger);
  collect(ledger, 2, [recorded("r1", EXPIRED)], 2);
  expect(waitingIds(ledger)).toEqual([]);
  expect(ledger.totals()).toMatchObject({ settled: 1, failures: [{ code: "batch_expired", count: 1 }] });
  expect(results(ledger)).toEqual([["r1", "Too late.", true, "batch_2"]]);
});

test("failures for want of quota use up no attempt, however many", () => {
  const ledger = submitted("r1");
  for (let shard = 1; shard <= 5; shard += 1) {
    collect(ledger, shard, [recorded("r1", QUOTA)], 1);
    expect([...ledger.waiting()].map(({ attempts }) => attempts)).toEqual([0]);
    submitShard(ledger);
  }
});

test("an answer in a later shard replaces the failure of an earlier one", () => {
  const ledger = submitted("r1");
  collect(ledger, 1, [recorded("r1", TRANSIENT)]);
  submitShard(ledger);
  collect(ledger, 2, [recorded("r1", answer("at last"), 0.5)]);
  expect(results(ledger)).toEqual([["r1", "at last", true, "batch_2"]]);
  expect(ledger.totals()).toMatchObject({ settled: 1, succeeded: 1, failures: [], costUsd: 0.5 });
});

test("a further line for an id that has an answer is repeated, and the first stands", () => {
  const ledger = submitted("r1");
  const lines = [recorded("r1", answer("first"), 0.1), recorded("r1", answer("second"), 0.1), recorded("r1", REJECTED)];
  expect(collect(ledger, 1, lines)).toEqual(["recorded", "repeated", "repeated"]);
  expect(results(ledger)).toEqual([["r1", "first", true, "batch_1"]]);
  expect(ledger.totals()).toMatchObject({ costUsd: 0.1, outputTokens: 3 });
});

test.each([
  ["stands", REJECTED],
  ["waits again", TRANSIENT],
])("an answer wins over a failure that %s, where the same shard reports both", (_name, failure) => {
  const ledger = submitted("r1");
  expect(collect(ledger, 1, [recorded("r1", failure), recorded("r1", answer("one"), 0.1)], 1)).toEqual(["recorded", "improved"]);
  expect(results(ledger)).toEqual([["r1", "one", true, "batch_1"]]);
  expect(ledger.totals()).toMatchObject({ settled: 1, succeeded: 1, waiting: 0, failures: [], costUsd: 0.1 });
});

test("two lines for one id use up one attempt", () => {
  const ledger = submitted("r1");
  collect(ledger, 1, [recorded("r1", TRANSIENT), recorded("r1", EXPIRED)], 3);
  expect([...ledger.waiting()].map(({ attempts }) => attempts)).toEqual([1]);
  expect(results(ledger)).toEqual([["r1", "Oops.", false, "batch_1"]]);
});

test("ids that were never planned, wait, or belong to another shard are unknown and change nothing", () => {
  const { ledger } = newLedger();
  planRequests(ledger, ["r1", "r2", "r3"]);
  submitShard(ledger, ["r1"]);
  submitShard(ledger, ["r2"]);
  const effects = collect(
    ledger,
    1,
    ["nobody", "r2", "r3"].map((id) => recorded(id, answer("x"), 1)),
  );
  expect(effects).toEqual(["unknown", "unknown", "unknown"]);
  expect(ledger.totals()).toMatchObject({ settled: 0, inFlight: 1, waiting: 2, costUsd: 0 });
});

test("lines that come once more after their shard was collected are unknown and change nothing", () => {
  const ledger = submitted("r1", "r2");
  collect(ledger, 1, [recorded("r1", EXPIRED), recorded("r2", answer("two"))]);
  submitShard(ledger);
  expect(collect(ledger, 1, [recorded("r1", answer("late")), recorded("r2", answer("late"))])).toEqual(["unknown", "unknown"]);
  expect(collect(ledger, 2, [recorded("r1", answer("second"))])).toEqual(["recorded"]);
  expect(results(ledger).map(([, text]) => text)).toEqual(["second", "two"]);
});

test("recording for a shard that does not exist is an error", () => {
  const ledger = submitted("r1");
  expect(() => ledger.recorder(9, 3)).toThrow("the ledger has no shard 9.");
});

test("results come in plan order whatever the order of the answers, shared answers for each item", () => {
  const { ledger } = newLedger();
  ledger.plan("s", [item("s", 5, "r2"), item("s", 1, "r1"), item("s", 3, "r2")]);
  submitShard(ledger);
  collect(ledger, 1, [recorded("r1", answer("one")), recorded("r2", answer("two"))]);
  expect([...ledger.results("s")].map(({ item: { originalIndex }, outcome }) => [originalIndex, outcome])).toEqual([
    [5, answer("two")],
    [1, answer("one")],
    [3, answer("two")],
  ]);
});

/** A text of up to 5 kB that is another for each id. */
function textOf(id: string): string {
  return `${id}\u2028é🙂`.repeat(Number(id.slice(1)) % 300);
}

test("results are read back whole over many pages and megabytes, in whatever order they were recorded", () => {
  const ids = Array.from({ length: 1200 }, (_, index) => `r${index}`);
  const ledger = submitted(...ids);
  collect(
    ledger,
    1,
    ids.toReversed().map((id) => recorded(id, answer(textOf(id)))),
  );
  expect(results(ledger).map(([id, found]) => found === textOf(String(id)))).toEqual(ids.map(() => true));
});
