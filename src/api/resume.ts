import { parseDuration } from "../config/duration.ts";
import type { BatchProgress } from "../domain/batch.ts";
import { ConfigError } from "../errors.ts";
import { batchDispatcher } from "../dispatch/batch.ts";
import { cancelDispatcher } from "../dispatch/cancel.ts";
import { batchApiOf, type Dispatcher, type DispatchSettings } from "../dispatch/dispatcher.ts";
import { readManifest } from "../formats/run-manifest.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Provider } from "../providers/provider.ts";
import { findProvider } from "../providers/registry.ts";
import { driveRun } from "./drive.ts";
import { completeHooks, type RunHooks } from "./hooks.ts";
import { findKnownBatch, unlessNotFound } from "./known-batch.ts";
import { checkProvider, openProvider } from "./open-provider.ts";
import { openRunFolder } from "./status.ts";
import type { RunSummary } from "./summary.ts";

/** How to go on with a run; what is left out is as the run began. Times in seconds, or with a unit. */
export interface ResumeOptions {
  readonly pollInterval?: string | number;
  readonly timeout?: string | number;
  /** How long a lost submission is looked for before it is made again. */
  readonly settleTime?: string | number;
  readonly wait?: boolean;
  readonly batchSize?: number;
  readonly maxAttempts?: number;
  /** Id of a batch that the vendor has lost: its requests are asked, and paid for, again. */
  readonly resubmit?: string;
  /** The key is a new one of the same account: goes on with it if the vendor shows it the run's batches. */
  readonly newKey?: boolean;
}

/**
 * Goes on with a run from its folder alone.
 *
 * @throws like {@link generate}
 */
export async function resume(directory: string, options: ResumeOptions = {}, hooks: RunHooks = {}): Promise<RunSummary> {
  const { resubmit } = options;
  return await takeUp(directory, batchDispatcher, options, hooks, async (ledger, provider) => {
    if (resubmit !== undefined) await giveUpBatch(ledger, provider, directory, resubmit);
  });
}

/**
 * Stops a run's batches at the vendor and collects what they had finished. The run can be resumed later.
 *
 * @throws like {@link generate}
 */
export async function cancel(directory: string, options: Omit<ResumeOptions, "resubmit"> = {}, hooks: RunHooks = {}): Promise<RunSummary> {
  return await takeUp(directory, cancelDispatcher, options, hooks, async () => {});
}

async function takeUp(
  directory: string,
  dispatcher: Dispatcher,
  options: ResumeOptions,
  hooks: RunHooks,
  before: (ledger: Ledger, provider: Provider) => Promise<void>,
): Promise<RunSummary> {
  const world = completeHooks(hooks);
  const folder = openRunFolder(directory);
  const manifest = readManifest(folder.manifest);
  const settings = dispatchSettings(options, world.clock.now());
  const provider = await openProvider(findProvider(manifest.model, manifest.provider), world);
  await checkProvider(provider, manifest.model, world);
  return await driveRun({
    folder,
    provider,
    dispatcher,
    resumed: true,
    world,
    settings,
    newKey: options.newKey ?? false,
    before: (ledger) => before(ledger, provider),
  });
}

function dispatchSettings(options: ResumeOptions, now: number): Partial<DispatchSettings> {
  const pollInterval = readDuration(options.pollInterval, "--poll-interval");
  const timeout = readDuration(options.timeout, "--timeout");
  const settleTime = readDuration(options.settleTime, "--settle-time");
  return {
    ...(pollInterval === undefined ? {} : { pollIntervalMs: pollInterval }),
    ...(timeout === undefined ? {} : { deadline: now + timeout }),
    ...(settleTime === undefined ? {} : { settleTimeMs: settleTime }),
    ...(options.wait === undefined ? {} : { wait: options.wait }),
    ...(options.batchSize === undefined ? {} : { batchSize: options.batchSize }),
    ...(options.maxAttempts === undefined ? {} : { maxAttempts: options.maxAttempts }),
  };
}

function readDuration(value: string | number | undefined, flag: string): number | undefined {
  if (value === undefined) return undefined;
  const milliseconds = parseDuration(value);
  if (milliseconds === undefined) throw new ConfigError(`${flag} must be a length of time such as 30, 90s, 10m or 24h; mend the value.`);
  return milliseconds;
}

async function giveUpBatch(ledger: Ledger, provider: Provider, directory: string, batchId: string): Promise<void> {
  const shard = ledger.shards().find((candidate) => candidate.batchId === batchId);
  if (shard === undefined) throw new ConfigError(`the run ${directory} has no batch ${batchId}; speceval status shows its batches.`);
  if (shard.state === "collected" || shard.state === "withdrawn") {
    throw new ConfigError(`batch ${batchId} is ${shard.state} already: there is nothing of it to submit again.`);
  }
  if (!(await isLost(provider, batchId))) {
    throw new ConfigError(
      `${provider.title} still has batch ${batchId} and will bill it; speceval cancel stops it and keeps what it has finished.`,
    );
  }
  ledger.withdrawShard(shard.number, "given up with --resubmit");
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
