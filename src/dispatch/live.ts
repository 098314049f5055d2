import { BatchDispatch, isOpen } from "./batch.ts";
import type { DispatchContext, Dispatcher } from "./dispatcher.ts";
import { decideDoubts } from "./doubts.ts";
import { LiveCalls } from "./live-calls.ts";

/** Answers requests through calls that answer while one waits, and collects what the run has in batches already. */
export const liveDispatcher: Dispatcher = {
  async dispatch(context) {
    decideDoubts(context);
    for (const shard of context.ledger.shards()) {
      if (shard.state !== "prepared") continue;
      context.budget.settle(shard.reservedUsd, 0);
      context.emit({ type: "shard-withdrawn", shard: context.ledger.withdrawShard(shard.number, "asked live instead") });
    }
    while (true) {
      const calls = new LiveCalls(context);
      while (hasWaiting(context)) await calls.answer(context.ledger.waiting());
      if (!context.ledger.shards().some(isOpen)) return;
      await new BatchDispatch(context, { submits: false }).run();
      if (!hasWaiting(context)) return;
    }
  },
};

function hasWaiting({ ledger }: DispatchContext): boolean {
  const [next] = ledger.waiting();
  return next !== undefined;
}
