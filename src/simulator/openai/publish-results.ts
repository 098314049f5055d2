import type { ResultIds } from "./batch-object.ts";
import type { BatchRecord } from "./batch-record.ts";
import type { Execution, ResultFile } from "./execute-batch.ts";
import { fileId, type FileStore } from "./file-store.ts";

/** Turns the results of a batch that has ended into files of its account. Repeating it changes nothing. */
export function publishResults(files: FileStore, record: BatchRecord, execution: Execution | undefined, now: number): ResultIds {
  if (execution?.kind !== "executed") return { output: undefined, error: undefined };
  const publish = (kind: "output" | "error", file: ResultFile | undefined): string | undefined => {
    if (!file) return undefined;
    const id = fileId(record.id, kind);
    files.publish({
      ...file,
      id,
      account: record.account,
      sha256: id,
      createdAt: now,
      expiresAt: null,
      filename: `${record.id}_${kind}.jsonl`,
      purpose: "batch_output",
      result: { kind, faults: record.faults },
    });
    return id;
  };
  return { output: publish("output", execution.output), error: publish("error", execution.error) };
}
