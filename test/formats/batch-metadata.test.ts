import { closeSync, openSync, readFileSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { BatchProgress } from "../../src/domain/batch.ts";
import type { Shard } from "../../src/domain/shard.ts";
import { FormatError } from "../../src/errors.ts";
import { type BatchTask, batchMetadataPath, updateBatchMetadata, writeBatchMetadata } from "../../src/formats/batch-metadata.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

const SHARD: Shard = {
  number: 1,
  key: "k1",
  state: "submitted",
  inputFile: "batch_input_0001.jsonl",
  requests: 2,
  bytes: 100,
  tokenEstimate: 50,
  reservedUsd: 0,
  uploadId: "file-in",
  batchId: "batch_1",
  vendorState: "validating",
  counts: null,
  outputFileId: null,
  errorFileId: null,
  intendedAt: 1_800_000_000_000,
  submittedAt: 1_800_000_001_000,
  endedAt: null,
  fault: null,
};

const VALIDATING: BatchProgress = {
  ref: { provider: "openai", batchId: "batch_1" },
  state: "pending",
  vendorState: "validating",
  counts: null,
  faults: [],
  outputFileId: null,
  errorFileId: null,
};

const COMPLETED: BatchProgress = {
  ...VALIDATING,
  state: "completed",
  vendorState: "completed",
  counts: { total: 2, completed: 1, failed: 1 },
  outputFileId: "file-out",
  errorFileId: "file-err",
};

const INPUT = "/runs/preprocessed/batch_input_0001.jsonl";

function prompts(count: number): () => Iterable<BatchTask> {
  return () =>
    Array.from({ length: count }, (_, index) => ({
      customId: `id${index}`,
      task: { original_index: index, statement_id: "be_kind", input_text: `Prompt\u2028 ${index}`, sample_index: 0 },
    }));
}

/** A metadata file as it is right after the batch was submitted; its path. */
function written(count = 2): string {
  const path = batchMetadataPath(tempFolder(), "batch_1");
  writeBatchMetadata(path, SHARD, VALIDATING, INPUT, prompts(count));
  return path;
}

function withFault(message: string): BatchProgress {
  return { ...VALIDATING, state: "failed", vendorState: "failed", faults: [{ code: "bad", message, line: null }] };
}

const read = (path: string): Record<string, unknown> => JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;

test("a new file has the document's keys, the line numbers of the ids, and every prompt", () => {
  expect(read(written())).toEqual({
    batch_id: "batch_1",
    status: "validating",
    _internal_input_file_id: "file-in",
    _internal_input_filepath: INPUT,
    _internal_output_file_id: null,
    _internal_error_file_id: null,
    request_counts: null,
    error_message: null,
    speceval_key: "k1",
    submitted_at: "2027-01-15T08:00:01.000Z",
    _internal_custom_id_map: { id0: 0, id1: 1 },
    original_prompts_data: [
      { original_index: 0, statement_id: "be_kind", input_text: "Prompt\u2028 0", sample_index: 0 },
      { original_index: 1, statement_id: "be_kind", input_text: "Prompt\u2028 1", sample_index: 0 },
    ],
  });
});

test("an update shows what the vendor said last and keeps the lists", () => {
  const path = written();
  const before = read(path);
  updateBatchMetadata(path, SHARD, COMPLETED, INPUT);
  expect(read(path)).toEqual({
    ...before,
    status: "completed",
    _internal_output_file_id: "file-out",
    _internal_error_file_id: "file-err",
    request_counts: { total: 2, completed: 1, failed: 1 },
  });
});

test("an update never touches a byte behind the first 4096, nor the length", () => {
  const path = written(5000);
  const before = readFileSync(path);
  updateBatchMetadata(path, SHARD, COMPLETED, INPUT);
  const after = readFileSync(path);
  expect(after.length).toBe(before.length);
  expect(after.subarray(4096).equals(before.subarray(4096))).toBe(true);
  expect(after.subarray(0, 4096).equals(before.subarray(0, 4096))).toBe(false);
});

test("the lists are not written again by an update: other bytes put there survive it", () => {
  const path = written();
  const size = statSync(path).size;
  const descriptor = openSync(path, "r+");
  writeSync(descriptor, "\n ", size - 2);
  closeSync(descriptor);
  updateBatchMetadata(path, SHARD, COMPLETED, INPUT);
  expect(readFileSync(path, "utf8").endsWith("]\n\n ")).toBe(true);
});

test("a shorter state after a longer one leaves valid JSON", () => {
  const path = written();
  updateBatchMetadata(path, SHARD, { ...COMPLETED, vendorState: "a_very_long_state_".repeat(50) }, INPUT);
  updateBatchMetadata(path, SHARD, VALIDATING, INPUT);
  expect(read(path)).toMatchObject({ status: "validating", request_counts: null, _internal_custom_id_map: { id0: 0, id1: 1 } });
});

test("the code and message of a batch's first fault are shown, cut where they are long", () => {
  const path = written();
  updateBatchMetadata(path, SHARD, withFault("x".repeat(10_000)), INPUT);
  const { error_message: message } = read(path);
  expect(message).toMatch(/^bad: x{500,}$/);
});

test.each([
  ["many bytes a character", "漢".repeat(2000)],
  ["half a character at the cut", `${"x".repeat(994)}${"🙂".repeat(500)}`],
  ["line breaks", "\n".repeat(2000)],
  ["control characters, which JSON writes with six bytes each", "\u0001".repeat(2000)],
])("a long error message with %s fits the head", (_name, message) => {
  const path = written();
  updateBatchMetadata(path, SHARD, withFault(message), INPUT);
  expect(read(path)).toMatchObject({ status: "failed", _internal_custom_id_map: { id0: 0, id1: 1 } });
});

test("a batch without any prompt gives a valid file", () => {
  expect(read(written(0))).toMatchObject({ _internal_custom_id_map: {}, original_prompts_data: [] });
});

test("a batch id that is no safe file name is refused", () => {
  const folder = tempFolder();
  expect(() => batchMetadataPath(folder, "../batch_1")).toThrow(
    new FormatError({ path: folder }, 'the batch id "../batch_1" cannot be a file name: it contains a path separator.'),
  );
  expect(batchMetadataPath(folder, "batch_1")).toBe(join(folder, "batch_1.json"));
});
