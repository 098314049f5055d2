import { z } from "zod";
import type { BatchProgress, BatchState } from "../../domain/batch.ts";

/** The fields of a batch job that we use; all others may change as they like, and any of these may be null. */
export const jobSchema = z.object({
  id: z.string().min(1),
  status: z.string(),
  input_files: z.array(z.string()).nullish(),
  output_file: z.string().nullish(),
  error_file: z.string().nullish(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ message: z.string().nullish(), count: z.number().nullish() })).nullish(),
  total_requests: z.number().nullish(),
  succeeded_requests: z.number().nullish(),
  failed_requests: z.number().nullish(),
});

/** A page of the list of jobs. */
export const jobsSchema = z.object({
  data: z
    .array(jobSchema)
    .nullish()
    .transform((jobs) => jobs ?? []),
});

/** Only the words that end a job. `QUEUED`, `RUNNING`, `CANCELLATION_REQUESTED` and any new one are pending. */
const TERMINAL_STATES: Readonly<Record<string, BatchState>> = {
  SUCCESS: "completed",
  FAILED: "failed",
  TIMEOUT_EXCEEDED: "expired",
  CANCELLED: "cancelled",
};

export function progressOf(job: z.infer<typeof jobSchema>): BatchProgress {
  return {
    ref: { provider: "mistral", batchId: job.id },
    state: TERMINAL_STATES[job.status] ?? "pending",
    vendorState: job.status,
    counts: {
      total: job.total_requests ?? 0,
      completed: job.succeeded_requests ?? 0,
      failed: job.failed_requests ?? 0,
    },
    // Mistral counts equal messages, and names neither code nor line.
    faults: (job.errors ?? []).map(({ message, count }) => ({
      code: "job_error",
      message: `${message ?? ""}${(count ?? 1) > 1 ? ` (${count} times)` : ""}`,
      line: null,
    })),
    outputFileId: job.output_file || null,
    errorFileId: job.error_file || null,
  };
}
