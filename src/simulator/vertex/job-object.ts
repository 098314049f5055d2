import type { BatchView } from "../batch/batch-record.ts";
import type { BatchStatus } from "../batch/batch-timeline.ts";
import type { Execution } from "../batch/execution.ts";
import { rpcStatus } from "../gemini-shaped/google-error.ts";
import type { JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";
import type { VertexOrder } from "./order.ts";

const STATES: Readonly<Record<BatchStatus, string>> = {
  validating: "JOB_STATE_PENDING",
  in_progress: "JOB_STATE_RUNNING",
  finalizing: "JOB_STATE_RUNNING",
  completed: "JOB_STATE_SUCCEEDED",
  failed: "JOB_STATE_FAILED",
  expired: "JOB_STATE_EXPIRED",
  cancelling: "JOB_STATE_CANCELLING",
  cancelled: "JOB_STATE_CANCELLED",
};

/** A job as the API shows it; what is not known yet, and counts of zero, are left out. @param folder of its results */
export function jobObject({ record, standing, execution, now, oddStatus }: BatchView<VertexOrder>, folder: string | undefined): JsonObject {
  const { parent, shown } = record.order;
  const ended = standing.ended ? record.reached.get(standing.status) : undefined;
  const started = record.reached.get("in_progress");
  return {
    name: `${parent}/batchPredictionJobs/${record.id}`,
    ...shown,
    state: oddStatus ?? STATES[standing.status],
    createTime: timeOf(record.createdAtMs / 1000),
    ...(started === undefined ? {} : { startTime: timeOf(started) }),
    ...(ended === undefined ? {} : { endTime: timeOf(ended) }),
    updateTime: timeOf(now),
    ...errorOf(execution),
    ...(folder === undefined ? {} : { outputInfo: { gcsOutputDirectory: folder } }),
    ...statsOf(execution, standing.share),
  };
}

/** Nothing is sooner than the job itself, whose time has milliseconds. */
function timeOf(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString();
}

function errorOf(execution: Execution | undefined): JsonObject {
  const first = execution?.kind === "rejected" ? execution.errors[0] : undefined;
  if (first === undefined) return {};
  return { error: rpcStatus(new WireError(400, first.message, { type: first.code })) };
}

/** Numbers of 64 bits are texts. */
function statsOf(execution: Execution | undefined, share: number): JsonObject {
  if (execution?.kind !== "executed") return {};
  const [successful, failed] = [Math.floor(execution.completed * share), Math.floor(execution.failed * share)];
  const counts = { successfulCount: successful, failedCount: failed, incompleteCount: execution.total - successful - failed };
  return {
    completionStats: Object.fromEntries(Object.entries(counts).flatMap(([name, count]) => (count === 0 ? [] : [[name, String(count)]]))),
  };
}
