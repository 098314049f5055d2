import { expect, test } from "vitest";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { answer, collect, EXPIRED, newLedger, planRequests, recorded, REJECTED, submitShard } from "./open-ledger.ts";

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

test("a commit says how many lines are settled and how many outcomes do not stand, and ends the shard", () => {
  const ledger = submitted("r1", "r2", "r3", "r4");
  const recorder = ledger.recorder(1, 3);
  for (const line of [recorded("r1", answer("one")), recorded("r2", REJECTED), recorded("r3", EXPIRED)]) recorder.add(line);
  expect(recorder.commit({ state: "withdrawn", fault: "bad lines" })).toEqual({ settled: 2, again: 1, costUsd: 0 });
  expect(ledger.shard(1)).toMatchObject({ state: "withdrawn", fault: "bad lines" });
});

test("what has no outcome yet is listed in plan order and counted", () => {
  const ledger = submitted("r1", "r2", "r3");
  const recorder = ledger.recorder(1, 3);
  recorder.add(recorded("r2", answer("two")));
  expect([[...recorder.open()], recorder.openCount]).toEqual([["r1", "r3"], 2]);
  for (const id of recorder.open()) recorder.add(recorded(id, EXPIRED));
  expect(recorder.openCount).toBe(0);
});

test("nothing is in the ledger before the commit, and all of it after", () => {
  const ledger = submitted("r1", "r2");
  const before = ledger.totals();
  const recorder = ledger.recorder(1, 3);
  recorder.add(recorded("r1", answer("one")));
  recorder.add(recorded("r2", answer("two")));
  expect(ledger.totals()).toEqual(before);
  recorder.commit({ state: "collected", fault: null });
  expect(ledger.totals()).toMatchObject({ settled: 2, inFlight: 0 });
});

test("what was discarded was never there, and the shard can be recorded afresh", () => {
  const ledger = submitted("r1");
  const first = ledger.recorder(1, 3);
  first.add(recorded("r1", answer("x".repeat(1_000_000))));
  first.discard();
  first.discard();
  expect(results(ledger)).toEqual([["r1", null, false, null]]);
  collect(ledger, 1, [recorded("r1", answer("two"))]);
  expect(results(ledger)).toEqual([["r1", "two", true, "batch_1"]]);
});

test("outcomes of a second shard cannot be recorded before those of the first are committed or discarded", () => {
  const { ledger } = newLedger();
  planRequests(ledger, ["r1", "r2"]);
  submitShard(ledger, ["r1"]);
  submitShard(ledger, ["r2"]);
  const first = ledger.recorder(1, 3);
  expect(() => ledger.recorder(2, 3)).toThrow("outcomes of two shards cannot be recorded at the same time");
  first.discard();
  collect(ledger, 2, [recorded("r2", answer("paid for"))]);
  expect(results(ledger)[1]).toEqual(["r2", "paid for", true, "batch_2"]);
});

test("discarding after a commit changes nothing", () => {
  const ledger = submitted("r1");
  const recorder = ledger.recorder(1, 3);
  recorder.add(recorded("r1", answer("one")));
  recorder.commit({ state: "collected", fault: null });
  recorder.discard();
  expect(results(ledger)).toEqual([["r1", "one", true, "batch_1"]]);
});
