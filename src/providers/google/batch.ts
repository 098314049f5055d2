import type { GoogleGenAI } from "@google/genai";
import type { BatchProgress } from "../../domain/batch.ts";
import { ProviderError } from "../../errors.ts";
import { splitLines } from "../../files/jsonl.ts";
import type { Call } from "../calls.ts";
import type { BatchApi, BatchLimits, CallOptions, ResultLine } from "../provider.ts";
import { batchLine, readResult, readResultLine } from "./line.ts";
import { inlinedResponses, type Operation, progressOf, readOperation, readOperationPage } from "./operation.ts";
import { limited, type Rest } from "./rest.ts";
import { uploadFile } from "./upload.ts";

/**
 * Gemini limits the input file to 2 GB and the tokens enqueued for a model, not the number of requests: ours keeps what is
 * lost with one batch within bounds, for one that expires after 48 hours has no results at all. 100 batches may be
 * under way at once (Gemini API documentation, "Batch API" and "Rate limits"); creates are refused far below that
 * (429), and then come again by themselves.
 */
export const GOOGLE_BATCH_LIMITS: BatchLimits = { maxRequests: 200_000, maxBytes: 2_000_000_000, createBurst: 10, createsPerHour: 100 };

const PAGE_SIZE = 100;

/** What the batch service is made with. */
export interface GoogleBatchParts {
  readonly name: string;
  readonly title: string;
  readonly client: GoogleGenAI;
  readonly rest: Rest;
  readonly call: Call;
}

/** Gemini's batches, from files only: the results of a large batch that was sent inline cannot be fetched. */
export function createBatchApi({ name, title, client, rest, call }: GoogleBatchParts): BatchApi {
  /** Without the SDK, which drops an operation's `error` and its `batchStats`. */
  async function operation(batchId: string, options: CallOptions): Promise<Operation> {
    const found = readOperation(await call(`give batch ${batchId}`, () => rest.get(batchId, {}, options)));
    if (found === undefined) throw oddAnswer(false);
    return found;
  }

  /** @param paid whether the answer is to the call that costs money: then it may have taken effect all the same */
  function oddAnswer(paid: boolean): ProviderError {
    const message = `${title} answered with something that is no batch; run the same command again later.`;
    return new ProviderError(message, { provider: name, kind: "transient", ambiguous: paid });
  }

  async function* fileLines(file: string, options: CallOptions): AsyncGenerator<readonly ResultLine[]> {
    const action = `give the file ${file}`;
    // Without the SDK, which downloads to a file on disk only.
    const { body } = await call(action, () => rest.download(file, options));
    if (body === null) return;
    const lines = splitLines(body as AsyncIterable<Uint8Array>);
    while (true) {
      // One step at a time, so that only the download's own failures are read as the vendor's.
      const step = await call(action, () => lines.next());
      if (step.done === true) return;
      yield step.value.map((line) => readResultLine(line.text));
    }
  }

  return {
    limits: GOOGLE_BATCH_LIMITS,
    line: batchLine,

    upload: (path, key, options) => call("take the input file", () => uploadFile(rest, path, key, options)),

    async submit({ uploadId, key, model }, options) {
      const config = { displayName: key, abortSignal: limited(options) };
      const src = { fileName: uploadId ?? "" };
      const job = await call("create a batch", () => client.batches.create({ model, src, config }), {
        named: `model ${JSON.stringify(model)}`,
      });
      const created = readOperation({ name: job.name, metadata: { state: job.state } });
      if (created === undefined) throw oddAnswer(true);
      return progressOf(created, name);
    },

    async progress({ batchId }, options) {
      return progressOf(await operation(batchId, options), name);
    },

    async *results({ outputFileId, ref }, options) {
      if (outputFileId === null) return;
      if (outputFileId !== ref.batchId) return yield* fileLines(outputFileId, options);
      const inline = inlinedResponses(await operation(ref.batchId, options)) ?? [];
      yield inline.map((value) => readResult(value, Buffer.byteLength(JSON.stringify(value))));
    },

    async cancel({ batchId }, options) {
      await call(`cancel batch ${batchId}`, () => client.batches.cancel({ name: batchId, config: { abortSignal: limited(options) } }));
      // The answer to a cancellation is empty.
      return progressOf(await operation(batchId, options), name);
    },

    async find({ key, uploadId }, options) {
      let pageToken: string | undefined = "";
      // To the end: that lists come newest first is not documented.
      while (pageToken !== undefined) {
        const query: Record<string, string> = { pageSize: String(PAGE_SIZE), ...(pageToken === "" ? {} : { pageToken }) };
        const page = await call("list batches", async () => readOperationPage(await rest.get("batches", query, options)));
        const found: BatchProgress[] = page.operations
          .filter(({ metadata }) => metadata?.displayName === key || (uploadId !== null && metadata?.inputConfig?.fileName === uploadId))
          .map((item) => progressOf(item, name));
        if (found[0] !== undefined) return { found: found[0] };
        pageToken = page.nextPageToken;
      }
      return { found: undefined, candidates: [] };
    },
  };
}
