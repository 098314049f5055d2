import type { BatchDialect } from "../batch/batch-dialect.ts";
import { publishResults, type ResultNaming } from "../batch/publish-results.ts";
import type { FileStore } from "../files/file-store.ts";
import { WireError } from "../wire-error.ts";
import { batchObject, type BatchObject } from "./batch-object.ts";
import { openaiLines } from "./line-dialect.ts";
import type { OpenAIOrder } from "./order.ts";
import { queueFull } from "./queue-limit.ts";

const NAMING: ResultNaming = { purpose: "batch_output", filename: (batchId, kind) => `${batchId}_${kind}.jsonl` };

/** OpenAI's batches. @param models those that exist; undefined when every model does */
export function openaiBatches(files: FileStore, models: readonly string[] | undefined): BatchDialect<OpenAIOrder, BatchObject> {
  return {
    batchId: (content) => `batch_${content.slice(0, 32)}`,
    lines: ({ endpoint }) => openaiLines(endpoint, models),
    show: (view) => batchObject(view, publishResults(files, view, NAMING)),
    notFound: (id) => new WireError(404, `No batch found with id '${id}'.`),
    cannotCancel: (_id, status) => new WireError(409, `Cannot cancel a batch with status '${status}'.`),
    queueFull: (account, { model }, limit) => queueFull(account, model, limit),
  };
}
