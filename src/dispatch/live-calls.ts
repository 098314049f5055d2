import type { Outcome } from "../domain/outcome.ts";
import { usageOf } from "../domain/outcome.ts";
import type { ModelRequest } from "../domain/request.ts";
import { concernsAll, IncompleteError, ProviderError } from "../errors.ts";
import type { EndedCall, WaitingRequest } from "../ledger/ledger.ts";
import type { LiveAnswer } from "../providers/provider.ts";
import { CallBook } from "./call-book.ts";
import type { DispatchContext, LiveSettings } from "./dispatcher.ts";
import { type Engine, inProcessEngine } from "./engine.ts";
import { Limiter } from "./limiter.ts";
import { Outage } from "./outage.ts";
import { estimateTokens } from "./pack.ts";
import { decideRetry, type RetryPolicy } from "./retry.ts";

/** Output tokens that an answer is taken to have where nothing limits it, for a limit of tokens. */
const ASSUMED_OUTPUT_TOKENS = 500;
/** Time between two reports of progress, in milliseconds. */
const REPORT_INTERVAL_MS = 1000;
/** How long calls that are on their way may take to end when a run is stopped: their answers are paid for. In milliseconds. */
const GRACE_MS = 30_000;
/** A refusal for coming too fast costs nothing, so it may come often. */
const MOST_RATE_REFUSALS = 1000;

/** How many calls ended how, in this process. */
interface Tally {
  answered: number;
  failed: number;
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
  readonly #outage = new Outage();
  readonly #retries: RetryPolicy;
  readonly #stop = new AbortController();
  /** Cuts off what is on its way. */
  readonly #cut = new AbortController();
  readonly #active = new Set<Promise<void>>();
  readonly #tally: Tally = { answered: 0, failed: 0 };
  #reportedAt = -Infinity;
  #startedAt: number | undefined;

