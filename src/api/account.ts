import { ConfigError } from "../errors.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Provider } from "../providers/provider.ts";
import { findKnownBatch } from "./known-batch.ts";

/**
 * Binds a run to the account that pays for it, or checks that it is still the same one: a batch can only be seen, and
 * must only be polled, with the key that made it.
 *
 * @throws {ConfigError} when the run belongs to another account or another server
 */
export async function bindAccount(ledger: Ledger, provider: Provider, run: string, options: { newKey: boolean }): Promise<void> {
  const { account } = provider;
  const bound = ledger.account();
  if (bound === null) {
    ledger.bindAccount(account);
    return;
  }
  if (bound.provider !== account.provider || bound.baseUrl !== account.baseUrl) {
    throw new ConfigError(
      `the run ${run} belongs to ${bound.baseUrl}, and this is ${account.baseUrl}; set the base URL it began with, or begin another run with --new-run.`,
    );
  }
  if (bound.keyDigest === account.keyDigest && bound.scope === account.scope) return;
  if (options.newKey && (await seesBatches(ledger, provider))) {
    ledger.bindAccount(account);
    return;
  }
  throw new ConfigError(
    `the run ${run} belongs to another account of ${bound.provider} (its key has the digest ${bound.keyDigest}, this one ${account.keyDigest}); set the key it began with, or, if this is a new key of the same account, resume with --new-key.`,
  );
}

/** Whether the vendor shows this key what the other one made. */
async function seesBatches(ledger: Ledger, provider: Provider): Promise<boolean> {
  const batchId = ledger.shards().findLast((shard) => shard.batchId !== null)?.batchId;
  if (batchId === undefined || batchId === null) return true;
  return (await findKnownBatch(provider, batchId)) !== undefined;
}
