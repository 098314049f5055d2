import type { BatchApi, BatchLimits } from "../provider.ts";
import type { ShapedClient } from "./client.ts";
import { resultLines, uploadInput } from "./files.ts";
import { batchLine, CHAT_COMPLETIONS } from "./line.ts";
import { readAs } from "./read-as.ts";
import { batchSchema, progressOf } from "./status.ts";

/** Key of a batch's metadata under which our own key stands. */
export const METADATA_KEY = "speceval_key";

/** The batch was made by a clock that may go slower than ours by this much, in milliseconds. */
export const CLOCK_SKEW_MS = 60 * 60_000;

/** OpenAI's Batch API, and those of its shape. */
export function createBatchApi(parts: ShapedClient, limits: BatchLimits): BatchApi {
  const { shape, client, call } = parts;
  return {
    limits,
    line: (request) => batchLine(request, shape.outputLimit),

    upload: (path, _key, options) => uploadInput(parts, path, options),

    async submit({ uploadId, key }, options) {
      const batch = await call("create a batch", () =>
        client.batches.create(
          { input_file_id: uploadId ?? "", endpoint: CHAT_COMPLETIONS, completion_window: "24h", metadata: { [METADATA_KEY]: key } },
          options,
        ),
      );
      return progressOf(readAs(batchSchema, batch, shape, true), shape.name);
    },

    async progress(ref, options) {
      const batch = await call(`give batch ${ref.batchId}`, () => client.batches.retrieve(ref.batchId, options));
      return progressOf(readAs(batchSchema, batch, shape, false), shape.name);
    },

    results: (progress, options) => resultLines(parts, progress, options),

    async cancel(ref, options) {
      const batch = await call(`cancel batch ${ref.batchId}`, () => client.batches.cancel(ref.batchId, options));
      return progressOf(readAs(batchSchema, batch, shape, false), shape.name);
    },

    async find({ key, uploadId, since }, options) {
      let page = await call("list batches", () => client.batches.list({ limit: 100 }, options));
      while (true) {
        for (const item of page.data) {
          const batch = batchSchema.safeParse(item).data;
          // An upload of ours is in one batch only, so it tells as much as the key, where a server keeps no metadata.
          const isOurs = batch?.metadata?.[METADATA_KEY] === key || (uploadId !== null && batch?.input_file_id === uploadId);
          if (batch !== undefined && isOurs) return { found: progressOf(batch, shape.name) };
        }
        // Newest first: a page of batches that are all older than the intent ends the search.
        const newest = Math.max(...page.data.map((item) => item.created_at));
        if (newest * 1000 < since - CLOCK_SKEW_MS || !page.hasNextPage()) return { found: undefined, candidates: [] };
        const current = page;
        page = await call("list batches", () => current.getNextPage());
      }
    },
  };
}
