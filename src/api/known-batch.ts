import { batchApiOf } from "../dispatch/dispatcher.ts";
import type { BatchProgress } from "../domain/batch.ts";
import { ProviderError } from "../errors.ts";
import type { Provider } from "../providers/provider.ts";

/** How a batch is getting on; undefined when the vendor does not show it to this account. */
export async function findKnownBatch(provider: Provider, batchId: string): Promise<BatchProgress | undefined> {
  return await unlessNotFound(() => batchApiOf(provider).progress({ provider: provider.name, batchId }, {}));
}

/** What a call gives; undefined when the vendor says that there is no such thing. */
export async function unlessNotFound<Result>(call: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ProviderError && error.facts.kind === "not-found") return undefined;
    throw error;
  }
}