  constructor(context: DispatchContext) {
    this.#settings = context.settings.live;
    const signal = AbortSignal.any([context.signal, this.#stop.signal]);
    this.#context = { ...context, signal };
    this.#engine = inProcessEngine(context.clock, signal, context.settings.deadline);
    this.#book = new CallBook(context.ledger, context.clock);
    this.#limiter = new Limiter(this.#settings);
    this.#retries = {
      tries: { transient: this.#settings.maxRetries + 1, "rate-limited": MOST_RATE_REFUSALS },
      firstWaitMs: this.#settings.firstRetryWaitMs,
      factor: this.#settings.retryFactor,
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
      for (const waiting of requests) {
        const request = this.#context.toRequest(waiting.item);
        await this.#makeRoom(request);
        this.#start(waiting.number, request);
      }
      while (this.#active.size > 0 && !this.#stop.signal.aborted) await Promise.race(this.#active);
    } catch (error) {
      this.#stop.abort(error);
    }
    await this.#drain();
    this.#stop.signal.throwIfAborted();
    this.#context.signal.throwIfAborted();
  }

  /** Waits until a call may begin: for a place, for its turn, for money. */
  async #makeRoom(request: ModelRequest): Promise<void> {
    const { budget } = this.#context;
    while (this.#active.size >= this.#settings.concurrency) await this.#anyEnd();
    const bound = budget.bound(request, "live");
    while (bound > budget.left) {
      if (this.#active.size === 0) throw budget.usedUp(bound);
      await this.#anyEnd();
    }
    await this.#takeTurn(request);
  }

  async #anyEnd(): Promise<void> {
    await Promise.race(this.#active);
    this.#context.signal.throwIfAborted();
  }

  async #takeTurn(request: ModelRequest): Promise<void> {
    const { clock } = this.#context;
    const wait = this.#limiter.take(clock.now(), tokensOf(request));
    if (wait > 0) await this.#engine.sleep(wait);
    // A pause may have been ordered in the meantime.
    for (let pause = this.#limiter.pause(clock.now()); pause > 0; pause = this.#limiter.pause(clock.now())) await this.#engine.sleep(pause);
    this.#context.signal.throwIfAborted();
  }

  #start(number: number, request: ModelRequest): void {
    const bound = this.#context.budget.bound(request, "live");
    this.#context.budget.reserve(bound);
    const call = this.#call(number, request, bound)
      .catch((error: unknown) => this.#stop.abort(error))
      .finally(() => {
        this.#active.delete(call);
        this.#report();
      });
    this.#active.add(call);
  }

  /** One request, from its first call to its outcome. */
  async #call(number: number, request: ModelRequest, bound: number): Promise<void> {
    let wastedUsd = 0;
    for (let tries = 1; ; tries += 1) {
      await this.#book.begin(number);
      let failure: ProviderError;
      try {
        const answer = await this.#ask(request);
        return await this.#end({ number, outcome: answer.outcome, wastedUsd, costUsd: this.#costOf(answer.outcome, bound) }, bound);
      } catch (error) {
        // Cut off, its effect is not known: it stays noted as begun.
        if (this.#cut.signal.aborted || !(error instanceof ProviderError)) throw error;
        failure = error;
      }
      // What may have been billed counts as if it were.
      if (failure.facts.ambiguous) wastedUsd += bound;
      const wait = this.#waitBeforeRetry(failure, tries);
      if (wait === undefined) return await this.#end({ number, outcome: outcomeOf(failure), costUsd: null, wastedUsd }, bound);
      await this.#end({ number, outcome: null, costUsd: null, wastedUsd: 0 });
      if (wait.outage) tries -= 1;
      await this.#engine.sleep(wait.milliseconds);
      await this.#takeTurn(request);
    }
  }

  async #ask(request: ModelRequest): Promise<LiveAnswer> {
    const { clock, provider } = this.#context;
    const signal = AbortSignal.any([this.#cut.signal, clock.timeout(this.#settings.timeoutMs)]);
    const answer = await provider.live.ask(request, { signal });
    this.#outage.succeeded();
    const used = usageOf(answer.outcome);
    const extra = used === null ? 0 : used.inputTokens + used.outputTokens - tokensOf(request);
    this.#limiter.accepted(clock.now(), extra, answer.limits);
    return answer;
  }

  /** Undefined when the failure is the request's last word. @throws what concerns all requests */
  #waitBeforeRetry(failure: ProviderError, tries: number): { milliseconds: number; outage: boolean } | undefined {
    const { facts } = failure;
    const { clock, random, emit } = this.#context;
    if (concernsAll(facts.kind)) throw failure;
    if (facts.kind === "rate-limited") this.#limiter.refused(clock.now(), facts.retryAfterMs);
    const outage = facts.kind === "transient" ? this.#outage.failed() : undefined;
    if (outage !== undefined) {
      emit({ type: "waiting", reason: failure.message, milliseconds: outage });
      return { milliseconds: outage * (0.75 + random() / 2), outage: true };
    }
    const decision = decideRetry(facts, tries, random(), this.#retries);
    return decision.retry ? { milliseconds: decision.waitMs, outage: false } : undefined;
  }

  /** @param bound of the request, when this is its last word */
  async #end(call: EndedCall, bound?: number): Promise<void> {
    await this.#book.end(call);
    if (bound === undefined) return;
    this.#context.budget.settle(bound, (call.costUsd ?? 0) + call.wastedUsd);
    if (call.outcome?.status === "succeeded") this.#tally.answered += 1;
    else this.#tally.failed += 1;
  }

  /** An answer of which the vendor does not say what it used counts as what it can have cost at most. */
  #costOf(outcome: Outcome, bound: number): number | null {
    const cost = this.#context.toCost(outcome, "live");
    return cost ?? (outcome.status === "succeeded" && bound > 0 ? bound : null);
  }

  /** Lets what is on its way end: its answers are paid for. After a time it is cut off. */
  async #drain(): Promise<void> {
    if (this.#active.size === 0) return;
    const ended = Promise.all(this.#active);
    const over = new AbortController();
    const grace = this.#context.clock.sleep(GRACE_MS, over.signal).then(
      () => this.#cut.abort(new IncompleteError("A call was cut off when the run was stopped.")),
      () => {},
    );
    await ended;
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
    emit({ type: "calls-progressed", ...this.#tally, calling: this.#active.size, perSecond: ended / seconds });
  }
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
