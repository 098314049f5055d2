import { z } from "zod";
import type { BatchProgress, BatchState } from "../../domain/batch.ts";

/** The fields of a batch job that we use; Together's own types call every one of them optional. */
export const jobSchema = z.object({
  id: z.string().min(1),
  status: z.string(),
  input_file_id: z.string().nullish(),
  output_file_id: z.string().nullish(),
  error_file_id: z.string().nullish(),
  error: z.string().nullish(),
});

/** The answer to a create, which alone is wrapped. */
export const createdSchema = z.object({ job: jobSchema });

/** The list of jobs, which is not wrapped and has no pages. */
export const jobsSchema = z
  .array(jobSchema)
  .nullish()
  .transform((jobs) => jobs ?? []);

/** Only the words that end a job. `VALIDATING`, `IN_PROGRESS` and any new one are pending. */
const TERMINAL_STATES: Readonly<Record<string, BatchState>> = {
  COMPLETED: "completed",
  FAILED: "failed",
  EXPIRED: "expired",
  CANCELLED: "cancelled",
};

export function progressOf(job: z.infer<typeof jobSchema>): BatchProgress {
  return {
    ref: { provider: "together", batchId: job.id },
    state: TERMINAL_STATES[job.status.toUpperCase()] ?? "pending",
    vendorState: job.status,
    // There is a percentage, and no counts.
    counts: null,
    faults: job.error ? [{ code: "job_error", message: job.error, line: null }] : [],
    outputFileId: job.output_file_id || null,
    errorFileId: job.error_file_id || null,
  };
}
