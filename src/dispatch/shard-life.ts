import type { BatchFault, BatchProgress, BatchRef } from "../domain/batch.ts";
import type { Shard } from "../domain/shard.ts";
import { asClause, concernsAll, IncompleteError, ProviderError } from "../errors.ts";
import { callFreely } from "./calls.ts";
import { collectShard } from "./collect.ts";
import type { BatchContext } from "./dispatcher.ts";
import type { Engine } from "./engine.ts";
import type { Hedge } from "./hedge.ts";
import type { Pacer } from "./pacer.ts";
import { classifyRefusal, describeFaults } from "./refusal.ts";
import { submitShard } from "./submit.ts";

/** How long a batch that we know to exist may be invisible ("404 right after create"), in milliseconds. */
const VISIBILITY_GRACE_MS = 10 * 60_000;
/** And how many polls in a row. */
const VISIBILITY_GRACE_POLLS = 3;

/**
 * How a shard's life ended.
 *
 * - `collected`: each of its lines has an outcome or waits to be asked again.
 * - `left`: it is with the vendor, and we were told not to wait.
 * - `crowded`: the account has too many tokens enqueued; its lines wait again.
 * - `thinned`: it was refused because of some lines; those have failed, the others wait again.
 */
export type ShardEnd =
  | { readonly end: "collected"; readonly costUsd: number }
  | { readonly end: "left" }
  | { readonly end: "thinned" }
  | { readonly end: "crowded"; readonly limit: number | null };

/**
 * A shard's life: upload, intend, submit, wait, collect, record. It begins wherever the ledger says that it stands, so
 * that this one function is also how a run is resumed.
 *
 * @param hedge told each time that the batch is still pending
 * @throws {ProviderError} or {IncompleteError} when the run as a whole cannot go on
 */
export async function driveShard(context: BatchContext, engine: Engine, pacer: Pacer, start: Shard, hedge: Hedge): Promise<ShardEnd> {
  let shard = start;
  if (shard.state === "prepared" || shard.state === "intended") shard = await submitShard(context, engine, pacer, shard);
  if (shard.state === "withdrawn") return { end: "thinned" };
  const absence: Absence = { polls: 0, since: 0 };
  while (true) {
    const progress = await engine.step("poll", () => poll(context, shard, absence));
    if (progress !== undefined) shard = noteProgress(context, shard, progress);
    if (progress !== undefined && progress.state !== "pending")
      return await engine.step("collect", () => finish(context, engine, shard, progress));
    if (!context.settings.wait) return { end: "left" };
    hedge.consider(shard);
    await engine.sleep(context.settings.pollIntervalMs);
  }
}

/** Asks once how a batch is getting on; undefined when that could not be found out this time. */
async function poll(context: BatchContext, shard: Shard, absence: Absence): Promise<BatchProgress | undefined> {
  try {
    const progress = await context.batch.progress(refOf(context, shard), { signal: context.signal });
    absence.polls = 0;
    return progress;
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof ProviderError)) throw error;
    const { kind } = error.facts;
    if (concernsAll(kind)) throw error;
    if (kind === "not-found" && isGone(context, absence)) throw vanished(context, shard, error);
    context.emit({ type: "warning", message: `${error.message} Asking again at the next poll.` });
    return undefined;
  }
}

/** Since when, and how often in a row, a vendor has said that it does not know a batch. */
interface Absence {
  polls: number;
  since: number;
}

/** One 404 may be a slip of the vendor's; several over a long time are its word. */
function isGone({ clock }: BatchContext, absence: Absence): boolean {
  if (absence.polls === 0) absence.since = clock.now();
  absence.polls += 1;
  return absence.polls >= VISIBILITY_GRACE_POLLS && clock.now() - absence.since > VISIBILITY_GRACE_MS;
}

function vanished(context: BatchContext, shard: Shard, cause: ProviderError): IncompleteError {
  return new IncompleteError(
    `${context.provider.title} no longer knows batch ${shard.batchId} (${shard.requests} requests) for this account; ` +
      `if it was deleted there, "speceval resume DIR --resubmit ${shard.batchId}" asks its requests again and pays for them again.`,
    { cause },
  );
}

