import { statSync } from "node:fs";
import { join } from "node:path";
import type { BatchProgress } from "../domain/batch.ts";
import type { Shard } from "../domain/shard.ts";
import { IncompleteError, ProviderError } from "../errors.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { BatchOrder, LostBatch } from "../providers/provider.ts";
import { callFreely, waitOrThrow } from "./calls.ts";
import type { BatchContext } from "./dispatcher.ts";
import type { Engine } from "./engine.ts";
import type { Pacer } from "./pacer.ts";

/** How often a lost batch is looked for, at the least, before it counts as never made: a vendor's list may lag behind. */
const LOOKS = 3;
/** Longest wait between two looks, in milliseconds. */
const LONGEST_LOOK_INTERVAL_MS = 10_000;

/**
 * Brings a shard from `prepared` or `intended` to `submitted`. The ledger knows of the paid call before it is made;
 * whenever its effect is in doubt, the vendor's batches are searched for the shard's key before it is made again.
 */
export async function submitShard(context: BatchContext, engine: Engine, pacer: Pacer, start: Shard): Promise<Shard> {
  let shard = await adoptShard(context, engine, start);
  if (shard.state !== "prepared") return shard;
  for (let uploads = 0; ; uploads += 1) {
    shard = await engine.step("upload", () => uploadInput(context, engine, shard));
    if (shard.state === "withdrawn") return shard;
    const turn = pacer.take();
    if (turn > 0) {
      context.emit({
        type: "waiting",
        reason: `${context.provider.title} takes a limited number of new batches an hour`,
        milliseconds: turn,
      });
      await engine.sleep(turn);
    }
    try {
      return await engine.step("submit", () => create(context, engine, shard));
    } catch (error) {
      // An upload that stays invisible may have been deleted or have expired: once, the file is sent again.
      if (!(error instanceof ProviderError && isAboutUpload(error)) || uploads > 0) throw error;
      shard = context.ledger.changeShard(shard.number, { uploadId: null });
    }
  }
}

/**
 * Decides a shard whose paid call may have been made by a process that died: it becomes `submitted` when the vendor has
 * its batch, and `prepared` when the vendor's list shows that it has not. Other shards stay as they are.
 *
 * @throws {IncompleteError} when that cannot be decided now and we are told not to wait
 */
export async function adoptShard(context: BatchContext, engine: Engine, shard: Shard): Promise<Shard> {
  if (shard.state !== "intended") return shard;
  const found = await engine.step("adopt", () => findBatch(context, engine, shard));
  if (found !== undefined) return accept(context, shard, found, true);
  return context.ledger.changeShard(shard.number, { state: "prepared", intendedAt: null });
}

function isAboutUpload({ facts }: ProviderError): boolean {
  return facts.kind === "not-ready" || facts.kind === "not-found";
}

async function uploadInput(context: BatchContext, engine: Engine, shard: Shard): Promise<Shard> {
  const path = inputPath(context, shard);
  if (statSync(path, { throwIfNoEntry: false })?.size !== shard.bytes) {
    return context.ledger.withdrawShard(shard.number, "its input file was removed or changed before it was sent");
  }
  const { upload } = context.batch;
  if (upload === undefined || shard.uploadId !== null) return shard;
  const uploadId = await callFreely(context, engine, () => upload(path, shard.key, { signal: context.signal }));
  return context.ledger.changeShard(shard.number, { uploadId });
}

async function create(context: BatchContext, engine: Engine, prepared: Shard): Promise<Shard> {
  const { ledger } = context;
  const shard = ledger.changeShard(prepared.number, { state: "intended", intendedAt: context.clock.now() });
  for (let tries = 1; ; tries += 1) {
    try {
      // No abort signal: a paid call that is cut off half-way leaves us in doubt.
      return accept(
        context,
        shard,
        await context.batch.submit({ ...orderOf(shard, context.model), path: inputPath(context, shard) }, {}),
        false,
      );
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (error.facts.ambiguous) {
        const found = await findBatch(context, engine, shard);
        if (found !== undefined) return accept(context, shard, found, true);
      } else {
        // The vendor answered that it made nothing.
        ledger.changeShard(shard.number, { state: "prepared", intendedAt: null });
      }
      await waitOrThrow(context, engine, error, tries);
      // The first intent keeps its time: whatever was made since then is looked for.
      ledger.changeShard(shard.number, { state: "intended", intendedAt: shard.intendedAt });
    }
  }
}

async function findBatch(context: BatchContext, engine: Engine, shard: Shard): Promise<BatchProgress | undefined> {
  const { settleTimeMs, pollIntervalMs, wait } = context.settings;
  const lost = lostBatch(context.ledger, shard, context.model);
  // Counted from here, not from the intent: the call may have been answered long after it was made.
  const until = context.clock.now() + settleTimeMs;
  for (let look = 1; ; look += 1) {
    const search = await callFreely(context, engine, () => context.batch.find(lost, { signal: context.signal }));
    if (search.found !== undefined) return search.found;
    if (search.candidates.length > 0) {
      const undecided = describeUndecided(context, shard, search.candidates);
      if (!wait) throw new IncompleteError(undecided);
      context.emit({ type: "waiting", reason: undecided, milliseconds: pollIntervalMs });
      await engine.sleep(pollIntervalMs);
      continue;
    }
    if (look >= LOOKS && context.clock.now() >= until) return undefined;
    await engine.sleep(Math.min(settleTimeMs / LOOKS, LONGEST_LOOK_INTERVAL_MS));
  }
}

/** What is known of a shard's batch whose submission got no answer. */
export function lostBatch(ledger: Ledger, shard: Shard, model: string): LostBatch {
  let ids: ReadonlySet<string> | undefined;
  return {
    ...orderOf(shard, model),
    since: shard.intendedAt ?? 0,
    others: new Set(ledger.shards().flatMap(({ batchId }) => (batchId === null ? [] : [batchId]))),
    holds(id) {
      ids ??= new Set(Array.from(ledger.shardItems(shard.number), (item) => item.requestId));
      return ids.has(id);
    },
  };
}

/** A vendor that shows neither our key nor the lines of a running batch tells only at its end whose it is. */
function describeUndecided({ provider }: BatchContext, shard: Shard, candidates: readonly BatchProgress[]): string {
  const ids = candidates.map(({ ref }) => ref.batchId).join(", ");
  return (
    `it is not known whether ${provider.title} took a batch of ${shard.requests} requests: ${ids} may be it, which shows when it has ended; ` +
    `to decide now, "speceval resume DIR --adopt ${candidates[0]?.ref.batchId}" takes it for ours and "--resubmit ${shard.number}" submits (and pays) again`
  );
}

function orderOf({ uploadId, key, requests }: Shard, model: string): Omit<BatchOrder, "path"> {
  return { uploadId, key, requests, model };
}

function inputPath(context: BatchContext, shard: Shard): string {
  return join(context.inputFolder, shard.inputFile);
}

function accept(context: BatchContext, shard: Shard, progress: BatchProgress, adopted: boolean): Shard {
  const submitted = context.ledger.changeShard(shard.number, {
    state: "submitted",
    batchId: progress.ref.batchId,
    submittedAt: context.clock.now(),
    vendorState: progress.vendorState,
  });
  context.records.update(submitted, progress);
  context.emit({ type: "shard-submitted", shard: submitted, adopted });
  return submitted;
}
