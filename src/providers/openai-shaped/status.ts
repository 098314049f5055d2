import type { BatchProgress, BatchState } from "../../domain/batch.ts";
import { z } from "zod";

/** The fields of a batch object that we use; all others may change as they like, and any of these may be null. */
export const batchSchema = z.object({
  id: z.string().min(1),
  status: z.string(),
  input_file_id: z.string().nullish(),
  output_file_id: z.string().nullish(),
  error_file_id: z.string().nullish(),
  created_at: z.number().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  request_counts: z.object({ total: z.number().nullish(), completed: z.number().nullish(), failed: z.number().nullish() }).nullish(),
  errors: z
    .object({
      data: z.array(z.object({ code: z.string().nullish(), message: z.string().nullish(), line: z.number().nullish() })).nullish(),
    })
    .nullish(),
});

export type OpenAIBatch = z.infer<typeof batchSchema>;

/** Only the words that end a batch. `validating`, `in_progress`, `finalizing`, `cancelling` and any new one are pending. */
const TERMINAL_STATES: Readonly<Record<string, BatchState>> = {
  completed: "completed",
  failed: "failed",
  expired: "expired",
  cancelled: "cancelled",
};

export function progressOf(batch: OpenAIBatch, provider: string): BatchProgress {
  return {
    ref: { provider, batchId: batch.id },
    state: TERMINAL_STATES[batch.status] ?? "pending",
    vendorState: batch.status,
    counts: batch.request_counts
      ? {
          total: batch.request_counts.total ?? 0,
          completed: batch.request_counts.completed ?? 0,
          failed: batch.request_counts.failed ?? 0,
        }
      : null,
    faults: (batch.errors?.data ?? []).map((fault) => ({
      code: fault.code ?? "unknown",
      message: fault.message ?? "",
      line: fault.line ?? null,
    })),
    // An empty string is also seen where null is meant.
    outputFileId: batch.output_file_id || null,
    errorFileId: batch.error_file_id || null,
  };
}
