/** Longest wait for tokens that somebody else has enqueued, in milliseconds. */
const LONGEST_PAUSE_MS = 15 * 60_000;

/**
 * The account's queue of input tokens, as far as it is known. OpenAI tells its limit only by refusing a batch
 * (`token_limit_exceeded`), some time after it was created.
 */
export class TokenQueue {
  readonly #pollIntervalMs: number;
  /** Upper bound of the tokens that we have there. */
  #enqueued = 0;
  #limit = Infinity;
  /** How often in a row a shard was refused although we had nothing else there. */
  #refusedAlone = 0;
  #pauseMs = 0;

  constructor(pollIntervalMs: number) {
    this.#pollIntervalMs = pollIntervalMs;
  }

  /** The most tokens that a shard may have. */
  get limit(): number {
    return this.#limit;
  }

  hasRoom(tokens: number): boolean {
    return this.#enqueued + tokens <= this.#limit;
  }

  /** False while the queue is to be left alone for a time. */
  isOpen(): boolean {
    return this.#pauseMs === 0;
  }

  enter(tokens: number): void {
    this.#enqueued += tokens;
  }

  leave(tokens: number): void {
    this.#enqueued -= tokens;
  }

  /** How long to wait before the next shard is submitted, in milliseconds; asked once. */
  takePause(): number {
    const pause = this.#pauseMs;
    this.#pauseMs = 0;
    return pause;
  }

  /**
   * Learns from a refused shard, after it has left.
   *
   * @param limit the account's limit in tokens, where the vendor named it
   */
  learn(shard: { readonly tokenBound: number; readonly requests: number }, limit: number | null): void {
    const alone = this.#enqueued === 0;
    if (limit !== null) this.#limit = limit;
    else this.#limit = Math.min(this.#limit, alone ? Math.ceil(shard.tokenBound / 2) : this.#enqueued + shard.tokenBound - 1);
    const canBeSplit = shard.tokenBound > this.#limit && shard.requests > 1;
    if (!alone || canBeSplit) {
      this.#refusedAlone = 0;
      return;
    }
    // Somebody else's batches fill the queue: there is nothing to do but to come back.
    this.#pauseMs = Math.min(this.#pollIntervalMs * 2 ** this.#refusedAlone, LONGEST_PAUSE_MS);
    this.#refusedAlone += 1;
  }
}
