import type { BatchDialect } from "../batch/batch-dialect.ts";
import { CustomIdReader } from "../batch/custom-id-reader.ts";
import type { LineDialect } from "../batch/line-dialect.ts";
import { publishResults, type ResultNaming } from "../batch/publish-results.ts";
import type { FileStore } from "../files/file-store.ts";
import { hash53 } from "../hash.ts";
import { uuidOf } from "../ids.ts";
import type { JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";
import { mistralChatCompletions } from "./chat-completions.ts";
import { errorBody } from "./failures.ts";
import { jobObject, type JobObject } from "./job-object.ts";
import type { MistralOrder } from "./order.ts";

/** Known limitations of batch inference (Mistral's documentation). */
const MOST_TASKS = 100_000;
const LONGEST_ID = 256;

const NAMING: ResultNaming = { purpose: "batch", filename: (batchId, kind) => `${batchId}_${kind}.jsonl` };

/** Mistral's batch jobs. */
export function mistralBatches(files: FileStore): BatchDialect<MistralOrder, JobObject> {
  return {
    batchId: uuidOf,
    lines: ({ model }) => mistralLines(model),
    show: (view) => jobObject(view, publishResults(files, view, NAMING)),
    notFound: (id) => new WireError(404, `Batch job ${id} not found.`),
    cannotCancel: () => undefined,
    queueFull: () => ({ code: "queue_full", message: "Too many requests are queued for this workspace.", line: null, param: null }),
  };
}

/** Lines for one model, which they do not name. */
function mistralLines(model: string): LineDialect {
  return {
    endpoint: mistralChatCompletions,
    mostTasks: MOST_TASKS,
    shuffled: true,
    // No such line was ever seen at Mistral.
    ignoredFaults: new Set(["line_status_zero"] as const),
    openReader: () => new CustomIdReader({ mostTasks: MOST_TASKS, idLength: LONGEST_ID, model }),
    render({ customId }, result) {
      switch (result.kind) {
        case "answered":
          return { text: lineOf(customId, 200, result.body), file: "output", counts: "completed" };
        case "refused": {
          const text = lineOf(customId, result.error.status, errorBody(result.error));
          return result.misplaced ? { text, file: "output", counts: "completed" } : { text, file: "error", counts: "failed" };
        }
        case "status_zero":
        case "timed_out":
          return { text: unanswered(customId, "The request timed out."), file: "error", counts: "failed" };
      }
    },
    // A job that ran out of time or was cancelled says nothing of the requests that it did not come to.
    renderUnfinished: () => undefined,
    renderUnknown: (nth) => lineOf(`unknown-${nth}`, 200, {}),
  };
}

function lineOf(customId: string, status: number, body: JsonObject): string {
  return JSON.stringify({ id: idOf(customId), custom_id: customId, response: { status_code: status, body }, error: null });
}

function unanswered(customId: string, message: string): string {
  return JSON.stringify({ id: idOf(customId), custom_id: customId, response: null, error: { message } });
}

function idOf(customId: string): string {
  return `batch-${hash53(customId).toString(16).padStart(14, "0")}`;
}
