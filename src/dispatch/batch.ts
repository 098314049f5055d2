import type { Shard } from "../domain/shard.ts";
import { IncompleteError } from "../errors.ts";
import { aborted } from "./aborted.ts";
import { type BatchContext, type DispatchContext, type Dispatcher, withBatchApi } from "./dispatcher.ts";
import { type Engine, inProcessEngine } from "./engine.ts";
import { Hedge } from "./hedge.ts";
import { decideDoubts } from "./doubts.ts";
import { Pacer } from "./pacer.ts";
import type { PackLimits } from "./pack.ts";
import { prepareShards } from "./prepare.ts";
import { driveShard, type ShardEnd } from "./shard-life.ts";
import { TokenQueue } from "./token-queue.ts";

/** Answers requests through a vendor's batch service. */
export const batchDispatcher: Dispatcher = {
  dispatch: (context) => new BatchDispatch(context, { submits: true }).run(),
};

/**
 * One dispatch: cuts what waits into shards, drives them side by side, and does the same with what they give back. Ends
 * only when every life has ended: the ledger is not needed afterwards.
 *
 * What concerns one shard alone (its batch is gone, its file refused) ends the submitting but lets the others be collected;
 * what concerns them all (key, quota, disk, Ctrl-C) stops them at once.
 */
export class BatchDispatch {
  readonly #submits: boolean;
  /** The first thing that went wrong with one shard. */
  #trouble: IncompleteError | undefined;
  readonly #context: BatchContext;
  readonly #engine: Engine;
  readonly #pacer: Pacer;
  readonly #queue: TokenQueue;
  readonly #hedge: Hedge;
  readonly #stop = new AbortController();
  readonly #active = new Set<Promise<void>>();

