import { STATUS_CODES } from "node:http";
import type { LineDialect } from "../batch/line-dialect.ts";
import { codeName } from "../gemini-shaped/google-error.ts";
import { generateContent } from "../gemini-shaped/generate-content.ts";
import type { JsonObject } from "../json.ts";
import { WireError } from "../wire-error.ts";
import { MOST_TASKS, VertexInput, type VertexTask } from "./input-reader.ts";
import type { VertexOrder } from "./order.ts";

/** Results are dated like this on any day, so that equal batches get equal bytes. */
const PROCESSED_TIME = "2026-01-01T00:00:00.000+00:00";

/** The lines of one job. There is one kind of results, and those that were not reached are in none of them. */
export function vertexLines(order: VertexOrder): LineDialect<VertexTask> {
  return {
    endpoint: generateContent,
    mostTasks: MOST_TASKS,
    shuffled: true,
    ignoredFaults: new Set(["line_status_zero"]),
    openReader: () => new VertexInput(order),
    render({ echo, excluded }, result) {
      switch (result.kind) {
        case "answered":
          return {
            text: resultLine("", echo, { ...result.body, createTime: PROCESSED_TIME }, excluded),
            file: "output",
            counts: "completed",
          };
        case "refused":
          return { text: resultLine(statusOf(result.error), echo, {}, excluded), file: "output", counts: "failed" };
        case "status_zero":
        case "timed_out": {
          const error = new WireError(504, "The request timed out. Please try again.");
          return { text: resultLine(statusOf(error), echo, {}, excluded), file: "output", counts: "failed" };
        }
      }
    },
    withoutKey: (text) => text.replace(/"labels":\{[^{}]*\}/, '"labels":{}'),
    renderUnfinished: () => undefined,
    renderUnknown: (nth) => resultLine("", { contents: [], labels: { custom_id: `unknown-${nth}` } }, {}),
  };
}

function resultLine(status: string, request: JsonObject, response: JsonObject, excluded: JsonObject = {}): string {
  return JSON.stringify({ status, processed_time: PROCESSED_TIME, request, response, ...excluded });
}

/** A refusal in words, as it stands in a result. */
function statusOf(error: WireError): string {
  return `${STATUS_CODES[error.status] ?? "Error"}: ${error.status} ${codeName(error)}. ${error.message}`;
}
