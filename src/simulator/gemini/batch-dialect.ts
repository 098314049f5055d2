import { readLines } from "../../files/jsonl.ts";
import type { BatchDialect } from "../batch/batch-dialect.ts";
import type { BatchView } from "../batch/batch-record.ts";
import { publishResults, type ResultNaming } from "../batch/publish-results.ts";
import { findFault } from "../fault-plan.ts";
import type { FileStore } from "../files/file-store.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { geminiLines } from "./line-dialect.ts";
import { batchNotFound, operationOf, type BatchOperation, type BatchOutput } from "./operation.ts";
import type { GeminiOrder } from "./order.ts";

const NAMING: ResultNaming = { purpose: "batch_output", filename: (batchId) => `${batchId}-results` };

/** The batches of the Gemini API. One that expired or was cancelled leaves nothing. */
export function geminiBatches(files: FileStore): BatchDialect<GeminiOrder, BatchOperation> {
  async function outputOf(view: BatchView<GeminiOrder>): Promise<BatchOutput | undefined> {
    const { record, standing, execution } = view;
    if (standing.status !== "completed" || view.oddStatus !== undefined || execution?.kind !== "executed") return undefined;
    if (record.order.fileName === undefined || findFault(record.faults, "inline_results")) {
      return { inlinedResponses: { inlinedResponses: await inlinedOf(execution.output?.path) } };
    }
    const { output } = publishResults(files, view, NAMING);
    return output === undefined ? undefined : { responsesFile: `files/${output}` };
  }

  return {
    batchId: (content) => content.slice(0, 32),
    lines: ({ model }) => geminiLines(model),
    show: async (view) => operationOf(view, await outputOf(view)),
    notFound: batchNotFound,
    // Cancelling what has ended succeeds, and changes nothing.
    cannotCancel: () => undefined,
    queueFull(_account, { model }, limit) {
      const quota = limit === undefined ? "" : ` Limit: ${limit} enqueued tokens.`;
      const message = `You exceeded your current quota of enqueued tokens for batches of ${model}.${quota}`;
      return { code: "RESOURCE_EXHAUSTED", message, line: null, param: null };
    },
  };
}

/** Lines of a responses file in the other shape; those that a fault spoilt cannot come inline. */
async function inlinedOf(path: string | undefined): Promise<JsonObject[]> {
  const responses: JsonObject[] = [];
  if (path === undefined) return responses;
  for await (const { text } of readLines(path)) {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      continue;
    }
    if (!isJsonObject(value)) continue;
    const { key, ...rest } = value;
    responses.push({ ...rest, ...(key === undefined ? {} : { metadata: { key } }) });
  }
  return responses;
}
