import type { Outcome } from "../domain/outcome.ts";
import { usageOf } from "../domain/outcome.ts";
import type { ModelRequest } from "../domain/request.ts";
import { concernsAll, IncompleteError, ProviderError } from "../errors.ts";
import type { EndedCall, WaitingRequest } from "../ledger/ledger.ts";
import { CallBook } from "./call-book.ts";
import type { DispatchContext, LiveSettings } from "./dispatcher.ts";
import { type Engine, inProcessEngine, timeIsOver } from "./engine.ts";
import type { Limiter } from "./limiter.ts";
import { Outage } from "./outage.ts";
import { estimateTokens } from "./pack.ts";
import { Patience } from "./patience.ts";
import type { RetryPolicy } from "./retry.ts";
import type { Turns } from "./turns.ts";

/** Output tokens that an answer is taken to have where nothing limits it, for a limit of tokens. */
const ASSUMED_OUTPUT_TOKENS = 500;
/** Time between two reports of progress, in milliseconds. */
const REPORT_INTERVAL_MS = 1000;
/** How long calls that are on their way may take to end when a run is stopped: their answers are paid for. In milliseconds. */
const GRACE_MS = 30_000;
/** A refusal for coming too fast costs nothing, so it may come often. */
const MOST_RATE_REFUSALS = 1000;
/** Nobody waits longer than this before a call is made again, whatever a server says; in milliseconds. */
const LONGEST_WAIT_MS = 60_000;

/** How a call ended, and when its request is asked again: undefined when this was the last word. */
interface Try {
  readonly ended: EndedCall;
  readonly waitMs?: number | undefined;
}

/**
 * Makes live calls side by side: as many as may be, as fast as the account's limits allow, each written down before it is
 * made and when it has ended. What concerns one request alone is its outcome; what concerns them all stops them.
 */
export class LiveCalls {
  readonly #context: DispatchContext;
  readonly #settings: LiveSettings;
  readonly #engine: Engine;
  readonly #book: CallBook;
  readonly #limiter: Limiter;
  readonly #turns: Turns;
  readonly #outage = new Outage();
  readonly #retries: RetryPolicy;
  readonly #stop = new AbortController();
  /** Cuts off what is on its way. */
  readonly #cut = new AbortController();
  /** Requests that are being asked, calls that wait for their turn and ends that are being noted included. */
  readonly #active = new Set<Promise<void>>();
  /** Those of them that have no last word yet: what --concurrency limits. */
  #unanswered = 0;
  /** Calls that are on their way. */
  #calling = 0;
  readonly #tally = { answered: 0, failed: 0 };
  /** Resolves when a call ends, or all are to stop. */
  #change = Promise.withResolvers<void>();
  #reportedAt = -Infinity;
  #startedAt: number | undefined;

