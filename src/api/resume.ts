import { parseDuration } from "../config/duration.ts";
import type { BatchProgress } from "../domain/batch.ts";
import { ConfigError } from "../errors.ts";
import { cancelDispatcher } from "../dispatch/cancel.ts";
import { batchApiOf, type Dispatcher } from "../dispatch/dispatcher.ts";
import { lostBatch } from "../dispatch/submit.ts";
import type { Mode } from "../domain/mode.ts";
import type { Shard } from "../domain/shard.ts";
import { readManifest } from "../formats/run-manifest.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Provider } from "../providers/provider.ts";
import { findProvider } from "../providers/registry.ts";
import { dispatcherOf } from "./dispatcher-of.ts";
import { driveRun } from "./drive.ts";
import { completeHooks, type RunHooks } from "./hooks.ts";
import { findKnownBatch, unlessNotFound } from "./known-batch.ts";
import { checkProvider, openProvider } from "./open-provider.ts";
import type { SettingsChange } from "./run-settings.ts";
import { openRunFolder } from "./status.ts";
import type { RunSummary } from "./summary.ts";

/** How to go on with a run; what is left out is as the run began. Times in seconds, or with a unit. */
export interface ResumeOptions {
  readonly mode?: Mode;
  readonly pollInterval?: string | number;
  readonly timeout?: string | number;
  /** How long a lost submission is looked for before it is made again. */
  readonly settleTime?: string | number;
  readonly hedgeAfter?: string | number;
  readonly wait?: boolean;
  readonly batchSize?: number;
  readonly maxAttempts?: number;
  /** Live calls at once, and a second. */
  readonly concurrency?: number;
  readonly qps?: number;
  /** Most that the run may cost in all, in USD. */
  readonly maxCost?: number;
  /** What to do about live calls of which nobody knows whether they were answered. */
  readonly inDoubt?: "stop" | "ask-again" | "give-up";
  /** Ask once more what failed for a reason that may have gone away. */
  readonly retryFailed?: boolean;
  /** Id of a batch that the vendor has lost, or number of a submission in doubt: its requests are asked, and paid for, again. */
  readonly resubmit?: string;
  /** Id of a batch that is a submission in doubt. */
  readonly adopt?: string;
  /** The key is a new one of the same account: goes on with it if the vendor shows it the run's batches. */
  readonly newKey?: boolean;
}

/**
 * Goes on with a run from its folder alone.
 *
 * @throws like {@link generate}
 */
export async function resume(directory: string, options: ResumeOptions = {}, hooks: RunHooks = {}): Promise<RunSummary> {
  const { resubmit, adopt, retryFailed } = options;
  return await takeUp(directory, undefined, options, hooks, async (ledger, provider, { model, now }) => {
    if (resubmit !== undefined) await giveUpBatch(ledger, provider, directory, resubmit, now);
    if (adopt !== undefined) await adoptBatch(ledger, provider, model, adopt, now);
    if (retryFailed === true) ledger.reopenFailed();
  });
}

/**
 * Stops a run's batches at the vendor and collects what they had finished. The run can be resumed later.
 *
 * @throws like {@link generate}
 */
export async function cancel(
  directory: string,
  options: Pick<ResumeOptions, "pollInterval" | "timeout" | "settleTime" | "wait" | "newKey"> = {},
  hooks: RunHooks = {},
): Promise<RunSummary> {
  return await takeUp(directory, cancelDispatcher, options, hooks, async () => {});
}

async function takeUp(
  directory: string,
  dispatcher: Dispatcher | undefined,
  options: ResumeOptions,
  hooks: RunHooks,
  before: (ledger: Ledger, provider: Provider, run: { readonly model: string; readonly now: number }) => Promise<void>,
): Promise<RunSummary> {
  const world = completeHooks(hooks);
  const folder = openRunFolder(directory);
  const manifest = readManifest(folder.manifest);
  const settings = settingsChange(options, world.clock.now());
  const name = findProvider(manifest.model, manifest.provider);
  const provider = await openProvider(name, world, { settings: manifest.provider_settings });
  const mode = options.mode ?? manifest.settings.mode;
  if (mode === "batch") batchApiOf(provider);
  await checkProvider(provider, manifest.model, dispatcher === undefined ? mode : "batch", world);
  return await driveRun({
    folder,
    provider,
    dispatcher: dispatcher ?? dispatcherOf(mode),
    resumed: true,
    world,
    settings,
    ...(options.maxCost === undefined ? {} : { maxUsd: options.maxCost }),
    newKey: options.newKey ?? false,
    before: (ledger) => before(ledger, provider, { model: manifest.model, now: world.clock.now() }),
  });
}

