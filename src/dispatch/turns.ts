import pLimit from "p-limit";
import type { Clock } from "../clock.ts";
import type { Engine } from "./engine.ts";
import type { Limiter } from "./limiter.ts";

/**
 * Lets calls begin one after the other, each at its turn. Only the first in the queue has a turn: what the limiter learns
 * meanwhile holds for all others. Runs that ask the same model with the same account share one queue.
 */
export class Turns {
  readonly limiter: Limiter;
  readonly #clock: Clock;
  readonly #oneByOne = pLimit(1);

  constructor(limiter: Limiter, clock: Clock) {
    this.limiter = limiter;
    this.#clock = clock;
  }

  /**
   * Resolves when a call may begin.
   *
   * @param engine how the caller waits
   * @param tokens that it will use, estimated
   */
  take(engine: Engine, tokens: number): Promise<void> {
    return this.#oneByOne(async () => {
      do {
        const wait = this.limiter.take(this.#clock.now(), tokens);
        if (wait > 0) await engine.sleep(wait);
        // A pause that was ordered meanwhile holds for this turn too.
      } while (this.limiter.pause(this.#clock.now()) > 0);
      this.limiter.used(this.#clock.now());
    });
  }
}
