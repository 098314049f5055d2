import type { BatchProgress } from "../domain/batch.ts";
import type { Collection } from "../domain/event.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { RequestId } from "../domain/request.ts";
import type { Shard } from "../domain/shard.ts";
import type { RecordedOutcome } from "../ledger/ledger.ts";
import { callFreely } from "./calls.ts";
import type { DispatchContext } from "./dispatcher.ts";
import type { Engine } from "./engine.ts";

/** Outcomes recorded in one transaction. */
const CHUNK_OUTCOMES = 2000;
/** Or fewer, where they are long. */
const CHUNK_BYTES = 8 << 20;
/** How often results are fetched when they hold fewer lines than the vendor counted. */
const MAX_FETCHES = 3;

/** What was found in the results, counted while they are read. */
interface Tally {
  settled: number;
  again: number;
  repeated: number;
  unknown: number;
  unreadable: number;
  /** Whether a line failed because the account ran out of money. */
  quota: string | null;
}

/** What a shard brought, and whether the account can go on. */
export interface Collected {
  readonly collection: Collection;
  /** The vendor's words, where lines failed for want of money or quota. */
  readonly quotaMessage: string | null;
}

/**
 * Reads the results of a batch that ended, whichever way, and gives each line of the shard exactly one outcome. May be
 * repeated after a crash at any point: lines that have their outcome are left alone.
 *
 * A vendor's "completed" is not believed: lines are counted, and where some are missing the files are fetched again
 * before the missing lines are given up.
 */
export async function collectShard(context: DispatchContext, engine: Engine, shard: Shard, progress: BatchProgress): Promise<Collected> {
  const tally: Tally = { settled: 0, again: 0, repeated: 0, unknown: 0, unreadable: 0, quota: null };
  for (let fetches = 1; ; fetches += 1) {
    const seen = await callFreely(context, engine, () => readResults(context, shard, progress, tally));
    if (!isShort(context, shard, progress, seen) || fetches === MAX_FETCHES) break;
    context.emit({
      type: "warning",
      message: `batch ${progress.ref.batchId} gave ${seen} lines, fewer than it counts; fetching its results again`,
    });
    await engine.sleep(context.settings.pollIntervalMs);
  }
  const missing = recordMissing(context, shard, progress, tally);
  const { settled, again, repeated, unknown, unreadable } = tally;
  return { collection: { settled, again, missing, repeated, unknown, unreadable }, quotaMessage: tally.quota };
}

/** Whether lines are open of which the vendor says that they are done. */
function isShort(context: DispatchContext, shard: Shard, progress: BatchProgress, seen: number): boolean {
  if (progress.state === "failed" || context.ledger.openLines(shard.number) === 0) return false;
  const counted = progress.counts === null ? shard.requests : progress.counts.completed + progress.counts.failed;
  return progress.state === "completed" || seen < counted;
}

/** Records everything in the result files; says how many distinct lines of this shard were in them. */
async function readResults(context: DispatchContext, shard: Shard, progress: BatchProgress, tally: Tally): Promise<number> {
  // Counted afresh in each fetch: what an earlier one recorded comes again, and is no anomaly then.
  tally.unknown = 0;
  tally.unreadable = 0;
  tally.repeated = 0;
  const openBefore = context.ledger.openLines(shard.number);
  let seen = 0;
  let chunk: RecordedOutcome[] = [];
  let chunkBytes = 0;
  const flush = (): void => {
    seen += record(context, shard, chunk, tally);
    chunk = [];
    chunkBytes = 0;
  };
  for await (const line of context.provider.batch.results(progress, { signal: context.signal })) {
    if (line.type === "unreadable") {
      tally.unreadable += 1;
      continue;
    }
    chunk.push({ id: line.id as RequestId, outcome: line.outcome, costUsd: context.toCost(line.outcome) });
    chunkBytes += line.bytes;
    if (chunk.length >= CHUNK_OUTCOMES || chunkBytes >= CHUNK_BYTES) flush();
  }
  flush();
  // Lines that were already recorded before this fetch are repeated by their nature.
  tally.repeated = Math.max(0, tally.repeated - (shard.requests - openBefore));
  return seen;
}

function record(context: DispatchContext, shard: Shard, chunk: readonly RecordedOutcome[], tally: Tally): number {
  if (chunk.length === 0) return 0;
  const effects = context.ledger.record(shard.number, chunk, context.settings.maxAttempts);
  effects.forEach((effect, index) => {
    tally[effect] += 1;
    const outcome = chunk[index]?.outcome;
    if (outcome?.status === "failed" && outcome.kind === "quota") tally.quota ??= outcome.message;
  });
  return effects.filter((effect) => effect !== "unknown").length;
}

/** Gives every line that the vendor said nothing about the outcome that follows from how the batch ended. */
function recordMissing(context: DispatchContext, shard: Shard, progress: BatchProgress, tally: Tally): number {
  const outcome = missingOutcome(progress);
  let missing = 0;
  let chunk: RecordedOutcome[] = [];
  for (const id of context.ledger.openIds(shard.number)) {
    chunk.push({ id, outcome, costUsd: null });
    missing += 1;
    if (chunk.length >= CHUNK_OUTCOMES) {
      record(context, shard, chunk, tally);
      chunk = [];
    }
  }
  record(context, shard, chunk, tally);
  return missing;
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
