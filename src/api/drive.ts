import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Generation } from "../domain/generation.ts";
import type { Shard } from "../domain/shard.ts";
import { ConfigError } from "../errors.ts";
import { removeLeftovers } from "../files/atomic.ts";
import { explainFileErrorOfRun } from "../files/explain.ts";
import { lockFile } from "../files/lock.ts";
import { type BatchPrompt, batchMetadataPath, updateBatchMetadata, writeBatchMetadata } from "../formats/batch-metadata.ts";
import { writeGenerations } from "../formats/generations.ts";
import { readManifest, type RunManifest } from "../formats/run-manifest.ts";
import type { BatchRecords, Dispatcher, DispatchSettings } from "../dispatch/dispatcher.ts";
import type { ItemResult, Ledger } from "../ledger/ledger.ts";
import { SqliteLedger } from "../ledger/sqlite-ledger.ts";
import { findPrice } from "../prices/price.ts";
import type { Provider } from "../providers/provider.ts";
import { toGenerateItem } from "../run/plan.ts";
import { runStage } from "../run/run-stage.ts";
import { generateStage, type GenerateItem, type GenerateResult } from "../stages/generate.ts";
import type { Stage } from "../stages/stage.ts";
import type { World } from "./hooks.ts";
import type { RunFolder } from "./run-folder.ts";
import { type RunSummary, summarize } from "./summary.ts";

/** What drives a run that exists. */
export interface Drive {
  readonly folder: RunFolder;
  readonly provider: Provider;
  readonly dispatcher: Dispatcher;
  readonly settings: Partial<DispatchSettings>;
  readonly resumed: boolean;
  readonly world: World;
  /** Done with the ledger before anything else, under the lock. */
  readonly before?: (ledger: Ledger) => void;
}

/**
 * Takes a run's lock, goes on with it until it is complete or cannot go on, and lets it go again.
 *
 * @throws {LockedError} when another process drives it; {ConfigError} when its batches are another account's
 */
export async function driveRun(drive: Drive): Promise<RunSummary> {
  const { folder, provider, world, settings } = drive;
  const manifest = readManifest(folder.manifest);
  const lock = lockFile(folder.lock, `the run ${folder.path}`);
  try {
    const ledger = SqliteLedger.open(folder.ledger, { readOnly: false });
    try {
      bindAccount(ledger, provider, folder);
      drive.before?.(ledger);
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
      const price = findPrice({ provider: manifest.provider, model: manifest.model, batch: true, at: world.clock.now() });
      await runStage({
        dispatcher: drive.dispatcher,
        writeStatement: (statementId, results) => writeStatement(folder, stage, statementId, results),
        context: {
          ledger,
          provider,
          toRequest: (item) => ({ id: item.requestId, body: stage.request(toGenerateItem(item)) }),
          toCost: (outcome) => (outcome.status === "succeeded" && outcome.usage !== null ? (price?.(outcome.usage) ?? null) : null),
          inputFolder: folder.preprocessed,
          records: batchRecords(folder, ledger),
          settings: {
            batchSize: manifest.settings.batch_size ?? Infinity,
            pollIntervalMs: manifest.settings.poll_interval_ms,
            maxAttempts: manifest.settings.max_attempts,
            wait: true,
            deadline: Infinity,
            ...settings,
          },
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

/** The stage of a run, as its manifest has it. */
export function stageOf(manifest: RunManifest): Stage<GenerateItem, GenerateResult> {
  const { temperature, max_output_tokens, system_prompt } = manifest.parameters;
  return generateStage({
    model: manifest.model,
    ...(temperature === null ? {} : { temperature }),
    ...(max_output_tokens === null ? {} : { maxOutputTokens: max_output_tokens }),
    ...(system_prompt === null ? {} : { systemPrompt: system_prompt }),
  });
}

function bindAccount(ledger: Ledger, provider: Provider, folder: RunFolder): void {
  const bound = ledger.account();
  const { account } = provider;
  if (bound === null) {
    ledger.bindAccount(account);
    return;
  }
  if (bound.baseUrl !== account.baseUrl) {
    throw new ConfigError(
      `the run ${folder.path} belongs to ${bound.baseUrl}, and this is ${account.baseUrl}; set the base URL it began with, or begin another run with --new-run.`,
    );
  }
  if (bound.provider !== account.provider || bound.keyDigest !== account.keyDigest) {
    throw new ConfigError(
      `the run ${folder.path} belongs to another account of ${bound.provider} (its key has the digest ${bound.keyDigest}, this one ${account.keyDigest}); set the key it began with, or begin another run with --new-run.`,
    );
  }
}

/** A result file that somebody removed is written again. */
function reopenLostFiles(ledger: Ledger, folder: RunFolder): void {
  for (const statementId of ledger.statements()) {
    if (!existsSync(resultPath(folder, statementId))) ledger.markStatementWritten(statementId, false);
  }
}

function resultPath(folder: RunFolder, statementId: string): string {
  return join(folder.results, `${statementId}.json`);
}

function writeStatement(
  folder: RunFolder,
  stage: Stage<GenerateItem, GenerateResult>,
  statementId: string,
  results: Iterable<ItemResult>,
): { path: string; rows: number } {
  const path = resultPath(folder, statementId);
  return { path, rows: writeGenerations(path, readGenerationsOf(stage, results)) };
}

function* readGenerationsOf(stage: Stage<GenerateItem, GenerateResult>, results: Iterable<ItemResult>): Generator<Generation> {
  for (const { item, outcome, settled, batchId } of results) {
    // A row that may still be answered is not there yet: readers must not take it for a failure.
    if (outcome === null || !settled) continue;
    yield { ...stage.read(toGenerateItem(item), outcome), batchId, requestId: item.requestId };
  }
}

function batchRecords(folder: RunFolder, ledger: Ledger): BatchRecords {
  return {
    update(shard, progress) {
      const path = batchMetadataPath(folder.metadata, progress.ref.batchId);
      const inputPath = join(folder.preprocessed, shard.inputFile);
      if (existsSync(path)) updateBatchMetadata(path, shard, progress, inputPath);
      else writeBatchMetadata(path, shard, progress, inputPath, () => promptsOf(ledger, shard));
    },
  };
}

function* promptsOf(ledger: Ledger, shard: Shard): Generator<BatchPrompt> {
  for (const item of ledger.shardItems(shard.number)) {
    yield {
      customId: item.requestId,
      prompt: {
        original_index: item.originalIndex,
        statement_id: item.statementId,
        input_text: item.payload,
        sample_index: item.sampleIndex,
      },
    };
  }
}
