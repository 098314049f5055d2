import fc from "fast-check";
import { expect, test } from "vitest";
import { isSettled, type Outcome } from "../../src/domain/outcome.ts";
import type { Ledger, RecordedOutcome } from "../../src/ledger/ledger.ts";
import {
  answer,
  close,
  collect,
  EXPIRED,
  newLedger,
  planRequests,
  QUOTA,
  recorded,
  REJECTED,
  submitShard,
  TRANSIENT,
  waitingIds,
} from "./open-ledger.ts";

const IDS = ["r1", "r2", "r3", "r4", "r5", "r6"];
const MAX_ATTEMPTS = 2;

type Step =
  | { readonly do: "submit"; readonly ids: readonly string[] }
  | { readonly do: "withdraw"; readonly shard: number }
  | { readonly do: "record"; readonly shard: number; readonly lines: readonly (readonly [string, Outcome])[]; readonly commit: boolean };

const ids = fc.constantFrom(...IDS, "nobody");
const outcomes = fc.constantFrom(answer("yes"), REJECTED, TRANSIENT, QUOTA, EXPIRED);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant("submit" as const), ids: fc.subarray(IDS, { minLength: 1 }) }),
    fc.record({ do: fc.constant("withdraw" as const), shard: fc.nat(5) }),
    fc.record({
      do: fc.constant("record" as const),
      shard: fc.nat(5),
      lines: fc.array(fc.tuple(ids, outcomes), { maxLength: 6 }),
      commit: fc.constantFrom(true, true, true, false),
    }),
  ),
  { maxLength: 10 },
);

/** Takes one step, on the shard nearest to the one named. */
function take(ledger: Ledger, step: Step): void {
  if (step.do === "submit") {
    if (waitingIds(ledger).some((id) => step.ids.includes(id))) submitShard(ledger, step.ids);
    return;
  }
  const shards = ledger.shards();
  if (shards.length === 0) return;
  const number = (step.shard % shards.length) + 1;
  if (step.do === "withdraw") ledger.withdrawShard(number, "refused");
  else if (step.do === "record") {
    const lines = step.lines.map(([id, outcome]) => recorded(id, outcome));
    if (step.commit) collect(ledger, number, lines, MAX_ATTEMPTS);
    else discard(ledger, number, lines);
  }
}

/** Takes lines and forgets them again, as after a download that broke off. */
function discard(ledger: Ledger, shard: number, lines: readonly RecordedOutcome[]): void {
  const recorder = ledger.recorder(shard, MAX_ATTEMPTS);
  for (const line of lines) recorder.add(line);
  recorder.discard();
}

/** Ids by where a request is, for each of the three places. */
function places(ledger: Ledger): { settled: string[]; inFlight: string[]; waiting: string[] } {
  const settled = [...ledger.results("s")].filter((result) => result.settled).map(({ item: { requestId } }) => requestId);
  const inFlight = ledger.shards().flatMap(({ number }) => [...ledger.shardItems(number)].map(({ requestId }) => requestId));
  return { settled, inFlight, waiting: waitingIds(ledger) };
}

test("whatever is recorded, every request is settled, in flight or waiting, and in only one of these", () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const { ledger } = newLedger();
      planRequests(ledger, IDS);
      for (const step of sequence) {
        take(ledger, step);
        const { settled, inFlight, waiting } = places(ledger);
        expect([...settled, ...inFlight, ...waiting].toSorted()).toEqual(IDS);
        const totals = ledger.totals();
        expect([totals.settled, totals.inFlight, totals.waiting]).toEqual([settled.length, inFlight.length, waiting.length]);
      }
      close(ledger);
    }),
    { numRuns: 20 },
  );
});

test("whatever is recorded, a settled request has an outcome that stands, and no request is asked too often", () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const { ledger } = newLedger();
      planRequests(ledger, IDS);
      for (const step of sequence) take(ledger, step);
      const wrong = [...ledger.results("s")].filter(({ outcome, settled }) => {
        if (settled) return outcome === null || (outcome.status === "failed" && outcome.kind === "quota");
        return outcome !== null && isSettled(outcome);
      });
      expect(wrong).toEqual([]);
      expect([...ledger.waiting()].every(({ attempts }) => attempts < MAX_ATTEMPTS)).toBe(true);
      const { succeeded, settled, failures } = ledger.totals();
      expect(succeeded + failures.reduce((sum, { count }) => sum + count, 0)).toBe(settled);
      close(ledger);
    }),
    { numRuns: 20 },
  );
});
