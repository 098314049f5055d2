import { Limiter, type LimiterSettings } from "../../../src/dispatch/limiter.ts";
import { decideRetry } from "../../../src/dispatch/retry.ts";
import type { RateLimits } from "../../../src/domain/rate-limits.ts";

/** A vendor and an account, on a clock of the test's own. */
export interface RateScenario {
  readonly limiter: LimiterSettings;
  /** Requests a second that the vendor takes, at a time in milliseconds since the start. */
  readonly limitAt: (ms: number) => number;
  readonly seconds: number;
  /** Whether answers carry the headers of OpenAI. */
  readonly headers?: boolean;
  /** Of refusals, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly concurrency?: number;
  readonly seed?: number;
}

/** What came of it. */
export interface RateResult {
  /** Times of accepted calls, in milliseconds since the start. */
  readonly accepted: readonly number[];
  readonly refused: readonly number[];
  /** Every wait that the limiter asked for. */
  readonly waits: readonly number[];
}

const START_MS = Date.UTC(2026, 10, 23, 12);
/** Of a call, there and back; each way varies by this much either way. */
const LATENCY_MS = 100;
const JITTER_MS = 8;

/** Runs calls against a token bucket that holds one second's worth, event by event: no time passes. */
export function simulateRate(scenario: RateScenario): RateResult {
  const { limitAt, seconds, concurrency = 256 } = scenario;
  const limiter = new Limiter(scenario.limiter);
  const events = new EventQueue();
  const random = randomFrom(scenario.seed ?? 1);
  const bucket = new Bucket(limitAt);
  const result = { accepted: [] as number[], refused: [] as number[], waits: [] as number[] };
  const queue: (() => void)[] = [];
  let active = 0;
  let isStarting = false;

  const clock = () => START_MS + Math.floor(events.now);
  const halfWay = () => LATENCY_MS / 2 + JITTER_MS * (2 * random() - 1);
  /** Timers wake at whole milliseconds, up to one late. */
  const sleep = (ms: number, then: () => void) => events.after(ms <= 0 ? 0 : Math.ceil(ms) + random(), then);

  /** One after the other, as {@link LiveCalls} does it. */
  function takeTurn(then: () => void): void {
    queue.push(then);
    if (queue.length === 1) nextTurn();
  }

  function nextTurn(): void {
    const wait = limiter.take(clock(), 100);
    result.waits.push(wait);
    sleep(wait, () => {
      if (limiter.pause(clock()) > 0) return nextTurn();
      limiter.used(clock());
      const [first] = queue;
      first?.();
      queue.shift();
      if (queue.length > 0) nextTurn();
    });
  }

  function startNext(): void {
    if (isStarting || active >= concurrency) return;
    isStarting = true;
    takeTurn(() => {
      isStarting = false;
      active += 1;
      call(1);
      startNext();
    });
  }

  function call(tries: number): void {
    events.after(halfWay(), () => {
      const level = bucket.take(events.now);
      (level === undefined ? result.refused : result.accepted).push(events.now);
      events.after(halfWay(), () => {
        if (level === undefined) refuse(tries);
        else answer(level);
      });
    });
  }

  function answer(level: RateLimits): void {
    limiter.accepted(clock(), 0, scenario.headers === true ? level : undefined);
    active -= 1;
    startNext();
  }

  function refuse(tries: number): void {
    const { retryAfterMs } = scenario;
    limiter.refused(clock(), retryAfterMs);
    const facts = { provider: "test", kind: "rate-limited", ambiguous: false, retryAfterMs } as const;
    const decision = decideRetry(facts, tries, random(), {
      tries: { "rate-limited": 1000 },
      firstWaitMs: 2000,
      factor: 2,
      longestWaitMs: 60_000,
      longestObeyedWaitMs: 60_000,
    });
    sleep(decision.retry ? decision.waitMs : 0, () => takeTurn(() => call(tries + 1)));
  }

  startNext();
  events.run(seconds * 1000);
  return result;
}

/** Of times in milliseconds, those in a span of seconds, a second. */
export function perSecond(times: readonly number[], from: number, to: number): number {
  return times.filter((time) => time >= from * 1000 && time < to * 1000).length / (to - from);
}

class Bucket {
  readonly #limitAt: (ms: number) => number;
  #level: number;
  #at = 0;

  constructor(limitAt: (ms: number) => number) {
    this.#limitAt = limitAt;
    this.#level = Math.max(1, limitAt(0));
  }

  /** What the headers say after a call that is taken; undefined for one that is refused. */
  take(ms: number): RateLimits | undefined {
    const limit = this.#limitAt(ms);
    const capacity = Math.max(1, limit);
    this.#level = Math.min(capacity, this.#level + ((ms - this.#at) * limit) / 1000);
    this.#at = ms;
    if (this.#level < 1) return undefined;
    this.#level -= 1;
    const resetMs = Math.ceil(((capacity - this.#level) / limit) * 1000);
    return { requests: { limit: Math.floor(capacity), remaining: Math.floor(this.#level), resetMs } };
  }
}

class EventQueue {
  readonly #heap: { at: number; order: number; action: () => void }[] = [];
  #order = 0;
  now = 0;

  after(ms: number, action: () => void): void {
    const heap = this.#heap;
    let index = heap.push({ at: this.now + ms, order: (this.#order += 1), action }) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(index, parent)) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  run(untilMs: number): void {
    for (let event = this.#pop(); event !== undefined && event.at < untilMs; event = this.#pop()) {
      this.now = event.at;
      event.action();
    }
  }

  #pop() {
    const heap = this.#heap;
    if (heap.length === 0) return undefined;
    this.#swap(0, heap.length - 1);
    const first = heap.pop();
    for (let index = 0; ;) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2]) if (child < heap.length && this.#isBefore(child, least)) least = child;
      if (least === index) return first;
      this.#swap(index, least);
      index = least;
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one === undefined || other === undefined) return false;
    return one.at < other.at || (one.at === other.at && one.order < other.order);
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one === undefined || other === undefined) return;
    this.#heap[a] = other;
    this.#heap[b] = one;
  }
}

/** In [0, 1), the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
