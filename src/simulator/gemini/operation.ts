import type { BatchView } from "../batch/batch-record.ts";
import type { BatchStatus } from "../batch/batch-timeline.ts";
import type { BatchError, Execution } from "../batch/execution.ts";
import { CODE_NUMBERS, GoogleError } from "../gemini-shaped/google-error.ts";
import type { JsonObject } from "../json.ts";
import type { GeminiOrder } from "./order.ts";

const TYPE = "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch";
const OUTPUT_TYPE = `${TYPE}.Output`;

/** There is no word for a batch that is being cancelled. */
const STATES: Readonly<Record<BatchStatus, string>> = {
  validating: "BATCH_STATE_PENDING",
  in_progress: "BATCH_STATE_RUNNING",
  finalizing: "BATCH_STATE_RUNNING",
  cancelling: "BATCH_STATE_RUNNING",
  completed: "BATCH_STATE_SUCCEEDED",
  failed: "BATCH_STATE_FAILED",
  cancelled: "BATCH_STATE_CANCELLED",
  expired: "BATCH_STATE_EXPIRED",
};

/** Where a batch's results are: `{"responsesFile": …}` or `{"inlinedResponses": …}`. */
export type BatchOutput = JsonObject;

/** A batch as the API shows it: a long-running operation. @param output undefined where there is none */
export function operationOf({ record, standing, execution, oddStatus, now }: BatchView<GeminiOrder>, output: BatchOutput | undefined) {
  const { model, displayName, fileName } = record.order;
  const name = `batches/${record.id}`;
  const updated = Math.max(now, Math.floor(record.createdAtMs / 1000));
  // An operation in a state that nobody knows has not ended.
  const ended = standing.ended && oddStatus === undefined;
  const [error] = ended && execution?.kind === "rejected" ? execution.errors : [];
  return {
    name,
    metadata: {
      "@type": TYPE,
      model: `models/${model}`,
      ...(displayName === undefined ? {} : { displayName }),
      ...(fileName === undefined ? {} : { inputConfig: { fileName } }),
      ...(output === undefined ? {} : { output }),
      createTime: new Date(record.createdAtMs).toISOString(),
      ...(ended ? { endTime: isoOf(record.reached.get(standing.status) ?? updated) } : {}),
      updateTime: isoOf(updated),
      ...statsOf(execution, standing.share),
      state: oddStatus ?? STATES[standing.status],
      name,
    },
    ...(ended ? { done: true } : {}),
    ...(error === undefined ? {} : { error: errorOf(error) }),
    ...(output === undefined ? {} : { response: { "@type": OUTPUT_TYPE, ...output } }),
  };
}

/** A batch as the API shows it. */
export type BatchOperation = ReturnType<typeof operationOf>;

export function batchNotFound(): GoogleError {
  return new GoogleError(404, "Requested entity was not found.");
}

function isoOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}

/** Counts are 64 bits wide, hence strings, and left out when they are zero. */
function statsOf(execution: Execution | undefined, share: number): JsonObject {
  if (execution?.kind !== "executed") return {};
  const [successful, failed] = [Math.floor(execution.completed * share), Math.floor(execution.failed * share)];
  const counts = {
    requestCount: execution.total,
    pendingRequestCount: execution.total - successful - failed,
    successfulRequestCount: successful,
    failedRequestCount: failed,
  };
  const shown = Object.entries(counts).filter(([, value]) => value > 0);
  return { batchStats: Object.fromEntries(shown.map(([key, value]) => [key, String(value)])) };
}

/** A scenario may name a failure by a code of the vendor's or by any other word, which then becomes a part of the message. */
function errorOf({ code, message }: BatchError): JsonObject {
  const number = CODE_NUMBERS.get(code);
  return number === undefined ? { code: CODE_NUMBERS.get("INVALID_ARGUMENT"), message: `${code}: ${message}` } : { code: number, message };
}
