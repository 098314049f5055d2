import type { BatchState } from "../../domain/batch.ts";

/** The words that end a batch, without the prefix that tells the two APIs apart; every other one is pending. */
const TERMINAL_STATES: Readonly<Record<string, BatchState>> = {
  SUCCEEDED: "completed",
  // Vertex AI only: done, with some results missing. Lines are counted all the same.
  PARTIALLY_SUCCEEDED: "completed",
  FAILED: "failed",
  CANCELLED: "cancelled",
  EXPIRED: "expired",
};

/** What `BATCH_STATE_*` (Developer API) or `JOB_STATE_*` (Vertex AI, and the SDK for both) means. */
export function batchStateOf(vendorState: string): BatchState {
  return TERMINAL_STATES[/^(?:BATCH|JOB)_STATE_(.+)$/.exec(vendorState)?.[1] ?? ""] ?? "pending";
}
