import type { BatchCharge } from "../bill.ts";

/** Why a batch is refused as a whole. */
export interface BatchError {
  readonly code: string;
  readonly message: string;
  readonly line: number | null;
  readonly param: string | null;
}

/** Which of a batch's result files; a vendor with one stream of results has `output` only. */
export type ResultKind = "output" | "error";

/** A file of results on disk. */
export interface ResultFile {
  readonly path: string;
  readonly bytes: number;
}

/** A batch that was run. */
export interface Executed {
  readonly kind: "executed";
  readonly model: string | undefined;
  /** All requests; those that are neither completed nor failed were not done when the batch ended. */
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  /** Estimated input tokens of all lines, done or not: what counts against the queue limit. */
  readonly enqueuedTokens: number;
  readonly output: ResultFile | undefined;
  readonly error: ResultFile | undefined;
  readonly charge: BatchCharge;
}

/** What came of a batch: refused as a whole, or run. */
export type Execution = { readonly kind: "rejected"; readonly errors: readonly BatchError[] } | Executed;
