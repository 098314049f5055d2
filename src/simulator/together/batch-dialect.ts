import type { BatchDialect } from "../batch/batch-dialect.ts";
import { CustomIdReader } from "../batch/custom-id-reader.ts";
import type { LineDialect } from "../batch/line-dialect.ts";
import { publishResults, type ResultNaming } from "../batch/publish-results.ts";
import type { FileStore } from "../files/file-store.ts";
import { uuidOf } from "../ids.ts";
import type { JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";
import { togetherChatCompletions } from "./chat-completions.ts";
import { jobObject, type JobObject } from "./job-object.ts";
import type { TogetherOrder } from "./order.ts";
import { errorObject } from "./wire.ts";

/** Together's documentation, "Batch inference". */
const MOST_TASKS = 50_000;
const LONGEST_ID = 64;

const NAMING: ResultNaming = { purpose: "batch-api", filename: (batchId, kind) => `${batchId}-${kind}.jsonl` };

/** Together's batches. */
export function togetherBatches(files: FileStore): BatchDialect<TogetherOrder, JobObject> {
  return {
    batchId: uuidOf,
    lines: () => LINES,
    show: (view) => jobObject(view, publishResults(files, view, NAMING)),
    notFound: (id) => new WireError(404, `Batch job ${id} not found`, { type: "not_found" }),
    cannotCancel: (id, status) => new WireError(400, `Batch job ${id} cannot be cancelled: it is ${status}.`),
    queueFull: () => ({ code: "queue_full", message: "Too many tokens are enqueued for this model.", line: null, param: null }),
  };
}

const LINES: LineDialect = {
  endpoint: togetherChatCompletions,
  mostTasks: MOST_TASKS,
  shuffled: true,
  // No such line was ever seen at Together.
  ignoredFaults: new Set(["line_status_zero"] as const),
  openReader: () => new CustomIdReader({ mostTasks: MOST_TASKS, idLength: LONGEST_ID }),
  render({ customId }, result) {
    switch (result.kind) {
      case "answered":
        return { text: answered(customId, 200, result.body), file: "output", counts: "completed" };
      case "refused": {
        const { error, misplaced } = result;
        const shown = errorObject(error);
        if (misplaced) return { text: answered(customId, error.status, { error: shown }), file: "output", counts: "completed" };
        return { text: failed(customId, shown.message, shown.code ?? shown.type), file: "error", counts: "failed" };
      }
      case "status_zero":
      case "timed_out":
        return { text: failed(customId, "The request timed out.", "request_timeout"), file: "error", counts: "failed" };
    }
  },
  // Nothing is documented of the requests that an expired or cancelled job did not come to.
  renderUnfinished: () => undefined,
  renderUnknown: (nth) => answered(`unknown-${nth}`, 200, {}),
};

function answered(customId: string, status: number, body: JsonObject): string {
  return JSON.stringify({ custom_id: customId, response: { status_code: status, body } });
}

/** Lines of the error file have no response, whatever the failure. */
function failed(customId: string, message: string, code: string): string {
  return JSON.stringify({ custom_id: customId, error: { message, code } });
}
