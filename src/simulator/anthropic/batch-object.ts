import type { BatchView } from "../batch/batch-record.ts";
import { findFault } from "../fault-plan.ts";
import type { AnthropicOrder } from "./order.ts";

const LIFE_MS = 86_400_000;

/**
 * A batch as the API shows it, but for the origin of `results_url`, which only the call knows. Until the end nothing is
 * counted but the requests in process.
 */
export function batchObject({ record, standing, execution, oddStatus }: BatchView<AnthropicOrder>) {
  const { ended, status } = standing;
  return {
    id: record.id,
    type: "message_batch",
    processing_status: oddStatus ?? (ended ? "ended" : status === "cancelling" ? "canceling" : "in_progress"),
    request_counts: ended ? countsOf(record.order.requests, status, execution) : { ...NONE, processing: record.order.requests },
    created_at: new Date(record.createdAtMs).toISOString(),
    expires_at: new Date(record.createdAtMs + LIFE_MS).toISOString(),
    ended_at: ended ? at(record.reached.get(status)) : null,
    archived_at: null,
    cancel_initiated_at: at(record.reached.get("cancelling")),
    results_url: ended ? `/v1/messages/batches/${record.id}/results` : findFault(record.faults, "empty_file_ids") ? "" : null,
  };
}

/** @param seconds since the epoch */
function at(seconds: number | undefined): string | null {
  return seconds === undefined ? null : new Date(seconds * 1000).toISOString();
}

/** A batch as the API shows it. */
export type BatchObject = ReturnType<typeof batchObject>;

const NONE = { processing: 0, succeeded: 0, errored: 0, canceled: 0, expired: 0 };

function countsOf(requests: number, status: string, execution: BatchView<AnthropicOrder>["execution"]): typeof NONE {
  // What is refused as a whole elsewhere is refused line by line here.
  if (execution?.kind !== "executed") return { ...NONE, errored: requests };
  const { completed, failed } = execution;
  const counts = { ...NONE, succeeded: completed, errored: failed };
  const unfinished = requests - completed - failed;
  return status === "cancelled" ? { ...counts, canceled: unfinished } : { ...counts, expired: unfinished };
}
