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
  | { readonly do: "begin"; readonly ids: readonly string[]; readonly shard: number | null }
  | { readonly do: "end"; readonly ends: readonly (readonly [string, Outcome | null])[] }
  | { readonly do: "record"; readonly shard: number; readonly lines: readonly (readonly [string, Outcome])[]; readonly commit: boolean };

const ids = fc.constantFrom(...IDS, "nobody");
const outcomes = fc.constantFrom(answer("yes"), REJECTED, TRANSIENT, QUOTA, EXPIRED);
/** What becomes of a live call is its request's last word, whatever it is. */
const liveOutcomes = fc.constantFrom(answer("live"), REJECTED, TRANSIENT);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant("submit" as const), ids: fc.subarray(IDS, { minLength: 1 }) }),
    fc.record({ do: fc.constant("withdraw" as const), shard: fc.nat(5) }),
    fc.record({
      do: fc.constant("begin" as const),
      ids: fc.subarray(IDS, { minLength: 1 }),
      shard: fc.option(fc.nat(5)),
    }),
    fc.record({
      do: fc.constant("end" as const),
      ends: fc.array(fc.tuple(fc.constantFrom(...IDS), fc.option(liveOutcomes)), { maxLength: 4 }),
    }),
    fc.record({
      do: fc.constant("record" as const),
      shard: fc.nat(5),
      lines: fc.array(fc.tuple(ids, outcomes), { maxLength: 6 }),
      commit: fc.constantFrom(true, true, true, false),
    }),
  ),
  { maxLength: 10 },
);

/** Takes one step, on the shard nearest to the one named. Only calls that were begun end. */
function take(ledger: Ledger, step: Step): void {
  if (step.do === "begin") {
    const count = ledger.shards().length;
    const shard = step.shard === null || count === 0 ? null : (step.shard % count) + 1;
    const free = step.ids.filter((id) => !callingIds(ledger).includes(id));
    ledger.noteCalls(free.map(numberOf), [], 0, shard);
    return;
  }
  if (step.do === "end") {
    const calling = callingIds(ledger);
    const ends = new Map(step.ends.filter(([id]) => calling.includes(id)));
    const ended = Array.from(ends, ([id, outcome]) => ({ number: numberOf(id), outcome, costUsd: 2, wastedUsd: 0 }));
    ledger.noteCalls([], ended, 0);
    return;
  }
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

function numberOf(id: string): number {
  return IDS.indexOf(id) + 1;
}

function callingIds(ledger: Ledger): string[] {
  return [...ledger.callsInDoubt()].map(({ item: { requestId } }) => requestId);
}

/** Ids by where a request is, for each of the four places. */
function places(ledger: Ledger): { settled: string[]; inFlight: string[]; calling: string[]; waiting: string[] } {
  const settled = [...ledger.results("s")].filter((result) => result.settled).map(({ requestId }) => String(requestId));
  const inFlight = ledger.shards().flatMap(({ number }) => [...ledger.shardItems(number)].map(({ requestId }) => requestId));
  return { settled, inFlight, calling: callingIds(ledger), waiting: waitingIds(ledger) };
}

test("whatever is recorded, every request is settled, in flight, being called or waiting, and in only one of these unless it is hedged", () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const { ledger } = newLedger();
      planRequests(ledger, IDS);
      const hedged = new Set<string>();
      for (const step of sequence) {
        take(ledger, step);
        const { settled, inFlight, calling, waiting } = places(ledger);
        for (const id of calling) if (inFlight.includes(id)) hedged.add(id);
        const all = [...settled, ...inFlight, ...calling, ...waiting];
        expect(all.filter((id) => !hedged.has(id)).toSorted()).toEqual(IDS.filter((id) => !hedged.has(id)));
        expect(new Set(all)).toEqual(new Set(IDS));
        expect(waiting.filter((id) => settled.includes(id) || inFlight.includes(id) || calling.includes(id))).toEqual([]);
        const totals = ledger.totals();
        expect([totals.settled, totals.inFlight, totals.calling, totals.waiting]).toEqual(
          [settled, inFlight, calling, waiting].map(({ length }) => length),
        );
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

test("whatever is recorded, no charge is lost: each is the price of the answer that counts, or waste", () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const { ledger } = newLedger();
      planRequests(ledger, IDS);
      let charged = 0;
      for (const step of sequence) {
        const calling = callingIds(ledger);
        take(ledger, step);
        // Each call that ended with an outcome costs 2.
        if (step.do === "end")
          charged += [...new Map(step.ends)].filter(([id, outcome]) => calling.includes(id) && outcome !== null).length * 2;
        const { costUsd, wastedUsd } = ledger.totals();
        expect(costUsd + wastedUsd).toBe(charged);
      }
      close(ledger);
    }),
    { numRuns: 20 },
  );
});
