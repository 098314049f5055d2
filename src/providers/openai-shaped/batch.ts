import { openAsBlob } from "node:fs";
import { basename } from "node:path";
import type { BatchProgress } from "../../domain/batch.ts";
import { ProviderError } from "../../errors.ts";
import { splitLines } from "../../files/jsonl.ts";
import type { BatchApi, BatchLimits, CallOptions, ResultLine } from "../provider.ts";
import type { ShapedClient } from "./factory.ts";
import { batchLine, CHAT_COMPLETIONS } from "./line.ts";
import { readResultLine } from "./result.ts";
import { progressOf, readBatch } from "./status.ts";

/** Key of a batch's metadata under which our own key stands. */
const METADATA_KEY = "speceval_key";

/** The batch was made by a clock that may go slower than ours by this much, in milliseconds. */
const CLOCK_SKEW_MS = 60 * 60_000;

/** OpenAI's Batch API, and those of its shape. */
export function createBatchApi({ shape, client, call }: ShapedClient, limits: BatchLimits): BatchApi {
  async function* fileLines(fileId: string, options: CallOptions): AsyncGenerator<readonly ResultLine[]> {
    const action = `give the file ${fileId}`;
    const response = await call(action, () => client.files.content(fileId, options));
    if (response.body === null) return;
    const lines = splitLines(response.body as AsyncIterable<Uint8Array>);
    while (true) {
      // One step at a time, so that only the download's own failures are read as the vendor's.
      const step = await call(action, () => lines.next());
      if (step.done === true) return;
      yield step.value.map((line) => readResultLine(line.text));
    }
  }

  return {
    limits,
    line: (request) => batchLine(request, shape.outputLimit),

    async upload(path, _key, options) {
      // A Blob over the file is read as it is sent, and has a length, so that the upload is not chunked.
      const file = new File([await openAsBlob(path)], basename(path));
      const uploaded = await call("take the input file", () => client.files.create({ file, purpose: "batch" }, options));
      return uploaded.id;
    },

    async submit({ uploadId, key }, options) {
      const batch = await call("create a batch", () =>
        client.batches.create(
          { input_file_id: uploadId ?? "", endpoint: CHAT_COMPLETIONS, completion_window: "24h", metadata: { [METADATA_KEY]: key } },
          options,
        ),
      );
      return readProgress(batch, shape, true);
    },

    async progress(ref, options) {
      return readProgress(await call(`give batch ${ref.batchId}`, () => client.batches.retrieve(ref.batchId, options)), shape, false);
    },

    async *results(progress, options) {
      if (progress.outputFileId !== null) yield* fileLines(progress.outputFileId, options);
      if (progress.errorFileId !== null) yield* fileLines(progress.errorFileId, options);
    },

    async cancel(ref, options) {
      return readProgress(await call(`cancel batch ${ref.batchId}`, () => client.batches.cancel(ref.batchId, options)), shape, false);
    },

    async find({ key, uploadId, since }, options) {
      let page = await call("list batches", () => client.batches.list({ limit: 100 }, options));
      while (true) {
        for (const item of page.data) {
          const batch = readBatch(item);
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

/** @param paid whether the answer is to the call that costs money: then it may have taken effect all the same */
function readProgress(value: unknown, { name, title }: ShapedClient["shape"], paid: boolean): BatchProgress {
  const batch = readBatch(value);
  if (batch === undefined) {
    throw new ProviderError(`${title} answered with something that is no batch; run the same command again later.`, {
      provider: name,
      kind: "transient",
      ambiguous: paid,
    });
  }
  return progressOf(batch, name);
}
