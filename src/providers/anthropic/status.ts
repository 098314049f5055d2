import { z } from "zod";
import type { BatchProgress, BatchState } from "../../domain/batch.ts";

const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);

/** The fields of a batch that we use; all others may change as they like. */
const batchSchema = z.object({
  id: z.string().min(1),
  processing_status: z.string(),
  created_at: z.string().nullish(),
  results_url: z.string().nullish(),
  archived_at: z.string().nullish(),
  request_counts: z.object({ processing: count, succeeded: count, errored: count, canceled: count, expired: count }),
});

export type MessageBatch = z.infer<typeof batchSchema>;

/** Reads a batch object; undefined when it is none. */
export function readBatch(value: unknown): MessageBatch | undefined {
  const parsed = batchSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** Requests in a batch, whatever became of them. */
export function totalOf({ request_counts: counts }: MessageBatch): number {
  return counts.processing + counts.succeeded + counts.errored + counts.canceled + counts.expired;
}

/** Until a batch has ended all of its requests count as processing, so the counts tell nothing of how far it is. */
export function progressOf(batch: MessageBatch, provider: string): BatchProgress {
  const { succeeded, errored } = batch.request_counts;
  return {
    ref: { provider, batchId: batch.id },
    state: stateOf(batch),
    vendorState: batch.processing_status,
    counts: { total: totalOf(batch), completed: succeeded, failed: errored },
    faults: [],
    // The results of an archived batch are gone, whatever address it still names.
    outputFileId: batch.archived_at ? null : batch.results_url || null,
    errorFileId: null,
  };
}

/** `ended` is the only word that ends a batch, and does not say how. `in_progress`, `canceling` and any new one are pending. */
function stateOf({ processing_status: status, request_counts: counts }: MessageBatch): BatchState {
  if (status !== "ended") return "pending";
  if (counts.canceled > 0) return "cancelled";
  return counts.expired > 0 ? "expired" : "completed";
}
