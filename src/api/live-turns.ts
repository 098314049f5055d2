import type { Clock } from "../clock.ts";
import { Limiter, type LimiterSettings } from "../dispatch/limiter.ts";
import { Turns } from "../dispatch/turns.ts";
import type { AccountIdentity } from "../domain/batch.ts";

/** The queues of live calls of this process: runs that ask the same model with the same account share one. */
export class LiveTurns {
  readonly #clock: Clock;
  readonly #queues = new Map<string, Turns>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param settings used where the queue does not exist yet */
  of(account: AccountIdentity, model: string, settings: LimiterSettings): Turns {
    const key = JSON.stringify([account.provider, account.baseUrl, account.keyDigest, account.scope, model]);
    const known = this.#queues.get(key);
    if (known !== undefined) return known;
    const turns = new Turns(new Limiter(settings), this.#clock);
    this.#queues.set(key, turns);
    return turns;
  }
}
