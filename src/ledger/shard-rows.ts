import type { BatchCounts } from "../domain/batch.ts";
import type { Shard, ShardState } from "../domain/shard.ts";
import type { ShardChange } from "./ledger.ts";

/** A row of the `shard` table. */
export interface ShardRow {
  readonly number: number;
  readonly key: string;
  readonly state: string;
  readonly input_file: string;
  readonly requests: number;
  readonly bytes: number;
  readonly token_bound: number;
  readonly upload_id: string | null;
  readonly batch_id: string | null;
  readonly vendor_state: string | null;
  readonly counts: string | null;
  readonly output_file_id: string | null;
  readonly error_file_id: string | null;
  readonly intended_at: number | null;
  readonly submitted_at: number | null;
  readonly ended_at: number | null;
  readonly fault: string | null;
}

export function shardFromRow(row: ShardRow): Shard {
  return {
    number: row.number,
    key: row.key,
    state: row.state as ShardState,
    inputFile: row.input_file,
    requests: row.requests,
    bytes: row.bytes,
    tokenBound: row.token_bound,
    uploadId: row.upload_id,
    batchId: row.batch_id,
    vendorState: row.vendor_state,
    counts: row.counts === null ? null : (JSON.parse(row.counts) as BatchCounts),
    outputFileId: row.output_file_id,
    errorFileId: row.error_file_id,
    intendedAt: row.intended_at,
    submittedAt: row.submitted_at,
    endedAt: row.ended_at,
    fault: row.fault,
  };
}

const COLUMN_OF = {
  state: "state",
  uploadId: "upload_id",
  batchId: "batch_id",
  vendorState: "vendor_state",
  counts: "counts",
  outputFileId: "output_file_id",
  errorFileId: "error_file_id",
  intendedAt: "intended_at",
  submittedAt: "submitted_at",
  endedAt: "ended_at",
  fault: "fault",
} satisfies Record<keyof ShardChange, string>;

/** The `SET` clause of a change, with its values in order. */
export function changeClause(change: ShardChange): { clause: string; values: (string | number | null)[] } {
  const entries = Object.entries(change) as [keyof ShardChange, string | number | BatchCounts | null][];
  return {
    clause: entries.map(([field]) => `${COLUMN_OF[field]} = ?`).join(", "),
    values: entries.map(([, value]) => (typeof value === "object" && value !== null ? JSON.stringify(value) : value)),
  };
}
