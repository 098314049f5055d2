import type { BatchView } from "../batch/batch-record.ts";
import type { BatchStatus } from "../batch/batch-timeline.ts";
import type { BatchError } from "../batch/execution.ts";
import type { ResultIds } from "../batch/publish-results.ts";
import { findFault } from "../fault-plan.ts";
import type { MistralOrder } from "./order.ts";

const STATES: Readonly<Record<BatchStatus, string>> = {
  validating: "QUEUED",
  in_progress: "RUNNING",
  finalizing: "RUNNING",
  completed: "SUCCESS",
  failed: "FAILED",
  expired: "TIMEOUT_EXCEEDED",
  cancelling: "CANCELLATION_REQUESTED",
  cancelled: "CANCELLED",
};

/** A batch job as the API shows it. @param ids of the files that may be seen, which is none before the end */
export function jobObject({ record, standing, execution, oddStatus }: BatchView<MistralOrder>, ids: ResultIds) {
  const { input, model, metadata } = record.order;
  const executed = execution?.kind === "executed" ? execution : { total: 0, completed: 0, failed: 0 };
  const succeeded = Math.floor(executed.completed * standing.share);
  const failed = Math.floor(executed.failed * standing.share);
  const absent = findFault(record.faults, "empty_file_ids") ? "" : null;
  return {
    id: record.id,
    object: "batch",
    input_files: [input.id],
    metadata,
    endpoint: "/v1/chat/completions",
    model,
    agent_id: null,
    output_file: ids.output ?? absent,
    error_file: ids.error ?? absent,
    errors: execution?.kind === "rejected" ? counted(execution.errors) : [],
    outputs: null,
    status: oddStatus ?? STATES[standing.status],
    created_at: Math.floor(record.createdAtMs / 1000),
    total_requests: executed.total,
    completed_requests: succeeded + failed,
    succeeded_requests: succeeded,
    failed_requests: failed,
    started_at: record.reached.get("in_progress") ?? null,
    completed_at: standing.ended ? (record.reached.get(standing.status) ?? null) : null,
  };
}

/** A batch job as the API shows it. */
export type JobObject = ReturnType<typeof jobObject>;

/** Equal messages are told once. */
function counted(errors: readonly BatchError[]): { message: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { message } of errors) counts.set(message, (counts.get(message) ?? 0) + 1);
  return [...counts].map(([message, count]) => ({ message, count }));
}
