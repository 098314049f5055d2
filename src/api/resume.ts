import { parseDuration } from "../config/duration.ts";
import { ConfigError } from "../errors.ts";
import { batchDispatcher } from "../dispatch/batch.ts";
import { cancelDispatcher } from "../dispatch/cancel.ts";
import type { Dispatcher, DispatchSettings } from "../dispatch/dispatcher.ts";
import { readManifest } from "../formats/run-manifest.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { findProvider } from "../providers/registry.ts";
import { driveRun } from "./drive.ts";
import { completeHooks, type RunHooks } from "./hooks.ts";
import { openProvider } from "./open-provider.ts";
import type { RunFolder } from "./run-folder.ts";
import { openRunFolder } from "./status.ts";
import type { RunSummary } from "./summary.ts";

/** How to go on with a run; what is left out is as the run began. Times in seconds, or with a unit. */
export interface ResumeOptions {
  readonly pollInterval?: string | number;
  readonly timeout?: string | number;
  readonly wait?: boolean;
  readonly batchSize?: number;
  readonly maxAttempts?: number;
  /** Id of a batch that the vendor has lost: its requests are asked, and paid for, again. */
  readonly resubmit?: string;
}

/**
 * Goes on with a run from its folder alone.
 *
 * @throws like {@link generate}
 */
export async function resume(directory: string, options: ResumeOptions = {}, hooks: RunHooks = {}): Promise<RunSummary> {
  const { resubmit } = options;
  return await takeUp(directory, batchDispatcher, options, hooks, (ledger, folder) => {
    if (resubmit !== undefined) giveUpBatch(ledger, folder, resubmit);
  });
}

/**
 * Stops a run's batches at the vendor and collects what they had finished. The run can be resumed later.
 *
 * @throws like {@link generate}
 */
export async function cancel(directory: string, options: Omit<ResumeOptions, "resubmit"> = {}, hooks: RunHooks = {}): Promise<RunSummary> {
  return await takeUp(directory, cancelDispatcher, options, hooks, () => {});
}

async function takeUp(
  directory: string,
  dispatcher: Dispatcher,
  options: ResumeOptions,
  hooks: RunHooks,
  before: (ledger: Ledger, folder: RunFolder) => void,
): Promise<RunSummary> {
  const world = completeHooks(hooks);
  const folder = openRunFolder(directory);
  const manifest = readManifest(folder.manifest);
  const settings = dispatchSettings(options, world.clock.now());
  const provider = await openProvider(findProvider(manifest.model, manifest.provider), world);
  await provider.check({ signal: world.signal });
  return await driveRun({ folder, provider, dispatcher, resumed: true, world, settings, before: (ledger) => before(ledger, folder) });
}

function dispatchSettings(options: ResumeOptions, now: number): Partial<DispatchSettings> {
  const pollInterval = readDuration(options.pollInterval, "--poll-interval");
  const timeout = readDuration(options.timeout, "--timeout");
  return {
    ...(pollInterval === undefined ? {} : { pollIntervalMs: pollInterval }),
    ...(timeout === undefined ? {} : { deadline: now + timeout }),
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

function giveUpBatch(ledger: Ledger, folder: RunFolder, batchId: string): void {
  const shard = ledger.shards().find((candidate) => candidate.batchId === batchId);
  if (shard === undefined) throw new ConfigError(`the run ${folder.path} has no batch ${batchId}; speceval status shows its batches.`);
  if (shard.state === "collected" || shard.state === "withdrawn") {
    throw new ConfigError(`batch ${batchId} is ${shard.state} already: there is nothing of it to submit again.`);
  }
  ledger.withdrawShard(shard.number, "given up with --resubmit");
}