  /** @param shard whose lines are asked, because its batch is stuck; null for requests that wait */
  constructor(context: DispatchContext, shard: number | null = null) {
    const { clock, settings } = context;
    this.#settings = settings.live;
    const signal = AbortSignal.any([context.signal, this.#stop.signal]);
    signal.addEventListener("abort", () => this.#changed(), { once: true });
    this.#context = { ...context, signal };
    this.#engine = inProcessEngine(clock, signal, settings.deadline);
    this.#book = new CallBook(context.ledger, clock, shard);
    this.#turns = context.turns;
    this.#limiter = context.turns.limiter;
    this.#retries = {
      tries: { transient: this.#settings.maxRetries + 1, "rate-limited": MOST_RATE_REFUSALS },
      firstWaitMs: this.#settings.firstRetryWaitMs,
      factor: this.#settings.retryFactor,
      longestWaitMs: LONGEST_WAIT_MS,
      longestObeyedWaitMs: LONGEST_WAIT_MS,
    };
  }

  /**
   * Gets requests answered. Returns when each has its outcome.
   *
   * @throws when they cannot all be: then what was on its way has ended, or is noted as being in doubt
   */
  async answer(requests: Iterable<WaitingRequest>): Promise<void> {
    this.#startedAt ??= this.#context.clock.now();
    try {
      for (const { number, item } of requests) {
        await this.#until(() => this.#unanswered < this.#settings.concurrency);
        this.#start(number, this.#context.toRequest(item));
      }
      await this.#until(() => this.#active.size === 0);
    } catch (error) {
      this.#stop.abort(error);
    }
    await this.#drain();
    this.#context.signal.throwIfAborted();
  }

  /** Waits for calls to end until something holds. */
  async #until(holds: () => boolean): Promise<void> {
    this.#context.signal.throwIfAborted();
    while (!holds()) {
      await this.#change.promise;
      this.#context.signal.throwIfAborted();
    }
  }

  #changed(): void {
    const { resolve } = this.#change;
    this.#change = Promise.withResolvers();
    resolve();
  }

  #start(number: number, request: ModelRequest): void {
    this.#unanswered += 1;
    // Once: when it has its last word, or at the latest when it ends without one.
    let leave = () => {
      leave = () => {};
      this.#unanswered -= 1;
      this.#changed();
    };
    const asked = this.#settle(number, request, () => leave())
      .finally(() => leave())
      .finally(() => this.#active.delete(asked))
      .then(() => this.#report())
      .catch((error: unknown) => this.#stop.abort(error))
      .finally(() => this.#changed());
    this.#active.add(asked);
  }

  /**
   * One request, from its first call to its outcome.
   *
   * @param answered told when it has its last word: then the next may be asked, and both are noted in one transaction
   */
  async #settle(number: number, request: ModelRequest, answered: () => void): Promise<void> {
    const { budget, clock, settings } = this.#context;
    const patience = new Patience(this.#retries, this.#outage);
    const bound = budget.bound(request, "live");
    for (let waitMs: number | undefined = 0; waitMs !== undefined;) {
      if (waitMs > 0) await this.#engine.sleep(waitMs);
      await this.#turns.take(this.#engine, tokensOf(request));
      if (clock.now() >= settings.deadline) throw timeIsOver();
      await this.#reserve(bound);
      waitMs = await this.#try(number, request, bound, patience, answered);
    }
  }

  /** Waits for money. @throws when nothing is on its way that could give any back */
  async #reserve(bound: number): Promise<void> {
    const { budget } = this.#context;
    await this.#until(() => {
      if (bound > budget.left) {
        if (this.#calling === 0 && !budget.mayRecover) throw budget.usedUp(bound);
        if (budget.mayRecover) void budget.released().then(() => this.#changed());
        return false;
      }
      // Here and not after the wait: somebody else might take the same money in between.
      budget.reserve(bound);
      this.#calling += 1;
      return true;
    });
  }

  /** Makes one call, whose money is reserved. Says how long to wait before the next; undefined when there is none. */
  async #try(number: number, request: ModelRequest, bound: number, patience: Patience, answered: () => void): Promise<number | undefined> {
    // A call that is cut off may cost as much as this.
    let spentUsd = bound;
    try {
      const mayBegin = await this.#book.begin(number);
      if (!mayBegin || this.#context.signal.aborted) spentUsd = 0;
      if (!mayBegin) return undefined;
      const { ended, waitMs } = this.#context.signal.aborted
        ? { ended: nothing(number) }
        : await this.#ask(number, request, bound, patience);
      if (waitMs === undefined) answered();
      await this.#book.end(ended);
      spentUsd = (ended.costUsd ?? 0) + ended.wastedUsd;
      if (ended.outcome?.status === "succeeded") this.#tally.answered += 1;
      else if (ended.outcome !== null) this.#tally.failed += 1;
      this.#context.signal.throwIfAborted();
      return waitMs;
    } finally {
      this.#context.budget.settle(bound, spentUsd);
      this.#calling -= 1;
      this.#changed();
    }
  }

  /** @throws what leaves a call in doubt */
  async #ask(number: number, request: ModelRequest, bound: number, patience: Patience): Promise<Try> {
    const { clock, provider } = this.#context;
    const signal = AbortSignal.any([this.#cut.signal, clock.timeout(this.#settings.timeoutMs)]);
    try {
      const { outcome, limits } = await provider.live.ask(request, { signal });
      this.#outage.succeeded();
      const used = usageOf(outcome);
      this.#limiter.accepted(clock.now(), used === null ? 0 : used.inputTokens + used.outputTokens - tokensOf(request), limits);
      return { ended: { number, outcome, costUsd: this.#costOf(outcome, bound), wastedUsd: 0 } };
    } catch (error) {
      // Cut off, its effect is not known: it stays noted as begun.
      if (this.#cut.signal.aborted || !(error instanceof ProviderError)) throw error;
      return this.#react(number, error, bound, patience);
    }
  }

  #react(number: number, failure: ProviderError, bound: number, patience: Patience): Try {
    const { facts } = failure;
    const { clock, random, emit } = this.#context;
    // What may have been billed counts as if it were.
    const ended = { ...nothing(number), wastedUsd: facts.ambiguous ? bound : 0 };
    if (concernsAll(facts.kind)) {
      this.#stop.abort(failure);
      return { ended };
    }
    const now = clock.now();
    if (facts.kind === "rate-limited") this.#limiter.refused(now, facts.retryAfterMs);
    const reaction = patience.after(facts, now, random());
    if (reaction.action === "give-up") return { ended: { ...ended, outcome: outcomeOf(failure) } };
    if (reaction.action === "pause" && reaction.isNew) {
      this.#limiter.outage(now, reaction.waitMs);
      emit({ type: "waiting", reason: failure.message, milliseconds: reaction.waitMs });
    }
    return { ended, waitMs: reaction.waitMs };
  }

  /** Where there is a budget, an answer of which the vendor does not say what it used counts as what it can have cost at most. */
  #costOf(outcome: Outcome, bound: number): number | null {
    const { budget, toCost } = this.#context;
    return toCost(outcome, "live") ?? (outcome.status === "succeeded" && budget.isLimited ? bound : null);
  }

  /** Lets what is on its way end: its answers are paid for. After a time it is cut off. */
  async #drain(): Promise<void> {
    if (this.#active.size === 0) return;
    const over = new AbortController();
    const grace = this.#context.clock.sleep(GRACE_MS, over.signal).then(
      () => this.#cut.abort(new IncompleteError("A call was cut off when the run was stopped.")),
      () => {},
    );
    await Promise.all(this.#active);
    over.abort(new Error("all calls have ended"));
    await grace;
  }

  #report(): void {
    const { clock, emit } = this.#context;
    const now = clock.now();
    if (now - this.#reportedAt < REPORT_INTERVAL_MS && this.#active.size > 0) return;
    this.#reportedAt = now;
    const seconds = Math.max(1, now - (this.#startedAt ?? now)) / 1000;
    const ended = this.#tally.answered + this.#tally.failed;
    emit({ type: "calls-progressed", ...this.#tally, calling: this.#calling, perSecond: ended / seconds });
  }
}

/** Nothing came of a call. */
function nothing(number: number): EndedCall {
  return { number, outcome: null, costUsd: null, wastedUsd: 0 };
}

function tokensOf({ body }: ModelRequest): number {
  return estimateTokens(body.messages) + (body.maxOutputTokens ?? ASSUMED_OUTPUT_TOKENS);
}

/** The last word on a request that was tried as often as it may be. */
function outcomeOf({ facts, message }: ProviderError): Outcome {
  const kind = facts.kind === "transient" || facts.kind === "rate-limited" ? "transient" : "rejected";
  const code = facts.vendorCode ?? (facts.status === undefined ? "no_answer" : `http_${facts.status}`);
  return { status: "failed", kind, code, message: facts.vendorMessage ?? message };
}
