import { aborted } from "./aborted.ts";
import { BatchDispatch, isOpen } from "./batch.ts";
import { type DispatchContext, type Dispatcher, withBatchApi } from "./dispatcher.ts";
import { decideDoubts } from "./doubts.ts";
import { inProcessEngine } from "./engine.ts";
import { LiveCalls } from "./live-calls.ts";
import { adoptShard } from "./submit.ts";

/** Answers requests through calls that answer while one waits, and collects what the run has in batches already. */
export const liveDispatcher: Dispatcher = {
  async dispatch(context) {
    decideDoubts(context);
    withdrawPrepared(context);
    const calls = new LiveCalls(context);
    while (true) {
      while (hasWaiting(context)) await calls.answer(context.ledger.waiting());
      if (context.arrivals.isOpen) {
        await Promise.race([context.arrivals.next(), aborted(context.signal)]);
        context.signal.throwIfAborted();
        continue;
      }
      if (!context.ledger.shards().some(isOpen)) return;
      await adoptIntended(context);
      await new BatchDispatch(context, { submits: false }).run();
      if (!hasWaiting(context)) return;
    }
  },
};

/** Batches that were never submitted are asked live instead. */
function withdrawPrepared({ ledger, budget, emit }: DispatchContext): void {
  for (const shard of ledger.shards()) {
    if (shard.state !== "prepared") continue;
    budget.settle(shard.reservedUsd, 0);
    emit({ type: "shard-withdrawn", shard: ledger.withdrawShard(shard.number, "asked live instead") });
  }
}

/** Batches that may have been submitted by a process that died are collected like the others, if the vendor has them. */
async function adoptIntended(context: DispatchContext): Promise<void> {
  const batchContext = withBatchApi(context);
  const engine = inProcessEngine(context.clock, context.signal, context.settings.deadline);
  for (const shard of context.ledger.shards()) await adoptShard(batchContext, engine, shard);
  withdrawPrepared(context);
}

function hasWaiting({ ledger }: DispatchContext): boolean {
  const [next] = ledger.waiting();
  return next !== undefined;
}
