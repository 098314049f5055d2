// oxlint-disable vitest/valid-expect -- Vitest takes a message as the second argument
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect } from "vitest";
import { batchMetadataPath } from "../../src/formats/batch-metadata.ts";
import type { RunSummary } from "../../src/index.ts";
import { readTree } from "./lab.ts";

interface Metadata {
  readonly batch_id: string;
  readonly _internal_input_filepath: string;
  readonly _internal_custom_id_map: Readonly<Record<string, number>>;
  readonly original_prompts_data: readonly unknown[];
}

/** Shows that a run has ended with all of its batches, and that the files about them say what the ledger says. */
export async function verifyBatches(run: string, { shards }: RunSummary): Promise<void> {
  const open = shards.filter((shard) => shard.state !== "collected" && shard.state !== "withdrawn");
  expect(open, "shards that are still open").toEqual([]);
  const ids = shards.flatMap((shard) => (shard.batchId === null ? [] : [shard.batchId]));
  expect(new Set(ids).size, "distinct batch ids").toBe(ids.length);

  const metadata = await readTree(join(run, "metadata"));
  expect([...metadata.keys()], "metadata files").toEqual(ids.map(nameOf).toSorted());
  for (const shard of shards) {
    if (shard.batchId === null) continue;
    const record = JSON.parse(metadata.get(nameOf(shard.batchId))?.toString("utf8") ?? "") as Metadata;
    expect(record, "metadata").toMatchObject({
      batch_id: shard.batchId,
      status: shard.vendorState,
      _internal_input_file_id: shard.uploadId,
      _internal_output_file_id: shard.outputFileId,
      speceval_key: shard.key,
    });
    const lines = (await readFile(record._internal_input_filepath, "utf8")).trimEnd().split("\n");
    const customIds = Object.keys(record._internal_custom_id_map);
    expect(customIds, "custom ids in the metadata").toHaveLength(lines.length);
    // Each vendor has its own place for them.
    expect(
      lines.filter((line, index) => !line.includes(customIds[index] ?? "nothing")),
      "lines without their id",
    ).toEqual([]);
    expect(record.original_prompts_data, "prompts in the metadata").toHaveLength(customIds.length);
  }
}

function nameOf(batchId: string): string {
  return basename(batchMetadataPath("", batchId));
}

/** Ids of the answers in the outcome log, sorted. */
export async function loggedIds(run: string): Promise<string[]> {
  const log = (await readFile(join(run, "ledger", "outcomes.jsonl"), "utf8")).trimEnd();
  return log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { id: string; outcome: { status: string } })
    .flatMap(({ id, outcome }) => (outcome.status === "succeeded" ? [id] : []))
    .toSorted();
}
