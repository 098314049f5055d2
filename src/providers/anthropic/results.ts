import { type JsonlLine, splitLines } from "../../files/jsonl.ts";
import type { CallOptions } from "../provider.ts";
import type { AnthropicClient } from "./client.ts";

/**
 * The lines of a batch's results as they come in. Not `batches.results`: at the first bad line that one throws, and what
 * stands behind it is lost.
 *
 * @param resultsUrl as the batch names it
 */
export async function* resultLines(
  { client, call, vendor }: AnthropicClient,
  batchId: string,
  resultsUrl: string,
  options: CallOptions,
): AsyncGenerator<readonly JsonlLine[]> {
  const action = `give the results of batch ${batchId}`;
  // The key goes along, so it goes nowhere but to the server that it is for: behind a proxy, the batch names another one.
  const isOurServer = resultsUrl.startsWith(`${new URL(vendor.baseUrl).origin}/`);
  const path = isOurServer ? resultsUrl : `/v1/messages/batches/${encodeURIComponent(batchId)}/results`;
  const response = await call(action, () => client.get(path, { headers: { accept: "application/binary" }, ...options }).asResponse());
  if (response.body === null) return;
  const lines = splitLines(response.body as AsyncIterable<Uint8Array>);
  try {
    while (true) {
      // One step at a time, so that only the download's own failures are read as the vendor's.
      const step = await call(action, () => lines.next());
      if (step.done === true) return;
      yield step.value;
    }
  } finally {
    // Whoever has seen enough ends the download.
    await lines.return(undefined);
  }
}
