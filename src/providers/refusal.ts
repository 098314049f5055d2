import { ProviderError } from "../errors.ts";

/**
 * Makes a free call that a restricted key may not be allowed to make, although it may do what it is for.
 *
 * @returns what the vendor said where it forbids the call (403); undefined where it allows it
 * @throws {ProviderError} for anything else that goes wrong
 */
export async function refusalOf(call: () => Promise<unknown>): Promise<ProviderError | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (error instanceof ProviderError && error.facts.status === 403) return error;
    throw error;
  }
}
