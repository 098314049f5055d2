import { ConfigError } from "../errors.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Provider } from "../providers/provider.ts";

/**
 * Binds a run to the account that pays for it, or checks that it is still the same one: a batch can only be seen, and
 * must only be polled, with the key that made it.
 *
 * @throws {ConfigError} when the run belongs to another account or another server
 */
export function bindAccount(ledger: Ledger, { account }: Provider, run: string): void {
  const bound = ledger.account();
  if (bound === null) {
    ledger.bindAccount(account);
    return;
  }
  if (bound.baseUrl !== account.baseUrl) {
    throw new ConfigError(
      `the run ${run} belongs to ${bound.baseUrl}, and this is ${account.baseUrl}; set the base URL it began with, or begin another run with --new-run.`,
    );
  }
  if (bound.provider !== account.provider || bound.keyDigest !== account.keyDigest) {
    throw new ConfigError(
      `the run ${run} belongs to another account of ${bound.provider} (its key has the digest ${bound.keyDigest}, this one ${account.keyDigest}); set the key it began with, or begin another run with --new-run.`,
    );
  }
}
