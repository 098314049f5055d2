import pLimit from "p-limit";
import type { Combination } from "./providers.ts";
import { makeReference, type Reference } from "./reference.ts";
import { plainOf, SAMPLES, type Setup } from "./setups.ts";

/** References that are being made at the same time. */
const AT_ONCE = 2;

/** What uninterrupted runs give, made when they are first asked for. */
export class References {
  readonly #made = new Map<string, Promise<Reference>>();
  readonly #limit = pLimit(AT_ONCE);

  /** Whatever happens on the way, the answers are those of a good day. */
  async of(setup: Setup): Promise<Reference> {
    const reference = await this.#of(setup.name === SAMPLES.name ? SAMPLES : plainOf(setup));
    if (setup.hedged !== true) return reference;
    const { results: liveResults } = await this.#of(plainOf({ provider: setup.provider, mode: "live" }));
    return { ...reference, liveResults };
  }

  /** All of some, each with what it belongs to. */
  async all(combinations: readonly Combination[]): Promise<(readonly [Combination, Reference])[]> {
    return await Promise.all(combinations.map(async (of) => [of, await this.#of(plainOf(of))] as const));
  }

  #of(setup: Setup): Promise<Reference> {
    const made = this.#made.get(setup.name) ?? this.#limit(() => makeReference(setup, { traced: setup !== SAMPLES }));
    this.#made.set(setup.name, made);
    return made;
  }
}
