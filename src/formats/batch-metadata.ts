import { closeSync, fsyncSync, openSync } from "node:fs";
import { join } from "node:path";
import type { BatchProgress } from "../domain/batch.ts";
import { unsafeNameReason } from "../domain/names.ts";
import type { Shard } from "../domain/shard.ts";
import { FormatError } from "../errors.ts";
import { AtomicFile, writeFully } from "../files/atomic.ts";
import { escapeSeparators } from "../files/jsonl.ts";

/**
 * Bytes at the start of a metadata file that hold what changes at every poll, padded with blanks. They are overwritten
 * in place; the lists behind them, which may be as long as the batch, are written once. One page of the file system,
 * so that a reader never sees half of an update.
 */
const HEAD_BYTES = 4096;

/** One line of a batch: its custom id, and what it asks about. */
export interface BatchTask {
  readonly customId: string;
  readonly task: {
    readonly original_index: number;
    readonly statement_id: string;
    /** Of prompts; what judges are asked about is in the results. */
    readonly input_text?: string;
    readonly sample_index: number;
  };
}

/** The changing part, with the document's keys. */
function head(shard: Shard, progress: BatchProgress, inputPath: string): Record<string, unknown> {
  return {
    batch_id: progress.ref.batchId,
    status: progress.vendorState,
    _internal_input_file_id: shard.uploadId,
    _internal_input_filepath: inputPath,
    _internal_output_file_id: progress.outputFileId,
    _internal_error_file_id: progress.errorFileId,
    request_counts: progress.counts,
    error_message: progress.faults[0] === undefined ? null : shorten(`${progress.faults[0].code}: ${progress.faults[0].message}`),
    speceval_key: shard.key,
    submitted_at: shard.submittedAt === null ? null : new Date(shard.submittedAt).toISOString(),
  };
}

/** A vendor's words in at most 3000 bytes of JSON: what the head can spare. */
function shorten(text: string): string {
  return text
    .replaceAll(/[\p{Cc}"\\]+/gu, " ")
    .slice(0, 1000)
    .toWellFormed();
}

/** Ids that are paths: `batches/abc` (Gemini), `projects/p/locations/l/batchPredictionJobs/1` (Vertex AI). */
const RESOURCE_NAME = /^[a-z]\w*(\/[\w.-]+)+$/i;

/** Path of a batch's metadata file. A slash in an id becomes `-`. */
export function batchMetadataPath(folder: string, batchId: string): string {
  const name = RESOURCE_NAME.test(batchId) ? batchId.replaceAll("/", "-") : batchId;
  const unsafe = unsafeNameReason(name);
  if (unsafe !== undefined)
    throw new FormatError({ path: folder }, `the batch id ${JSON.stringify(batchId)} cannot be a file name: ${unsafe}.`);
  return join(folder, `${name}.json`);
}

/** Writes a metadata file whole, list by list, without holding it in memory. */
export function writeBatchMetadata(
  path: string,
  shard: Shard,
  progress: BatchProgress,
  inputPath: string,
  tasks: () => Iterable<BatchTask>,
): void {
  const file = new AtomicFile(path);
  try {
    file.write(paddedHead(shard, progress, inputPath));
    file.write('"_internal_custom_id_map": {');
    let index = 0;
    for (const { customId } of tasks()) {
      file.write(`${index === 0 ? "\n" : ",\n"}    ${JSON.stringify(customId)}: ${index}`);
      index += 1;
    }
    file.write('\n  },\n  "original_prompts_data": [');
    index = 0;
    for (const { task } of tasks()) {
      file.write(`${index === 0 ? "\n" : ",\n"}    ${escapeSeparators(JSON.stringify(task))}`);
      index += 1;
    }
    file.write("\n  ]\n}\n");
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
}

/** Overwrites the changing part of a file that {@link writeBatchMetadata} wrote. */
export function updateBatchMetadata(path: string, shard: Shard, progress: BatchProgress, inputPath: string): void {
  const descriptor = openSync(path, "r+");
  try {
    writeFully(descriptor, Buffer.from(paddedHead(shard, progress, inputPath), "utf8"), 0);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function paddedHead(shard: Shard, progress: BatchProgress, inputPath: string): string {
  const body = JSON.stringify(head(shard, progress, inputPath), undefined, 2).replace(/\n\}$/, ",\n  ");
  const free = HEAD_BYTES - Buffer.byteLength(body);
  if (free < 0)
    throw new FormatError({ path: inputPath }, `the head of a metadata file takes ${HEAD_BYTES} bytes, and this one needs more.`);
  return `${body}${" ".repeat(free)}`;
}