  /** @param options whether requests that wait are submitted, or only what the vendor has is collected */
  constructor(context: DispatchContext, options: { submits: boolean }) {
    this.#submits = options.submits;
    const signal = AbortSignal.any([context.signal, this.#stop.signal]);
    this.#context = withBatchApi({ ...context, signal });
    this.#engine = inProcessEngine(context.clock, signal, context.settings.deadline);
    this.#queue = new TokenQueue(context.settings.pollIntervalMs);
    this.#hedge = new Hedge(this.#context, this.#engine, (error) => this.#failed(error));
    const { createBurst, createsPerHour } = this.#context.batch.limits;
    const created = context.ledger.shards().flatMap((shard) => (shard.submittedAt === null ? [] : [shard.submittedAt]));
    this.#pacer = new Pacer(context.clock, { burst: createBurst, perHour: createsPerHour }, created);
  }

  async run(): Promise<void> {
    if (this.#submits) decideDoubts(this.#context);
    try {
      for (const shard of this.#context.ledger.shards()) if (isOpen(shard)) this.#start(shard);
      do {
        await this.#submitWaiting();
        // Lives never reject: what goes wrong in one stops them all through the signal.
        if (this.#active.size > 0 || this.#expectsMore() || this.#waitsForMoney()) await this.#change();
        // Lines whose batch has ended, and which could not be asked live either, wait again.
        else await this.#hedge.ended();
      } while (this.#active.size > 0 || this.#hasMore() || this.#expectsMore());
    } catch (error) {
      this.#stop.abort(error);
    }
    await Promise.all(this.#active);
    await this.#hedge.ended();
    // The first thing that went wrong; what the other lives then threw is only that they were stopped.
    this.#stop.signal.throwIfAborted();
    if (this.#trouble !== undefined) throw this.#trouble;
  }

  get #maySubmit(): boolean {
    return this.#submits && this.#trouble === undefined;
  }

  #expectsMore(): boolean {
    return this.#context.arrivals.isOpen && this.#maySubmit && !this.#stop.signal.aborted;
  }

  /** Waits until a life ends, or work arrives. */
  async #change(): Promise<void> {
    const { arrivals, budget, signal } = this.#context;
    const news = this.#expectsMore() ? [arrivals.next(), aborted(signal)] : [];
    const money = this.#waitsForMoney() ? [budget.released(), aborted(signal)] : [];
    await Promise.race([...this.#active, ...news, ...money]);
    // Of one that is stopped nothing is to be waited for.
    signal.throwIfAborted();
  }

  /** Whether what waits can be paid when another run gives back what it has reserved. */
  #waitsForMoney(): boolean {
    const { budget, settings } = this.#context;
    return settings.wait && this.#hasMore() && this.#lacks() > budget.left && budget.mayRecover;
  }

  /** What the next request can cost, in USD; 0 where none waits. */
  #lacks(): number {
    const { ledger, budget, toRequest } = this.#context;
    const [next] = ledger.waiting();
    return next === undefined ? 0 : budget.bound(toRequest(next.item), "batch");
  }

  #hasMore(): boolean {
    if (this.#stop.signal.aborted || !this.#maySubmit) return false;
    const [waiting] = this.#context.ledger.waiting();
    return waiting !== undefined && (this.#context.settings.wait || this.#queue.isOpen());
  }

  async #submitWaiting(): Promise<void> {
    if (!this.#maySubmit) return;
    const { settings, batch, budget, emit } = this.#context;
    const pause = this.#queue.takePause();
    if (pause > 0) {
      if (!settings.wait) return;
      emit({ type: "waiting", reason: "the account's limit of enqueued tokens is used up", milliseconds: pause });
      await this.#engine.sleep(pause);
    }
    const limits = (): PackLimits => ({
      requests: Math.min(settings.batchSize, batch.limits.maxRequests),
      bytes: batch.limits.maxBytes,
      tokens: this.#queue.limit,
      usd: budget.left,
    });
    for (const shard of prepareShards(this.#context, limits)) {
      while (!this.#queue.hasRoom(shard.tokenEstimate) && this.#active.size > 0) await Promise.race(this.#active);
      if (!this.#maySubmit) return;
      this.#start(shard);
      // Lets the lives that were begun do their work before the next file is written.
      await this.#engine.sleep(0);
    }
    if (this.#active.size === 0 && !this.#hedge.isActive) this.#checkBudget();
  }

  /** With nothing on its way that could give something back, what waits can never be paid. */
  #checkBudget(): void {
    const { budget } = this.#context;
    const bound = this.#lacks();
    if (bound > budget.left && !budget.mayRecover) throw budget.usedUp(bound);
  }

  #start(shard: Shard): void {
    this.#queue.enter(shard.tokenEstimate);
    const life = driveShard(this.#context, this.#engine, this.#pacer, shard, this.#hedge)
      .then((end) => this.#ended(shard, end))
      .catch((error: unknown) => this.#failed(error))
      .finally(() => this.#active.delete(life));
    this.#active.add(life);
  }

  #failed(error: unknown): void {
    if (error instanceof IncompleteError) this.#trouble ??= error;
    else this.#stop.abort(error);
  }

  #ended(shard: Shard, end: ShardEnd): void {
    // What was left with the vendor stays in its queue.
    if (end.end === "left") return;
    this.#queue.leave(shard.tokenEstimate);
    this.#context.budget.settle(shard.reservedUsd, end.end === "collected" ? end.costUsd : 0);
    if (end.end === "collected") this.#queue.accepted();
    if (end.end !== "crowded") return;
    this.#queue.learn(shard, end.limit);
    if (!this.#queue.isHopeless) return;
    throw new IncompleteError(
      `${this.#context.provider.title} keeps refusing a single request, because it is larger than this account's limit of enqueued tokens (${this.#queue.limit}); raise the limit, then resume.`,
    );
  }
}

/** Whether there is still something to be done about a shard. */
export function isOpen(shard: Shard): boolean {
  return shard.state !== "collected" && shard.state !== "withdrawn";
}
