import { z } from "zod";
import type { BatchCounts, BatchProgress } from "../../domain/batch.ts";
import { rpcCode, rpcErrorSchema } from "../gemini-shaped/rpc-error.ts";
import { batchStateOf } from "../gemini-shaped/states.ts";

const count = z.coerce.number().nullish();

/** The fields of a batch job, as the SDK names them, that we use; any of them may be missing. */
const jobSchema = z.object({
  name: z.string().min(1),
  displayName: z.string().nullish(),
  state: z.string().nullish(),
  error: rpcErrorSchema.nullish(),
  dest: z.object({ gcsUri: z.string().nullish() }).nullish(),
  outputInfo: z.object({ gcsOutputDirectory: z.string().nullish() }).nullish(),
  completionStats: z.object({ successfulCount: count, failedCount: count, incompleteCount: count }).nullish().catch(null),
});

export type VertexJob = z.infer<typeof jobSchema>;

/** Reads a batch job; undefined when it is none. */
export function readJob(value: unknown): VertexJob | undefined {
  const parsed = jobSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** What a batch with this key is called. */
export function displayNameOf(key: string): string {
  return `speceval-${key}`;
}

export function progressOf(job: VertexJob, provider: string): BatchProgress {
  const vendorState = job.state || "JOB_STATE_UNSPECIFIED";
  const state = batchStateOf(vendorState);
  return {
    ref: { provider, batchId: job.name },
    state,
    vendorState,
    counts: job.completionStats ? countsOf(job.completionStats) : null,
    faults: job.error ? [{ code: rpcCode(job.error), message: job.error.message ?? "", line: null }] : [],
    outputFileId: state === "pending" ? null : outputOf(job, state),
    errorFileId: null,
  };
}

/** The folder of the results. */
function outputOf({ displayName, dest, outputInfo }: VertexJob, state: BatchProgress["state"]): string | null {
  if (outputInfo?.gcsOutputDirectory) return outputInfo.gcsOutputDirectory;
  // A job that was stopped may not say where its results are; a destination that is this job's own tells it as well.
  const own = dest?.gcsUri && displayName && dest.gcsUri.replace(/\/+$/, "").endsWith(`/${displayName}`) ? dest.gcsUri : null;
  return state === "failed" ? null : own;
}

/** The number that is not done is -1 where it is not known. */
function countsOf({ successfulCount, failedCount, incompleteCount }: NonNullable<VertexJob["completionStats"]>): BatchCounts {
  const [completed, failed] = [successfulCount ?? 0, failedCount ?? 0];
  return { total: completed + failed + Math.max(0, incompleteCount ?? 0), completed, failed };
}
