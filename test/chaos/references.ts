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
  of(setup: Setup): Promise<Reference> {
    return this.#of(setup.name === SAMPLES.name ? SAMPLES : plainOf(setup));
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
