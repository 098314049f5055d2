import pLimit from "p-limit";
import type { Shard } from "../domain/shard.ts";
import { IncompleteError } from "../errors.ts";
import { callFreely } from "./calls.ts";
import type { BatchContext } from "./dispatcher.ts";
import type { Engine } from "./engine.ts";
import { LiveCalls } from "./live-calls.ts";

/**
 * Moves the lines of a batch that is stuck at the vendor to live calls. The first answer to each line wins; when all have
 * one, the batch is cancelled, and what it had finished nevertheless is noted as waste.
 */
export class Hedge {
  readonly #context: BatchContext;
  readonly #engine: Engine;
  readonly #begun = new Set<number>();
  readonly #active = new Set<Promise<void>>();
  /** One after the other: two would not know of each other's calls. */
  readonly #inTurn = pLimit(1);
  readonly #fail: (error: unknown) => void;

  /** @param fail told what concerns the run as a whole */
  constructor(context: BatchContext, engine: Engine, fail: (error: unknown) => void) {
    this.#context = context;
    this.#engine = engine;
    this.#fail = fail;
  }

  /** Begins to move a pending batch's lines if it has been pending for too long. */
  consider(shard: Shard): void {
    const { settings, clock } = this.#context;
    if (shard.submittedAt === null || this.#begun.has(shard.number)) return;
    if (clock.now() - shard.submittedAt < settings.hedgeAfterMs) return;
    this.#begun.add(shard.number);
    const move = this.#inTurn(() => this.#move(shard)).catch(this.#fail);
    this.#active.add(move);
    void move.finally(() => this.#active.delete(move));
  }

  /** Whether lines are being asked live. */
  get isActive(): boolean {
    return this.#active.size > 0;
  }

  /** Resolves when every move that was begun has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#active);
  }

  async #move(shard: Shard): Promise<void> {
    const { ledger, emit, batch, provider, signal } = this.#context;
    if (ledger.shard(shard.number).state !== "submitted") return;
    emit({ type: "shard-hedged", shard });
    try {
      await new LiveCalls(this.#context, shard.number).answer(ledger.unansweredOf(shard.number));
    } catch (error) {
      if (!(error instanceof IncompleteError) || signal.aborted) throw error;
      // The budget has nothing for it; the batch itself was paid for, and may still end.
      emit({ type: "warning", message: `batch ${shard.batchId} is stuck, and not all of it was asked live: ${error.message}` });
      return;
    }
    if (ledger.shard(shard.number).state !== "submitted" || shard.batchId === null) return;
    const ref = { provider: provider.name, batchId: shard.batchId };
    await callFreely(this.#context, this.#engine, () => batch.cancel(ref, { signal })).catch((error: unknown) => {
      // It may have ended just now.
      emit({ type: "warning", message: error instanceof Error ? error.message : String(error) });
    });
  }
}
