// oxlint-disable vitest/valid-expect -- Vitest takes a message as the second argument
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { readStatus } from "../../src/index.ts";
import { type Lab, readTree } from "./lab.ts";
import type { Reference } from "./reference.ts";

/** Shows that what kills and resumes came to cannot be told from an uninterrupted run, on disk and on the bill. */
export async function verify(lab: Lab, reference: Reference): Promise<void> {
  const isGoodDay = lab.setup.scenario === "";
  await lab.simulator.settled();
  const bill = lab.simulator.bill();
  expect({ lines: bill.lines, repeatedLines: bill.repeatedLines }, "the bill").toEqual({ lines: reference.requests, repeatedLines: 0 });
  const billed = (await Array.fromAsync(lab.simulator.billedCustomIds())).toSorted();
  expect(billed, "the billed requests").toEqual(reference.billedIds);

  const entries = await lab.entries();
  expect(entries, "the folder of runs").toHaveLength(1);
  const run = join(lab.parent, entries[0] ?? "");
  const files = await readdir(run, { recursive: true });
  const leftovers = files.filter((name) => /(^|\/)\.|\.tmp$/.test(name));
  expect(leftovers, "what was left behind").toEqual([]);

  const results = await readTree(join(run, "results"));
  if (isGoodDay) {
    expectSameFiles(results, reference.results, "results");
    expectSameFiles(await readTree(join(run, "preprocessed")), reference.inputFiles, "input files");
  } else {
    expect(rowsOf(results), "the results without their batch ids").toEqual(rowsOf(reference.results));
  }
  await verifyLedger(run, reference, isGoodDay ? bill.batches : undefined);
}

function expectSameFiles(actual: ReadonlyMap<string, Buffer>, expected: ReadonlyMap<string, Buffer>, what: string): void {
  expect([...actual.keys()], what).toEqual([...expected.keys()]);
  for (const [name, bytes] of expected) {
    // Compared as text first, for a difference that can be read.
    expect(actual.get(name)?.toString("utf8"), `${what}: ${name}`).toBe(bytes.toString("utf8"));
    expect(actual.get(name)?.equals(bytes), `the bytes of ${what}: ${name}`).toBe(true);
  }
}

function rowsOf(results: ReadonlyMap<string, Buffer>): Map<string, unknown[]> {
  const rows = [...results].map(([name, bytes]): [string, unknown[]] => {
    const list = JSON.parse(bytes.toString("utf8")) as Record<string, unknown>[];
    return [name, list.map(({ batch_id: _batch, ...row }) => row)];
  });
  return new Map(rows);
}

interface Metadata {
  readonly batch_id: string;
  readonly _internal_input_filepath: string;
  readonly _internal_custom_id_map: Readonly<Record<string, number>>;
  readonly original_prompts_data: readonly unknown[];
}

async function verifyLedger(run: string, reference: Reference, batches: number | undefined): Promise<void> {
  const { state, totals, shards } = await readStatus(run);
  const { requests, settled, succeeded, inFlight, waiting } = totals;
  const all = reference.requests;
  expect({ state, requests, settled, succeeded, inFlight, waiting }, "the ledger").toEqual({
    state: "complete",
    requests: all,
    settled: all,
    succeeded: all,
    inFlight: 0,
    waiting: 0,
  });
  const open = shards.filter((shard) => shard.state !== "collected" && shard.state !== "withdrawn");
  expect(open, "shards that are still open").toEqual([]);

  const ids = shards.flatMap((shard) => (shard.batchId === null ? [] : [shard.batchId]));
  expect(new Set(ids).size, "distinct batch ids").toBe(ids.length);
  if (batches !== undefined) expect(ids.length, "batches in the ledger and on the bill").toBe(batches);

  const metadata = await readTree(join(run, "metadata"));
  expect([...metadata.keys()], "metadata files").toEqual(ids.map((id) => `${id}.json`).toSorted());
  for (const shard of shards) {
    if (shard.batchId === null) continue;
    const record = JSON.parse(metadata.get(`${shard.batchId}.json`)?.toString("utf8") ?? "") as Metadata;
    expect(record, "metadata").toMatchObject({
      batch_id: shard.batchId,
      status: shard.vendorState,
      _internal_input_file_id: shard.uploadId,
      _internal_output_file_id: shard.outputFileId,
      speceval_key: shard.key,
    });
    const lines = (await readFile(record._internal_input_filepath, "utf8")).trimEnd().split("\n");
    const customIds = lines.map((line) => (JSON.parse(line) as { custom_id: string }).custom_id);
    expect(Object.keys(record._internal_custom_id_map), "custom ids in the metadata").toEqual(customIds);
    expect(record.original_prompts_data, "prompts in the metadata").toHaveLength(customIds.length);
  }

  const log = (await readFile(join(run, "ledger", "outcomes.jsonl"), "utf8")).trimEnd().split("\n");
  const answered = log
    .map((line) => JSON.parse(line) as { id: string; outcome: { status: string } })
    .filter(({ outcome }) => outcome.status === "succeeded");
  expect(answered.map(({ id }) => id).toSorted(), "answers in the outcome log").toEqual(reference.billedIds);
}
