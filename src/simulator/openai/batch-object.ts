import { findFault } from "../fault-plan.ts";
import type { BatchView } from "../batch/batch-record.ts";
import type { BatchStatus } from "../batch/batch-timeline.ts";
import type { Execution } from "../batch/execution.ts";
import type { ResultIds } from "../batch/publish-results.ts";
import type { JsonObject } from "../json.ts";
import type { OpenAIOrder } from "./order.ts";

const COMPLETION_WINDOW_SECONDS = 86_400;

/** A batch as the API shows it. @param ids of the files that may be seen, which is none before the end */
export function batchObject({ record, standing, execution, oddStatus }: BatchView<OpenAIOrder>, ids: ResultIds) {
  const { input, endpoint, metadata, window } = record.order;
  const at = (status: BatchStatus) => record.reached.get(status) ?? null;
  const absent = findFault(record.faults, "empty_file_ids") ? "" : null;
  const createdAt = Math.floor(record.createdAtMs / 1000);
  return {
    id: record.id,
    object: "batch",
    endpoint: endpoint.path,
    model: execution?.kind === "executed" ? (execution.model ?? null) : null,
    errors: execution?.kind === "rejected" ? { object: "list", data: execution.errors } : null,
    input_file_id: input.id,
    completion_window: window,
    status: oddStatus ?? standing.status,
    output_file_id: ids.output ?? absent,
    error_file_id: ids.error ?? absent,
    created_at: createdAt,
    in_progress_at: at("in_progress"),
    expires_at: createdAt + COMPLETION_WINDOW_SECONDS,
    finalizing_at: at("finalizing"),
    completed_at: at("completed"),
    failed_at: at("failed"),
    expired_at: at("expired"),
    cancelling_at: at("cancelling"),
    cancelled_at: at("cancelled"),
    request_counts: countsOf(execution, standing.share),
    usage: usageOf(execution, standing.share),
    metadata,
  };
}

/** A batch as OpenAI shows it. */
export type BatchObject = ReturnType<typeof batchObject>;
/** A batch as a vendor like OpenAI shows it. */
export type ShownBatch = JsonObject & { readonly id: string };

function countsOf(execution: Execution | undefined, share: number) {
  if (execution?.kind !== "executed") return { total: 0, completed: 0, failed: 0 };
  const { total, completed, failed } = execution;
  return { total, completed: Math.floor(completed * share), failed: Math.floor(failed * share) };
}

function usageOf(execution: Execution | undefined, share: number) {
  const charge = execution?.kind === "executed" ? execution.charge : { inputTokens: 0, outputTokens: 0 };
  const input = Math.floor(charge.inputTokens * share);
  const output = Math.floor(charge.outputTokens * share);
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}