function settingsChange(options: ResumeOptions, now: number): SettingsChange {
  const pollInterval = readDuration(options.pollInterval, "--poll-interval");
  const timeout = readDuration(options.timeout, "--timeout");
  const settleTime = readDuration(options.settleTime, "--settle-time");
  const hedgeAfter = readDuration(options.hedgeAfter, "--hedge-after");
  return {
    ...(pollInterval === undefined ? {} : { pollIntervalMs: pollInterval }),
    ...(timeout === undefined ? {} : { deadline: now + timeout }),
    ...(settleTime === undefined ? {} : { settleTimeMs: settleTime }),
    ...(hedgeAfter === undefined ? {} : { hedgeAfterMs: hedgeAfter }),
    ...(options.wait === undefined ? {} : { wait: options.wait }),
    ...(options.batchSize === undefined ? {} : { batchSize: options.batchSize }),
    ...(options.maxAttempts === undefined ? {} : { maxAttempts: options.maxAttempts }),
    live: {
      ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
      ...(options.qps === undefined ? {} : { requestsPerSecond: options.qps }),
      ...(options.inDoubt === undefined ? {} : { inDoubt: options.inDoubt }),
    },
  };
}

function readDuration(value: string | number | undefined, flag: string): number | undefined {
  if (value === undefined) return undefined;
  const milliseconds = parseDuration(value);
  if (milliseconds === undefined) throw new ConfigError(`${flag} must be a length of time such as 30, 90s, 10m or 24h; mend the value.`);
  return milliseconds;
}

/** Takes a batch for a submission that is in doubt. */
async function adoptBatch(ledger: Ledger, provider: Provider, model: string, batchId: string, now: number): Promise<void> {
  if (ledger.shards().some((shard) => shard.batchId === batchId)) {
    throw new ConfigError(`the run has batch ${batchId} already; speceval status shows its batches.`);
  }
  const doubtful = ledger.shards().filter(({ state }) => state === "intended");
  if (doubtful.length === 0) throw new ConfigError("the run has no submission in doubt; there is nothing to adopt a batch for.");
  const progress = await findKnownBatch(provider, batchId);
  if (progress === undefined) throw new ConfigError(`${provider.title} knows no batch ${batchId} for this account; check its id.`);
  const { total } = progress.counts ?? {};
  const fitting = doubtful.filter(({ requests }) => total === undefined || total === 0 || requests === total);
  if (fitting.length === 0) {
    throw new ConfigError(
      `batch ${batchId} has ${total} requests, and no submission in doubt has as many (${doubtful.map(({ requests }) => requests).join(", ")}); check its id.`,
    );
  }
  const shard = fitting.length === 1 ? fitting[0] : await ownerOf(ledger, provider, model, batchId, fitting);
  if (shard === undefined) {
    const numbers = fitting.map(({ number }) => number).join(", ");
    throw new ConfigError(
      `batch ${batchId} may be any of the submissions ${numbers}, which have as many requests; that shows when it has ended: resume without --adopt then, and without --no-wait.`,
    );
  }
  ledger.changeShard(shard.number, { state: "submitted", batchId, submittedAt: now, vendorState: progress.vendorState });
}

/** Which of several submissions in doubt a batch is, where the vendor shows that; a batch that is taken for another would be paid twice. */
async function ownerOf(
  ledger: Ledger,
  provider: Provider,
  model: string,
  batchId: string,
  shards: readonly Shard[],
): Promise<Shard | undefined> {
  for (const shard of shards) {
    const { found } = await batchApiOf(provider).find(lostBatch(ledger, shard, model), {});
    if (found?.ref.batchId === batchId) return shard;
  }
  return undefined;
}

async function giveUpBatch(ledger: Ledger, provider: Provider, directory: string, named: string, now: number): Promise<void> {
  const shard = ledger.shards().find(({ batchId, number }) => batchId === named || (batchId === null && String(number) === named));
  if (shard === undefined) throw new ConfigError(`the run ${directory} has no batch ${named}; speceval status shows its batches.`);
  if (shard.state === "collected" || shard.state === "withdrawn") {
    throw new ConfigError(`batch ${named} is ${shard.state} already: there is nothing of it to submit again.`);
  }
  // A submission in doubt has no id to ask for: the person knows better.
  if (shard.batchId !== null && !(await isLost(provider, shard.batchId))) {
    throw new ConfigError(
      `${provider.title} still has batch ${named} and will bill it; speceval cancel stops it and keeps what it has finished.`,
    );
  }
  if (shard.state !== "prepared") noteLoss(ledger, shard, now);
  ledger.withdrawShard(shard.number, "given up with --resubmit");
}

/** What a lost batch may have cost counts as spent. */
function noteLoss(ledger: Ledger, shard: Shard, now: number): void {
  const lost = { outcome: null, costUsd: null, wastedUsd: shard.reservedUsd / shard.requests };
  const lines = Array.from(ledger.unansweredOf(shard.number), ({ number }) => ({ ...lost, number }));
  ledger.noteCalls([], lines, now);
}

/** Whether the vendor does not know a batch any more, or has lost the results of one that has ended. */
async function isLost(provider: Provider, batchId: string): Promise<boolean> {
  const progress = await findKnownBatch(provider, batchId);
  if (progress === undefined) return true;
  if (progress.state === "pending") return false;
  return (await unlessNotFound(() => hasResults(provider, progress))) !== true;
}

async function hasResults(provider: Provider, progress: BatchProgress): Promise<boolean> {
  for await (const lines of batchApiOf(provider).results(progress, {})) if (lines.length > 0) return true;
  return false;
}
