import { removeLeftovers } from "../files/atomic.ts";
import { explainFileErrorOfRun } from "../files/explain.ts";
import { type FileLock, lockFile } from "../files/lock.ts";
import { readManifest, type RunManifest } from "../formats/run-manifest.ts";
import { Budget } from "../dispatch/budget.ts";
import type { Dispatcher } from "../dispatch/dispatcher.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { SqliteLedger } from "../ledger/sqlite-ledger.ts";
import type { Provider } from "../providers/provider.ts";
import { toGenerateItem } from "../run/plan.ts";
import { runStage } from "../run/run-stage.ts";
import { generateStage, type GenerateItem, type GenerateResult } from "../stages/generate.ts";
import type { Stage } from "../stages/stage.ts";
import { bindAccount } from "./account.ts";
import { batchRecords } from "./batch-records.ts";
import type { World } from "./hooks.ts";
import { makeFolder, type RunFolder } from "./run-folder.ts";
import { dispatchSettings, type SettingsChange } from "./run-settings.ts";
import { spendingOf } from "./spending.ts";
import { reopenLostFiles, writeStatement } from "./statement-results.ts";
import { type RunSummary, summarize } from "./summary.ts";

/** What drives a run that exists. */
export interface Drive {
  readonly folder: RunFolder;
  readonly provider: Provider;
  readonly dispatcher: Dispatcher;
  readonly settings: SettingsChange;
  /** In place of the budget that the run began with, in USD. */
  readonly maxUsd?: number;
  readonly resumed: boolean;
  readonly world: World;
  /** Done with the ledger before anything else, under the lock. */
  readonly before?: (ledger: Ledger) => Promise<void>;
  /** Whether a key with another digest may go on with the run. */
  readonly newKey?: boolean;
}

/**
 * Takes a run's lock, goes on with it until it is complete or cannot go on, and lets it go again.
 *
 * @throws {LockedError} when another process drives it; {ConfigError} when its batches are another account's
 */
export async function driveRun(drive: Drive): Promise<RunSummary> {
  const { folder, provider, world, settings } = drive;
  const manifest = readManifest(folder.manifest);
  const lock = lockRun(folder);
  try {
    const ledger = SqliteLedger.open(folder.ledger, { readOnly: false });
    try {
      await bindAccount(ledger, provider, folder.path, { newKey: drive.newKey ?? false });
      await drive.before?.(ledger);
      for (const path of [folder.preprocessed, folder.metadata, folder.results]) makeFolder(path);
      for (const path of [folder.path, folder.ledger, folder.preprocessed, folder.metadata, folder.results]) removeLeftovers(path);
      reopenLostFiles(ledger, folder);
      const totals = ledger.totals();
      world.onEvent({
        type: "run-started",
        directory: folder.path,
        resumed: drive.resumed,
        items: totals.items,
        requests: totals.requests,
        settled: totals.settled,
      });
      const stage = stageOf(manifest);
      const spending = spendingOf({
        provider: manifest.provider,
        model: manifest.model,
        at: world.clock.now(),
        maxUsd: drive.maxUsd ?? manifest.settings.max_cost_usd,
        maxOutputTokens: manifest.parameters.max_output_tokens,
        allowUnknownPrice: manifest.settings.allow_unknown_price,
      });
      await runStage({
        dispatcher: drive.dispatcher,
        writeStatement: (statementId, results) => writeStatement(folder, stage, statementId, results),
        context: {
          ledger,
          provider,
          toRequest: (item) => ({ id: item.requestId, body: stage.request(toGenerateItem(item)) }),
          toCost: spending.toCost,
          budget: new Budget(spending.budget, ledger),
          inputFolder: folder.preprocessed,
          records: batchRecords(folder, ledger),
          settings: dispatchSettings(manifest.settings, settings),
          model: manifest.model,
          clock: world.clock,
          signal: world.signal,
          emit: world.onEvent,
          newKey: world.newKey,
          random: world.random,
        },
      });
      return summarize(folder, manifest, ledger);
    } finally {
      ledger.close();
    }
  } catch (error) {
    throw explainFileErrorOfRun(error, folder.path);
  } finally {
    lock.release();
  }
}

function lockRun(folder: RunFolder): FileLock {
  try {
    return lockFile(folder.lock, `the run ${folder.path}`);
  } catch (error) {
    throw explainFileErrorOfRun(error, folder.path);
  }
}

/** The stage of a run, as its manifest has it. */
function stageOf(manifest: RunManifest): Stage<GenerateItem, GenerateResult> {
  const { temperature, max_output_tokens, system_prompt } = manifest.parameters;
  return generateStage({
    model: manifest.model,
    ...(temperature === null ? {} : { temperature }),
    ...(max_output_tokens === null ? {} : { maxOutputTokens: max_output_tokens }),
    ...(system_prompt === null ? {} : { systemPrompt: system_prompt }),
  });
}
