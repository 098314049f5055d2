import { ProviderError } from "../errors.ts";
import type { DispatchContext, Dispatcher } from "./dispatcher.ts";
import { type Engine, inProcessEngine } from "./engine.ts";
import { Pacer } from "./pacer.ts";
import { cancelShard, driveShard } from "./shard-life.ts";
import { adoptShard } from "./submit.ts";

/**
 * Stops every batch that a run has with its vendor, waits until the vendor has stopped it, and collects what was
 * finished until then: that was paid for. Submits nothing; what has no answer waits for a resume.
 */
export const cancelDispatcher: Dispatcher = {
  async dispatch(context) {
    const engine = inProcessEngine(context.clock, context.signal, context.settings.deadline);
    const { createBurst, createsPerHour } = context.provider.batch.limits;
    const pacer = new Pacer(context.clock, { burst: createBurst, perHour: createsPerHour });
    const open = context.ledger.shards().filter((shard) => shard.state !== "collected" && shard.state !== "withdrawn");
    for (const { number } of open) {
      const shard = await adoptShard(context, engine, context.ledger.shard(number));
      if (shard.state === "prepared") {
        context.emit({ type: "shard-withdrawn", shard: context.ledger.withdrawShard(number, "never submitted") });
        continue;
      }
      await stop(context, engine, number);
    }
    const submitted = context.ledger.shards().filter((shard) => shard.state === "submitted" || shard.state === "ended");
    await Promise.all(submitted.map((shard) => driveShard(context, engine, pacer, shard)));
  },
};

/** A batch that has just ended by itself cannot be cancelled, and need not be. */
async function stop(context: DispatchContext, engine: Engine, number: number): Promise<void> {
  const shard = context.ledger.shard(number);
  if (shard.state !== "submitted") return;
  try {
    await cancelShard(context, engine, shard);
  } catch (error) {
    if (!(error instanceof ProviderError) || error.facts.kind !== "rejected") throw error;
    context.emit({ type: "warning", message: error.message });
  }
}
