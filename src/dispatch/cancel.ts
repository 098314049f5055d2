import { concernsAll, ProviderError } from "../errors.ts";
import { BatchDispatch, isOpen } from "./batch.ts";
import { type BatchContext, type Dispatcher, withBatchApi } from "./dispatcher.ts";
import { type Engine, inProcessEngine } from "./engine.ts";
import { cancelShard } from "./shard-life.ts";
import { adoptShard } from "./submit.ts";

/**
 * Stops every batch that a run has with its vendor, waits until the vendor has stopped it, and collects what was
 * finished until then: that was paid for. Submits nothing; what has no answer waits for a resume.
 */
export const cancelDispatcher: Dispatcher = {
  async dispatch(dispatchContext) {
    const context = withBatchApi(dispatchContext);
    const engine = inProcessEngine(context.clock, context.signal, context.settings.deadline);
    for (const { number } of context.ledger.shards().filter(isOpen)) await stopShard(context, engine, number);
    // However often a run is cancelled, that is no last word on its requests.
    const settings = { ...context.settings, maxAttempts: Infinity };
    await new BatchDispatch({ ...context, settings }, { submits: false }).run();
  },
};

async function stopShard(context: BatchContext, engine: Engine, number: number): Promise<void> {
  const shard = await adoptShard(context, engine, context.ledger.shard(number));
  if (shard.state === "prepared") {
    context.emit({ type: "shard-withdrawn", shard: context.ledger.withdrawShard(number, "never submitted") });
    return;
  }
  if (shard.state !== "submitted") return;
  try {
    await cancelShard(context, engine, shard);
  } catch (error) {
    // A batch that has just ended by itself cannot be cancelled, and need not be; the others must be all the same.
    if (!(error instanceof ProviderError) || concernsAll(error.facts.kind)) throw error;
    context.emit({ type: "warning", message: error.message });
  }
}
