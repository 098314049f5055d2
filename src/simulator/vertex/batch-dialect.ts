import type { BatchDialect } from "../batch/batch-dialect.ts";
import { GoogleError } from "../gemini-shaped/google-error.ts";
import { jobObject } from "./job-object.ts";
import { vertexLines } from "./line-dialect.ts";
import type { VertexOrder } from "./order.ts";
import { numberFrom } from "./place.ts";
import type { ShardPublisher } from "./publish-shards.ts";
import type { JsonObject } from "../json.ts";

const ID_DIGITS = 19;

/** Vertex AI's batch prediction jobs. */
export function vertexBatches(publisher: ShardPublisher): BatchDialect<VertexOrder, JsonObject> {
  return {
    // An object is there as soon as it was written, and there is one kind of results.
    ignoredFaults: new Set(["late_file", "empty_file_ids", "zero_byte_error_file"]),
    batchId: (content) => numberFrom(content, ID_DIGITS),
    lines: (order) => vertexLines(order),
    show: async (view) => jobObject(view, await publisher.folderOf(view)),
    notFound: (id) => new GoogleError(404, `The BatchPredictionJob "${id}" does not exist.`),
    cannotCancel: (id, status) =>
      new GoogleError(400, `The BatchPredictionJob "${id}" has ended (${status}) and cannot be cancelled.`, {
        type: "FAILED_PRECONDITION",
      }),
    queueFull: (_account, { model }, limit) => ({
      code: "RESOURCE_EXHAUSTED",
      message: `Too many tokens of ${model ?? "this model"} are queued for this project${limit === undefined ? "" : ` (at most ${limit})`}. Please try again later.`,
      line: null,
      param: null,
    }),
  };
}
