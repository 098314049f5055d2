import type { BatchProgress } from "../domain/batch.ts";
import type { Collection } from "../domain/event.ts";
import type { Outcome } from "../domain/outcome.ts";
import { IncompleteError, ProviderError } from "../errors.ts";
import type { RequestId } from "../domain/request.ts";
import type { Shard } from "../domain/shard.ts";
import type { OutcomeRecorder } from "../ledger/ledger.ts";
import type { ResultLine } from "../providers/provider.ts";
import { callFreely } from "./calls.ts";
import { describeFaults } from "./refusal.ts";
import type { BatchContext } from "./dispatcher.ts";
import type { Engine } from "./engine.ts";

/** How often results are fetched when they hold fewer lines than the vendor counted. */
const MAX_FETCHES = 3;

/** What a shard brought, and whether the account can go on. */
export interface Collected {
  readonly collection: Collection;
  /** What it cost, as far as prices are known, in USD. */
  readonly costUsd: number;
  /** The vendor's words, where lines failed for want of money or quota. */
  readonly quotaMessage: string | null;
}

/** What one reading of the result files found. */
interface Reading {
  readonly recorder: OutcomeRecorder;
  /** Distinct lines of this shard. */
  seen: number;
  repeated: number;
  unknown: number;
  unreadable: number;
  quotaMessage: string | null;
  /** What the vendor said, where it no longer has a result file that it named. */
  lostFile: string | null;
}

/**
 * Reads the results of a batch that ended, whichever way, and gives each line of the shard exactly one outcome. Nothing
 * is recorded before everything is: a crash in between only means that the results are fetched again.
 *
 * A vendor's "completed" is not believed: lines are counted, and where some are missing the files are fetched again
 * before the missing lines are given up.
 */
export async function collectShard(context: BatchContext, engine: Engine, shard: Shard, ended: BatchProgress): Promise<Collected> {
  let progress = ended;
  for (let fetches = 1; ; fetches += 1) {
    const reading = await callFreely(context, engine, () => readResults(context, shard, progress));
    if (!isShort(reading, shard, progress)) return finishReading(context, reading, shard, progress);
    if (fetches === MAX_FETCHES) return finishShort(context, reading, shard, progress);
    reading.recorder.discard();
    context.emit({
      type: "warning",
      message: `batch ${progress.ref.batchId} gave ${reading.seen} lines, fewer than it counts; fetching its results again`,
    });
    await engine.sleep(context.settings.pollIntervalMs);
    // The ids of result files may come later than the state that says that there are any.
    progress = await callFreely(context, engine, () => context.batch.progress(progress.ref, { signal: context.signal }));
  }
}

/** Ends a reading that stayed short. Lines in a file that is gone were billed: whether to pay again is for a person to say. */
function finishShort(context: BatchContext, reading: Reading, shard: Shard, progress: BatchProgress): Collected {
  if (reading.lostFile !== null && reading.seen < (progress.counts?.completed ?? shard.requests)) {
    reading.recorder.discard();
    throw new IncompleteError(
      `${reading.lostFile} Its answers were billed; if it is gone for good, "speceval resume DIR --resubmit ${shard.batchId}" asks the requests of batch ${shard.batchId} again and pays for them again.`,
    );
  }
  return finishReading(context, reading, shard, progress);
}

/** Whether lines are open of which the vendor says that they are done. */
function isShort({ recorder, seen, lostFile }: Reading, shard: Shard, progress: BatchProgress): boolean {
  if (recorder.openCount === 0) return false;
  if (lostFile !== null) return true;
  if (progress.state === "failed") return false;
  const counted = progress.counts === null ? shard.requests : progress.counts.completed + progress.counts.failed;
  return progress.state === "completed" || seen < counted;
}

async function readResults(context: BatchContext, shard: Shard, progress: BatchProgress): Promise<Reading> {
  const recorder = context.ledger.recorder(shard.number, context.settings.maxAttempts);
  const reading: Reading = { recorder, seen: 0, repeated: 0, unknown: 0, unreadable: 0, quotaMessage: null, lostFile: null };
  try {
    for await (const lines of context.batch.results(progress, { signal: context.signal })) {
      for (const line of lines) noteLine(context, reading, shard, line);
    }
    return reading;
  } catch (error) {
    if (error instanceof ProviderError && error.facts.kind === "not-found") {
      reading.lostFile = error.message;
      return reading;
    }
    recorder.discard();
    throw error;
  }
}

function noteLine(context: BatchContext, reading: Reading, shard: Shard, line: ResultLine): void {
  if (line.type === "unreadable") {
    reading.unreadable += 1;
    return;
  }
  const { outcome } = line;
  const effect = reading.recorder.add({ id: line.id as RequestId, outcome, costUsd: costOf(context, shard, outcome) });
  if (effect === "recorded" || effect === "late") reading.seen += 1;
  else if (effect === "unknown") reading.unknown += 1;
  else reading.repeated += 1;
  if (outcome.status === "failed" && outcome.kind === "quota") reading.quotaMessage ??= outcome.message;
}

/** Where there is a budget, an answer of which the vendor does not say what it used takes its share of what was reserved. */
function costOf({ budget, toCost }: BatchContext, shard: Shard, outcome: Outcome): number | null {
  return toCost(outcome, "batch") ?? (outcome.status === "succeeded" && budget.isLimited ? shard.reservedUsd / shard.requests : null);
}

/** Gives every line that the vendor said nothing about the outcome that follows from how the batch ended. */
function finishReading(context: BatchContext, reading: Reading, shard: Shard, progress: BatchProgress): Collected {
  const { recorder, repeated, unknown, unreadable, quotaMessage } = reading;
  const missing = recorder.openCount;
  const outcome = missingOutcome(progress);
  const bounds = progress.state === "completed" && missing > 0 ? boundsOf(context, shard) : undefined;
  for (const id of recorder.open()) recorder.add({ id, outcome, costUsd: bounds?.get(id) ?? null });
  const { settled, again, costUsd } = recorder.commit({ state: "collected", fault: describeFaults(progress.faults) });
  return { collection: { settled, again, missing, repeated, unknown, unreadable }, costUsd, quotaMessage };
}

/** The most that each line of a shard can have cost; undefined where there is no budget. A line of which all is lost may have been billed. */
function boundsOf({ ledger, budget, toRequest }: BatchContext, shard: Shard): ReadonlyMap<RequestId, number> | undefined {
  if (!budget.isLimited) return undefined;
  return new Map(Array.from(ledger.shardItems(shard.number), (item) => [item.requestId, budget.bound(toRequest(item), "batch")]));
}

function missingOutcome(progress: BatchProgress): Outcome {
  const { batchId } = progress.ref;
  switch (progress.state) {
    case "expired":
      return { status: "expired", message: `Batch ${batchId} expired before this request was answered.` };
    case "cancelled":
      return { status: "cancelled", message: `Batch ${batchId} was cancelled before this request was answered.` };
    case "failed":
      return { status: "failed", kind: "transient", code: "batch_failed", message: `Batch ${batchId} failed without a reason.` };
    case "pending":
    case "completed":
      return {
        status: "failed",
        kind: "missing",
        code: "missing_result",
        message: `Batch ${batchId} ended without a result for this request.`,
      };
  }
}
