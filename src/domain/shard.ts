import type { BatchCounts } from "./batch.ts";

/**
 * Where a shard is in its life.
 *
 * - `prepared`: its lines are chosen and its input file is on disk; nothing was sent.
 * - `intended`: the paid call may have been made. Only this state is ambiguous after a crash.
 * - `submitted`: the vendor has it, and we know its batch id.
 * - `ended`: the vendor says that it is over; results are still to be fetched.
 * - `collected`: every line of it has an outcome.
 * - `withdrawn`: the vendor took none of it (refused as a whole, nothing billed); its lines wait again.
 */
export type ShardState = "prepared" | "intended" | "submitted" | "ended" | "collected" | "withdrawn";

/** A share of a run's requests that goes to a vendor in one batch. */
export interface Shard {
  /** 1-based, in order of making. */
  readonly number: number;
  /** Random; goes into the batch's metadata, so that the batch can be found again. */
  readonly key: string;
  readonly state: ShardState;
  /** Name of its input file in `preprocessed/`. */
  readonly inputFile: string;
  readonly requests: number;
  readonly bytes: number;
  /** Input tokens of its lines, estimated on the high side. */
  readonly tokenEstimate: number;
  /** The most that its lines can cost, in USD; 0 where that is not known. */
  readonly reservedUsd: number;
  /** The vendor's name for the uploaded input file. */
  readonly uploadId: string | null;
  readonly batchId: string | null;
  /** The vendor's own word for the state, as last seen. */
  readonly vendorState: string | null;
  readonly counts: BatchCounts | null;
  readonly outputFileId: string | null;
  readonly errorFileId: string | null;
  /** Milliseconds since the epoch. */
  readonly intendedAt: number | null;
  readonly submittedAt: number | null;
  readonly endedAt: number | null;
  /** Why the vendor refused or ended it, where it said so. */
  readonly fault: string | null;
}
