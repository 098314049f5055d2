import { existsSync } from "node:fs";
import { removeLeftovers } from "../files/atomic.ts";
import { explainFileErrorOfRun } from "../files/explain.ts";
import { type FileLock, lockFile } from "../files/lock.ts";
import { readManifest } from "../formats/run-manifest.ts";
import { type Arrivals, NO_ARRIVALS } from "../dispatch/arrivals.ts";
import { Budget } from "../dispatch/budget.ts";
import type { BudgetPool } from "../dispatch/budget-pool.ts";
import type { Dispatcher } from "../dispatch/dispatcher.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { SqliteLedger } from "../ledger/sqlite-ledger.ts";
import type { Provider } from "../providers/provider.ts";
import { type ResultWriter, runStage } from "../run/run-stage.ts";
import { bindAccount } from "./account.ts";
import type { World } from "./hooks.ts";
import { LiveTurns } from "./live-turns.ts";
import { makeFolder, type RunFolder } from "./run-folder.ts";
import { openParts } from "./open-parts.ts";
import { dispatchSettings, type SettingsChange } from "./run-settings.ts";
import { spendingOf } from "./spending.ts";
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
  /** Waited for before the ledger is closed: whoever plans into it may be in the middle of that. */
  readonly after?: () => Promise<void>;
  /** Whether a key with another digest may go on with the run. */
  readonly newKey?: boolean;
  /** Work that is planned while the run goes on already. */
  readonly arrivals?: Arrivals;
  /** Shared with runs that go on beside it. */
  readonly liveTurns?: LiveTurns;
  readonly pool?: BudgetPool;
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
      const parts = openParts(manifest, folder, ledger);
      tidyFolders(folder, parts.resultFolders(ledger));
      reopenLostFiles(ledger, parts.writer);
      const totals = ledger.totals();
      world.onEvent({
        type: "run-started",
        directory: folder.path,
        resumed: drive.resumed,
        items: totals.items,
        requests: totals.requests,
        settled: totals.settled,
      });
      const spending = spendingOf({
        provider: manifest.provider,
        model: manifest.model,
        at: world.clock.now(),
        maxUsd: drive.maxUsd ?? manifest.settings.max_cost_usd,
        maxOutputTokens: manifest.parameters.max_output_tokens,
        allowUnknownPrice: manifest.settings.allow_unknown_price,
      });
      const runSettings = dispatchSettings(manifest.settings, settings);
      await runStage({
        dispatcher: drive.dispatcher,
        writer: parts.writer,
        context: {
          ledger,
          provider,
          toRequest: (item) => ({ id: item.requestId, body: parts.toBody(item) }),
          toCost: spending.toCost,
          budget: new Budget(spending.budget, ledger, drive.pool && { pool: drive.pool, run: folder.path }),
          inputFolder: folder.preprocessed,
          records: parts.records,
          settings: runSettings,
          arrivals: drive.arrivals ?? NO_ARRIVALS,
          turns: (drive.liveTurns ?? new LiveTurns(world.clock)).of(provider.account, manifest.model, runSettings.live),
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
      await drive.after?.();
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

/** Makes the folders that are written to, and clears away what a killed process left in them. */
function tidyFolders({ path, ledger, preprocessed }: RunFolder, resultFolders: readonly string[]): void {
  for (const folder of [path, ledger, preprocessed, ...resultFolders]) {
    makeFolder(folder);
    removeLeftovers(folder);
  }
}

/** Has result files written again that somebody removed. */
function reopenLostFiles(ledger: Ledger, writer: ResultWriter): void {
  for (const statementId of ledger.statements()) {
    if (!existsSync(writer.path(statementId))) ledger.markStatementWritten(statementId, false);
  }
}
