/** What a rate limit says about one call. */
export interface RateVerdict {
  readonly allowed: boolean;
  /** Calls that may follow at once. */
  readonly remaining: number;
  /** Milliseconds until the next call is allowed; 0 when one is allowed now. */
  readonly waitMs: number;
  /** Milliseconds until the bucket is full again. */
  readonly resetMs: number;
}

/** A token bucket that holds one second's worth of calls. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #capacity: number;
  #level: number;
  #updatedMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = perSecond;
    this.#capacity = Math.max(1, Math.floor(perSecond));
    this.#level = this.#capacity;
    this.#updatedMs = nowMs;
  }

  /** Takes one call out of the bucket, if there is one. */
  take(nowMs: number): RateVerdict {
    const elapsed = Math.max(0, nowMs - this.#updatedMs) / 1000;
    this.#level = Math.min(this.#capacity, this.#level + elapsed * this.#perSecond);
    this.#updatedMs = nowMs;
    const allowed = this.#level >= 1;
    if (allowed) this.#level -= 1;
    return {
      allowed,
      remaining: Math.floor(this.#level),
      waitMs: this.#level >= 1 ? 0 : this.#millisecondsFor(1 - this.#level),
      resetMs: this.#millisecondsFor(this.#capacity - this.#level),
    };
  }

  #millisecondsFor(calls: number): number {
    return Math.ceil((calls / this.#perSecond) * 1000);
  }
}

/** A duration as Go prints it, which is how OpenAI writes its reset headers: `17ms`, `1.5s`, `6m0s`. */
export function goDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)}ms`;
  const seconds = milliseconds / 1000;
  const minutes = Math.floor(seconds / 60);
  const rest = `${Number((seconds - minutes * 60).toFixed(3))}s`;
  return minutes === 0 ? rest : `${minutes}m${rest}`;
}
