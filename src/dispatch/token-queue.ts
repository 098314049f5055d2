/** Longest wait for tokens that somebody else has enqueued, in milliseconds. */
const LONGEST_PAUSE_MS = 15 * 60_000;
/** Refusals of a shard that should fit before our estimate is doubted, and how far it is corrected at most. */
const REFUSALS_BEFORE_CORRECTION = 4;
const MOST_CORRECTION = 4;
/** Refusals of a single request that is larger than the limit, by an estimate that is on the high side. */
const MOST_REFUSALS = 3;

/**
 * The account's queue of input tokens, as far as it is known. OpenAI tells its limit only by refusing a batch
 * (`token_limit_exceeded`), some time after it was created.
 */
export class TokenQueue {
  readonly #pollIntervalMs: number;
  /** Tokens that we have there, by our estimate. */
  #enqueued = 0;
  /** The account's limit, named by the vendor or inferred from a refusal. */
  #limit = Infinity;
  /** How many times as many tokens as estimated a text turned out to have. */
  #correction = 1;
  /** How often in a row a shard was refused. */
  #refusals = 0;
  #pauseMs = 0;
  /** Whether what was refused last is a single request that is larger than the limit. */
  #tooLarge = false;

  constructor(pollIntervalMs: number) {
    this.#pollIntervalMs = pollIntervalMs;
  }

  /** The most tokens that a shard may have. */
  get limit(): number {
    return Math.ceil(this.#limit / this.#correction);
  }

  hasRoom(tokens: number): boolean {
    return this.#enqueued + tokens <= this.limit;
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

  /** Whether a request by itself was refused so often that waiting will not help. */
  get isHopeless(): boolean {
    return this.#tooLarge && this.#refusals >= MOST_REFUSALS;
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
  learn(shard: { readonly tokenEstimate: number; readonly requests: number }, limit: number | null): void {
    const alone = this.#enqueued === 0;
    const inferred = alone ? Math.ceil(shard.tokenEstimate / 2) : this.#enqueued + shard.tokenEstimate - 1;
    this.#limit = limit ?? Math.min(this.#limit, inferred);
    this.#refusals += 1;
    this.#tooLarge = alone && shard.requests === 1 && shard.tokenEstimate > this.limit;
    const fits = this.hasRoom(shard.tokenEstimate);
    // It should have fitted, time and again: either others fill the queue, or our estimate is too low for this text.
    if (fits && alone && this.#refusals % REFUSALS_BEFORE_CORRECTION === 0 && shard.requests > 1) {
      this.#correction = Math.min(this.#correction * 2, MOST_CORRECTION);
    }
    // What does not fit waits for our own batches or is cut smaller; for others', there is nothing to do but to come back.
    if (fits || this.#tooLarge) this.#pauseMs = Math.min(this.#pollIntervalMs * 2 ** (this.#refusals - 1), LONGEST_PAUSE_MS);
  }

  /** A shard was accepted: whoever filled the queue has gone. */
  accepted(): void {
    this.#refusals = 0;
  }
}
