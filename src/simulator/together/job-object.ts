import type { BatchView } from "../batch/batch-record.ts";
import type { BatchStatus } from "../batch/batch-timeline.ts";
import type { ResultIds } from "../batch/publish-results.ts";
import { findFault } from "../fault-plan.ts";
import type { TogetherOrder } from "./order.ts";

const DEADLINE_MS = 86_400_000;

/** Together has fewer states than others; a job that is being cancelled is still in progress. */
const STATES: Readonly<Record<BatchStatus, string>> = {
  validating: "VALIDATING",
  in_progress: "IN_PROGRESS",
  finalizing: "IN_PROGRESS",
  cancelling: "IN_PROGRESS",
  completed: "COMPLETED",
  failed: "FAILED",
  expired: "EXPIRED",
  cancelled: "CANCELLED",
};

/** A batch job as the API shows it. @param ids of the files that may be seen, which is none before the end */
export function jobObject({ record, standing, execution, oddStatus }: BatchView<TogetherOrder>, ids: ResultIds) {
  const { input } = record.order;
  const executed = execution?.kind === "executed" ? execution : undefined;
  const done = executed === undefined ? 0 : executed.completed + executed.failed;
  const progress = executed === undefined || executed.total === 0 ? 0 : (100 * standing.share * done) / executed.total;
  const absent = findFault(record.faults, "empty_file_ids") ? "" : undefined;
  const completedAt = standing.ended ? record.reached.get(standing.status) : undefined;
  return {
    id: record.id,
    user_id: "user_simulated",
    input_file_id: input.id,
    file_size_bytes: input.bytes,
    status: oddStatus ?? STATES[standing.status],
    job_deadline: new Date(record.createdAtMs + DEADLINE_MS).toISOString(),
    created_at: new Date(record.createdAtMs).toISOString(),
    endpoint: "/v1/chat/completions",
    progress,
    model_id: executed?.model,
    output_file_id: ids.output ?? absent,
    error_file_id: ids.error ?? absent,
    error: execution?.kind === "rejected" ? execution.errors[0]?.message : undefined,
    completed_at: completedAt === undefined ? undefined : new Date(completedAt * 1000).toISOString(),
  };
}

/** A batch job as the API shows it. */
export type JobObject = ReturnType<typeof jobObject>;
