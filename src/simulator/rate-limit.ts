/** What a rate limit says about one taking. */
export interface RateVerdict {
  readonly allowed: boolean;
  /** What may be taken at once. */
  readonly remaining: number;
  /** Milliseconds until as much is allowed again; 0 when it is allowed now. */
  readonly waitMs: number;
  /** Milliseconds until the bucket is full again. */
  readonly resetMs: number;
}

/** A token bucket. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #capacity: number;
  #level: number;
  #updatedMs: number;

  /** @param capacity what may be taken in one burst */
  constructor(perSecond: number, capacity: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#capacity = capacity;
    this.#level = capacity;
    this.#updatedMs = nowMs;
  }

  /** Takes this much out of the bucket, if it is there. A full bucket allows even more than it holds, and is in debt then. */
  take(nowMs: number, amount = 1): RateVerdict {
    const elapsed = Math.max(0, nowMs - this.#updatedMs) / 1000;
    this.#level = Math.min(this.#capacity, this.#level + elapsed * this.#perSecond);
    this.#updatedMs = nowMs;
    const needed = Math.min(amount, this.#capacity);
    const allowed = this.#level >= needed;
    if (allowed) this.#level -= amount;
    return {
      allowed,
      remaining: Math.max(0, Math.floor(this.#level)),
      waitMs: this.#level >= needed ? 0 : this.#millisecondsFor(needed - this.#level),
      resetMs: this.#millisecondsFor(this.#capacity - this.#level),
    };
  }

  #millisecondsFor(amount: number): number {
    return Math.ceil((amount / this.#perSecond) * 1000);
  }
}
