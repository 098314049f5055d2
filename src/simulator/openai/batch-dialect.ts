import type { BatchDialect } from "../batch/batch-dialect.ts";
import { publishResults, type ResultNaming } from "../batch/publish-results.ts";
import type { FileStore } from "../files/file-store.ts";
import { WireError } from "../wire-error.ts";
import { batchObject, type ShownBatch } from "./batch-object.ts";
import { openaiLines } from "./line-dialect.ts";
import type { OpenAILike } from "./openai-like.ts";
import type { OpenAIOrder } from "./order.ts";
import { queueFull } from "./queue-limit.ts";

const NAMING: ResultNaming = { purpose: "batch_output", filename: (batchId, kind) => `${batchId}_${kind}.jsonl` };

/** Batches like OpenAI's. @param models those that exist; undefined when every model does */
export function openaiBatches(
  files: FileStore,
  models: readonly string[] | undefined,
  like: OpenAILike,
): BatchDialect<OpenAIOrder, ShownBatch> {
  return {
    ...(like.ignoredFaults === undefined ? {} : { ignoredFaults: like.ignoredFaults }),
    batchId: (content) => `batch_${content.slice(0, 32)}`,
    lines: ({ endpoint }) => openaiLines(endpoint, models, like),
    show: (view) => like.showBatch(batchObject(view, publishResults(files, view, NAMING))),
    notFound: (id) => new WireError(404, `No batch found with id '${id}'.`),
    cannotCancel: (_id, status) => new WireError(409, `Cannot cancel a batch with status '${status}'.`),
    queueFull: (account, { model }, limit) => queueFull(account, model, limit),
  };
}
