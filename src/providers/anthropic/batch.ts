import type { BatchProgress } from "../../domain/batch.ts";
import { ProviderError } from "../../errors.ts";
import { SENT_ONCE } from "../calls.ts";
import type { BatchApi, BatchLimits } from "../provider.ts";
import type { AnthropicClient } from "./client.ts";
import { findBatch } from "./find.ts";
import { batchLine } from "./request.ts";
import { readResultLine } from "./result.ts";
import { resultLines } from "./results.ts";
import { progressOf, readBatch } from "./status.ts";
import { withSubmission } from "./submission.ts";

/** Anthropic's Message Batches. A batch is submitted together with its lines; there is no upload. */
export function createBatchApi(parts: AnthropicClient, limits: BatchLimits): BatchApi {
  const { client, call, vendor } = parts;
  const { batches } = client.messages;
  return {
    limits,
    line: batchLine,

    async submit({ path, key }, options) {
      // Not `batches.create`: that one wants all requests as objects in memory.
      const batch = await withSubmission(path, key, (body) =>
        call("create a batch", () => client.post<unknown>("/v1/messages/batches", { body, fetchOptions: SENT_ONCE, ...options })),
      );
      return readProgress(batch, parts, true);
    },

    async progress(ref, options) {
      return readProgress(await call(`give batch ${ref.batchId}`, () => batches.retrieve(ref.batchId, {}, options)), parts, false);
    },

    async *results(progress, options) {
      const { batchId } = progress.ref;
      if (progress.outputFileId === null) {
        throw new ProviderError(`${vendor.title} no longer has the results of batch ${batchId}; it keeps them for 29 days.`, {
          provider: vendor.provider,
          kind: "not-found",
          ambiguous: false,
        });
      }
      for await (const lines of resultLines(parts, batchId, progress.outputFileId, options)) {
        yield lines.map(({ text }) => readResultLine(text));
      }
    },

    async cancel(ref, options) {
      return readProgress(await call(`cancel batch ${ref.batchId}`, () => batches.cancel(ref.batchId, {}, options)), parts, false);
    },

    find: (lost, options) => findBatch(parts, lost, options),
  };
}

/** @param paid whether the answer is to the call that costs money: then it may have taken effect all the same */
function readProgress(value: unknown, { vendor }: AnthropicClient, paid: boolean): BatchProgress {
  const batch = readBatch(value);
  if (batch === undefined) {
    throw new ProviderError(`${vendor.title} answered with something that is no batch; run the same command again later.`, {
      provider: vendor.provider,
      kind: "transient",
      ambiguous: paid,
    });
  }
  return progressOf(batch, vendor.provider);
}
