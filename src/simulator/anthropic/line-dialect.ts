import type { LineDialect, Task } from "../batch/line-dialect.ts";
import { isJsonObject, type JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";
import { errorObject } from "./failures.ts";
import { messages } from "./messages.ts";
import { withVersion } from "./version.ts";

/** Clients that append to their own id, to know their batch again, do so behind this many characters. */
const OWN_ID_LENGTH = 32;

/** A request as it was sent; its `customId` is the part that names the request and not the batch. */
export interface AnthropicTask extends Task {
  readonly sentId: string;
}

/** The lines of a batch. @param version of the API that its requests are meant for */
export function anthropicLines(version: string | undefined): LineDialect<AnthropicTask> {
  return {
    endpoint: messages,
    // Checked when the batch is made.
    mostTasks: Number.POSITIVE_INFINITY,
    shuffled: true,
    // A result has no status of its own here, and always says whose it is.
    ignoredFaults: new Set(["line_status_zero", "line_without_key"]),
    openReader: () => ({ errors: [], model: undefined, take: (text) => readTask(text, version), finish: () => undefined }),
    render({ sentId }, result) {
      switch (result.kind) {
        case "answered":
          return {
            text: resultLine(sentId, { type: "succeeded", message: batchMessage(result.body) }),
            file: "output",
            counts: "completed",
          };
        case "refused":
          return { text: erroredLine(sentId, result.error), file: "output", counts: "failed" };
        case "timed_out":
        case "status_zero":
          return { text: erroredLine(sentId, new WireError(504, "Request timed out")), file: "output", counts: "failed" };
      }
    },
    renderUnfinished: ({ sentId }, why) => ({
      text: resultLine(sentId, { type: why === "cancelled" ? "canceled" : "expired" }),
      file: "output",
    }),
    renderUnknown: (nth) => resultLine(`unknown-${nth}`, { type: "succeeded", message: {} }),
  };
}

/** Reads a line of a submission that was found to be a request. */
export function readTask(text: string, version: string | undefined): AnthropicTask {
  const request: unknown = JSON.parse(text);
  const { custom_id: id, params } = isJsonObject(request) ? request : {};
  const sentId = String(id);
  const body = withVersion(isJsonObject(params) ? params : {}, version);
  const refusal = body["speed"] === undefined ? undefined : new WireError(400, "speed: Extra inputs are not permitted");
  return { customId: sentId.slice(0, OWN_ID_LENGTH), sentId, body, ...(refusal ? { refusal } : {}) };
}

/** A line of the results of a request that was refused by itself. */
export function erroredLine(sentId: string, error: WireError): string {
  return resultLine(sentId, { type: "errored", error: { type: "error", error: errorObject(error), request_id: null } });
}

function resultLine(sentId: string, result: JsonObject): string {
  return JSON.stringify({ custom_id: sentId, result });
}

function batchMessage(message: JsonObject): JsonObject {
  const { usage } = message;
  return isJsonObject(usage) ? { ...message, usage: { ...usage, service_tier: "batch" } } : message;
}
