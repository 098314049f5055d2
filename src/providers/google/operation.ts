import { z } from "zod";
import type { BatchProgress } from "../../domain/batch.ts";
import { rpcCode, rpcErrorSchema } from "../gemini-shaped/rpc-error.ts";
import { batchStateOf } from "../gemini-shaped/states.ts";

/** Counts are 64 bits wide and so written as strings; those of zero are left out. */
const count = z.coerce.number().nullish();

const outputSchema = z.object({
  responsesFile: z.string().nullish(),
  inlinedResponses: z.object({ inlinedResponses: z.array(z.unknown()).nullish() }).nullish(),
});

/** The fields of a batch's operation that we use; all others may change as they like, and any of these may be absent. */
const operationSchema = z.object({
  name: z.string().min(1),
  metadata: z
    .object({
      displayName: z.string().nullish(),
      state: z.string().nullish(),
      inputConfig: z.object({ fileName: z.string().nullish() }).nullish(),
      batchStats: z.object({ requestCount: count, successfulRequestCount: count, failedRequestCount: count }).nullish(),
      output: outputSchema.nullish(),
    })
    .nullish(),
  error: rpcErrorSchema.nullish(),
  response: outputSchema.nullish(),
});

export type Operation = z.infer<typeof operationSchema>;

const pageSchema = z.object({ operations: z.array(z.unknown()).nullish(), nextPageToken: z.string().nullish() });

/** A part of a list of batches. */
export interface OperationPage {
  readonly operations: readonly Operation[];
  /** Undefined at the end. */
  readonly nextPageToken: string | undefined;
}

/** Reads a batch's operation; undefined when it is none. */
export function readOperation(value: unknown): Operation | undefined {
  const parsed = operationSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** Reads a page of a list; what is no batch is passed over. */
export function readOperationPage(value: unknown): OperationPage {
  const { operations, nextPageToken } = pageSchema.parse(value);
  const read = (operations ?? []).map(readOperation).filter((operation) => operation !== undefined);
  return { operations: read, nextPageToken: nextPageToken || undefined };
}

/** The results of a small batch, which come in the operation itself and in no file; undefined when they do not. */
export function inlinedResponses({ metadata, response }: Operation): readonly unknown[] | undefined {
  return (metadata?.output?.inlinedResponses ?? response?.inlinedResponses)?.inlinedResponses ?? undefined;
}

/** @returns with the batch itself as its output file when its results are inline */
export function progressOf(operation: Operation, provider: string): BatchProgress {
  const { name, metadata, error, response } = operation;
  const vendorState = metadata?.state ?? "BATCH_STATE_UNSPECIFIED";
  const state = batchStateOf(vendorState);
  const file = metadata?.output?.responsesFile || response?.responsesFile || null;
  const outputFileId = file ?? (inlinedResponses(operation) === undefined ? null : name);
  // A batch that expired or was cancelled has counts, and as a rule nothing that could be fetched.
  const isEmpty = state !== "pending" && state !== "completed" && outputFileId === null;
  const stats = metadata?.batchStats;
  return {
    ref: { provider, batchId: name },
    state,
    vendorState,
    counts: stats
      ? {
          total: stats.requestCount ?? 0,
          completed: isEmpty ? 0 : (stats.successfulRequestCount ?? 0),
          failed: isEmpty ? 0 : (stats.failedRequestCount ?? 0),
        }
      : null,
    faults: error ? [{ code: rpcCode(error), message: error.message ?? "", line: null }] : [],
    outputFileId,
    errorFileId: null,
  };
}
