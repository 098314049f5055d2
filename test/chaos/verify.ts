// oxlint-disable vitest/valid-expect -- Vitest takes a message as the second argument
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { readStatus } from "../../src/index.ts";
import { liveCallKey } from "../../src/simulator/simulator.ts";
import type { Doubts } from "./doubts.ts";
import { type Lab, readTree } from "./lab.ts";
import type { Reference } from "./reference.ts";
import { rowsOf } from "./rows.ts";
import type { Setup } from "./setups.ts";
import { loggedIds, verifyBatches } from "./verify-batches.ts";

/** What came about besides the kills. */
export interface Aside {
  /** Keys of batch lines on the bill that are somebody else's, or that a person ordered twice. */
  readonly billedIds: readonly string[];
}

/** Shows that what kills and resumes came to cannot be told from an uninterrupted run, on disk and on the bill. */
export async function verify(lab: Lab, reference: Reference, doubts: Doubts, aside: Aside = { billedIds: [] }): Promise<void> {
  await lab.simulator.settled();
  await verifyBill(lab, reference, doubts, aside);

  const entries = await lab.entries();
  expect(entries, "the folder of runs").toHaveLength(1);
  const run = join(lab.parent, entries[0] ?? "");
  const files = await readdir(run, { recursive: true });
  const leftovers = files.filter((name) => /(^|\/)\.|\.tmp$/.test(name));
  expect(leftovers, "what was left behind").toEqual([]);

  const failed = await verifyResults(lab.setup, run, reference, doubts);
  const status = await readStatus(run);
  const { requests, settled, succeeded, inFlight, waiting, calling } = status.totals;
  const all = reference.requests;
  expect({ state: status.state, requests, settled, succeeded, inFlight, waiting, calling }, "the ledger").toEqual({
    state: "complete",
    requests: all,
    settled: all,
    succeeded: all - failed,
    inFlight: 0,
    waiting: 0,
    calling: 0,
  });
  await verifyBatches(run, status);
  if (lab.setup.mode === "live" || lab.setup.hedged === true) return;
  expect(await loggedIds(run), "answers in the outcome log").toEqual(reference.requestIds);
  const { batches } = lab.simulator.bill();
  if (lab.setup.isGoodDay && aside.billedIds.length === 0) {
    expect(status.shards.filter(({ batchId }) => batchId !== null).length, "batches in the ledger and on the bill").toBe(batches);
  }
}

async function verifyBill({ simulator, setup }: Lab, reference: Reference, doubts: Doubts, aside: Aside): Promise<void> {
  const { lines, liveCalls, repeatedLines } = simulator.bill();
  const live = simulator.liveCallKeys();
  doubts.expectNothingPaidTwice();
  if (setup.mode === "live") {
    expect(lines, "batch lines on the bill").toBe(0);
    expect(new Set([...live.keys(), ...doubts.givenUp]).size, "prompts that were paid for or given up").toBe(reference.requests);
    return;
  }
  if (setup.hedged === true) {
    // What a batch has finished although its lines were asked live as well is waste that the user chose.
    expect(repeatedLines, "lines that were billed twice").toBe(0);
    expect(lines + new Set([...live.keys(), ...doubts.givenUp]).size, "what was paid for").toBeGreaterThanOrEqual(reference.requests);
    return;
  }
  expect(liveCalls, "live calls on the bill").toBe(0);
  const billed = (await Array.fromAsync(simulator.billedCustomIds())).toSorted();
  expect(billed, "the billed requests").toEqual([...reference.billedIds, ...aside.billedIds].toSorted());
  expect(billed.length, "billed lines").toBe(lines);
}

/** Says how many requests were given up. */
async function verifyResults(setup: Setup, run: string, reference: Reference, doubts: Doubts): Promise<number> {
  const results = await readTree(join(run, "results"));
  const expected = rowsOf(reference.results);
  const live = rowsOf(reference.liveResults ?? new Map());
  const failed = new Set<string>();
  const rows = [...rowsOf(results)].map(([name, list]) => {
    const compared = list.map((row, index) => {
      const key = liveCallKey(setup.provider.model, String(row["input_text"]));
      const { code } = (row["error"] ?? {}) as { readonly code?: string };
      const wasGivenUp = code === "in_doubt" && doubts.givenUp.has(key);
      if (wasGivenUp) failed.add(key);
      return wasGivenUp || isDeepStrictEqual(row, live.get(name)?.[index]) ? expected.get(name)?.[index] : row;
    });
    return [name, compared] as const;
  });
  expect(new Map(rows), "the results without their batch ids").toEqual(expected);
  if (setup.mode === "live") expect(failed, "what was given up").toEqual(doubts.givenUp);
  if (failed.size === 0 && sameBytes(setup)) expectSameFiles(results, reference.results, "results");
  if (setup.isGoodDay) expectSameFiles(await readTree(join(run, "preprocessed")), reference.inputFiles, "input files");
  return failed.size;
}

/** A batch that carries its random key in every line gets another id each time. */
function sameBytes({ isGoodDay, mode, provider }: Setup): boolean {
  return mode === "live" || (isGoodDay && provider.batch?.showsKey === true);
}

function expectSameFiles(actual: ReadonlyMap<string, Buffer>, expected: ReadonlyMap<string, Buffer>, what: string): void {
  expect([...actual.keys()], what).toEqual([...expected.keys()]);
  for (const [name, bytes] of expected) {
    // Compared as text first, for a difference that can be read.
    expect(actual.get(name)?.toString("utf8"), `${what}: ${name}`).toBe(bytes.toString("utf8"));
    expect(actual.get(name)?.equals(bytes), `the bytes of ${what}: ${name}`).toBe(true);
  }
}
