/** A batch at a vendor: plain data that can be written down and read back. */
export interface BatchRef {
  readonly provider: string;
  readonly batchId: string;
}

/**
 * What a vendor's state means to us. `pending` also stands for every state that we do not know: a new word of a
 * vendor's must never be read as the end.
 *
 * - `completed`: the vendor says that all was done (the lines are counted all the same).
 * - `failed`: the vendor refused the batch as a whole.
 * - `expired`, `cancelled`: ended early; what was finished can be fetched and was billed.
 */
export type BatchState = "pending" | "completed" | "failed" | "expired" | "cancelled";

/** Progress as the vendor counts it. The counts need not add up (they do not on expiry). */
export interface BatchCounts {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
}

/** An error of a batch as a whole. */
export interface BatchFault {
  readonly code: string;
  readonly message: string;
  /** 1-based line of the input file, where the vendor names one. */
  readonly line: number | null;
}

/** What a vendor says of a batch when asked. */
export interface BatchProgress {
  readonly ref: BatchRef;
  readonly state: BatchState;
  /** The vendor's own word for the state. */
  readonly vendorState: string;
  readonly counts: BatchCounts | null;
  readonly faults: readonly BatchFault[];
  /** The vendor's ids of result files, absent until there are any. */
  readonly outputFileId: string | null;
  readonly errorFileId: string | null;
}

/** Who pays: a batch belongs to the account that made it and can be seen by no other. */
export interface AccountIdentity {
  readonly provider: string;
  readonly baseUrl: string;
  /** First 16 hexadecimal digits of the SHA-256 of the API key. */
  readonly keyDigest: string;
  /** Organisation and project, where the key is used for particular ones; batches are seen only there. */
  readonly scope: string | null;
}
