import type { BatchCounts } from "../domain/batch.ts";
import type { Shard, ShardState } from "../domain/shard.ts";
import { LedgerError } from "../errors.ts";
import type { Database } from "./database.ts";
import type { NewShard, ShardChange } from "./ledger.ts";

interface ShardRow {
  readonly number: number;
  readonly key: string;
  readonly state: string;
  readonly input_file: string;
  readonly requests: number;
  readonly bytes: number;
  readonly token_estimate: number;
  readonly reserved_usd: number;
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
} satisfies Record<keyof ShardChange, string>;

/** How a shard's life ends. */
export interface ShardEnd {
  readonly state: "collected" | "withdrawn";
  readonly fault: string | null;
}

export function readShards(database: Database): Shard[] {
  return database.all<ShardRow>("SELECT * FROM shard ORDER BY number").map(shardFromRow);
}

export function readShard(database: Database, number: number): Shard {
  const row = database.get<ShardRow>("SELECT * FROM shard WHERE number = ?", number);
  if (row === undefined) throw new LedgerError(`the ledger has no shard ${number}.`);
  return shardFromRow(row);
}

/** Adds a shard and gives it its lines. Returns its number. */
export function addShard(database: Database, shard: NewShard): number {
  const number = database.run(
    "INSERT INTO shard (key, state, input_file, requests, bytes, token_estimate, reserved_usd) VALUES (?, 'prepared', ?, ?, ?, ?, ?)",
    shard.key,
    shard.inputFile,
    shard.requestNumbers.length,
    shard.bytes,
    shard.tokenEstimate,
    shard.reservedUsd,
  ).lastInsertRowid;
  for (const request of shard.requestNumbers) {
    database.run("UPDATE request SET shard = ? WHERE number = ? AND settled = 0 AND shard IS NULL", number, request);
  }
  return number;
}

export function updateShard(database: Database, number: number, change: ShardChange): void {
  const entries = Object.entries(change) as [keyof ShardChange, string | number | BatchCounts | null][];
  if (entries.length === 0) return;
  const clause = entries.map(([field]) => `${COLUMN_OF[field]} = ?`).join(", ");
  const values = entries.map(([, value]) => (typeof value === "object" && value !== null ? JSON.stringify(value) : value));
  database.run(`UPDATE shard SET ${clause} WHERE number = ?`, ...values, number);
}

/** Ends a shard's life; lines that it still carries wait again. */
export function endShard(database: Database, number: number, { state, fault }: ShardEnd): void {
  database.run("UPDATE request SET shard = NULL WHERE shard = ?", number);
  database.run("UPDATE shard SET state = ?, fault = ? WHERE number = ?", state, fault, number);
}

function shardFromRow(row: ShardRow): Shard {
  return {
    number: row.number,
    key: row.key,
    state: row.state as ShardState,
    inputFile: row.input_file,
    requests: row.requests,
    bytes: row.bytes,
    tokenEstimate: row.token_estimate,
    reservedUsd: row.reserved_usd,
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