function noteProgress(context: BatchContext, shard: Shard, progress: BatchProgress): Shard {
  const changed = context.ledger.changeShard(shard.number, {
    vendorState: progress.vendorState,
    counts: progress.counts,
    outputFileId: progress.outputFileId,
    errorFileId: progress.errorFileId,
    ...(progress.state === "pending" ? {} : { state: "ended", endedAt: context.clock.now() }),
  });
  context.records.update(changed, progress);
  context.emit({ type: "shard-progressed", shard: changed });
  return changed;
}

async function finish(context: BatchContext, engine: Engine, shard: Shard, progress: BatchProgress): Promise<ShardEnd> {
  const hasFiles = progress.outputFileId !== null || progress.errorFileId !== null;
  if (progress.state === "failed" && !hasFiles) {
    const refused = refuse(context, shard, progress);
    if (refused !== undefined) return refused;
  }
  const { collection, costUsd, quotaMessage } = await collectShard(context, engine, shard, progress);
  context.emit({ type: "shard-collected", shard: context.ledger.shard(shard.number), collection });
  if (quotaMessage !== null) throw outOfQuota(context, shard, quotaMessage);
  return { end: "collected", costUsd };
}

/** Handles a batch that was refused as a whole; undefined when it is to be collected like any other. */
function refuse(context: BatchContext, shard: Shard, progress: BatchProgress): ShardEnd | undefined {
  const refusal = classifyRefusal(progress);
  const fault = describeFaults(progress.faults) ?? "refused";
  switch (refusal.action) {
    case "retry":
      return undefined;
    case "wait":
      withdraw(context, shard, fault);
      return { end: "crowded", limit: refusal.limit };
    case "quota":
      withdraw(context, shard, fault);
      throw outOfQuota(context, shard, refusal.message);
    case "lines":
      if (failLines(context, shard, refusal.faults, fault)) return { end: "thinned" };
      throw refusedAsAWhole(context, shard, fault);
    case "stop":
      withdraw(context, shard, fault);
      throw refusedAsAWhole(context, shard, refusal.message);
  }
}

function refusedAsAWhole(context: BatchContext, shard: Shard, reason: string): IncompleteError {
  return new IncompleteError(
    `${context.provider.title} refused batch ${shard.batchId} as a whole (${asClause(reason)}); nothing was billed for it. Mend the cause, then resume.`,
  );
}

function withdraw(context: BatchContext, shard: Shard, fault: string): void {
  context.emit({ type: "shard-withdrawn", shard: context.ledger.withdrawShard(shard.number, fault) });
}

/**
 * Gives the lines that the vendor named their failure, and lets the others wait again; says whether there was such a line.
 * Line 1 is the first line of the input file.
 */
function failLines(context: BatchContext, shard: Shard, faults: ReadonlyMap<number, BatchFault>, fault: string): boolean {
  const recorder = context.ledger.recorder(shard.number, context.settings.maxAttempts);
  let line = 0;
  for (const id of recorder.open()) {
    line += 1;
    const { code, message } = faults.get(line) ?? {};
    if (code === undefined || message === undefined) continue;
    recorder.add({ id, outcome: { status: "failed", kind: "rejected", code, message }, costUsd: null });
  }
  const { settled } = recorder.commit({ state: "withdrawn", fault });
  context.emit({ type: "shard-withdrawn", shard: context.ledger.shard(shard.number) });
  return settled > 0;
}

function outOfQuota(context: BatchContext, shard: Shard, message: string): ProviderError {
  return new ProviderError(
    `${context.provider.title} says that this account cannot go on (${asClause(message)}); mend that, then resume: the unanswered requests are kept.`,
    { provider: context.provider.name, kind: "quota", vendorCode: shard.vendorState ?? undefined, ambiguous: false },
  );
}

function refOf(context: BatchContext, shard: Shard): BatchRef {
  return { provider: context.provider.name, batchId: shard.batchId ?? "" };
}

/** Asks the vendor to stop a shard's batch. */
export async function cancelShard(context: BatchContext, engine: Engine, shard: Shard): Promise<void> {
  const progress = await callFreely(context, engine, () => context.batch.cancel(refOf(context, shard), { signal: context.signal }));
  noteProgress(context, shard, progress);
}
