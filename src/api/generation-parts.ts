import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Generation } from "../domain/generation.ts";
import type { BatchRecords } from "../dispatch/dispatcher.ts";
import type { Shard } from "../domain/shard.ts";
import { type BatchTask, batchMetadataPath, updateBatchMetadata, writeBatchMetadata } from "../formats/batch-metadata.ts";
import { writeGenerations } from "../formats/generations.ts";
import type { GenerationManifest } from "../formats/run-manifest.ts";
import type { AskedItem, ItemResult, Ledger } from "../ledger/ledger.ts";
import type { ResultWriter } from "../run/run-stage.ts";
import { generateStage } from "../stages/generate.ts";
import { resultPath, type RunFolder } from "./run-folder.ts";
import type { RunParts } from "./run-parts.ts";

/** What a run that puts prompts to a candidate is made of. */
export function generationParts(manifest: GenerationManifest, folder: RunFolder, ledger: Ledger): RunParts {
  const stage = stageOf(manifest);
  return {
    toBody: (item) => stage.request(stage.restore(item)),
    writer: generationWriter(folder),
    records: generationRecords(folder, ledger),
    resultFolders: () => [folder.results, folder.metadata],
  };
}

function stageOf({ model, parameters }: GenerationManifest) {
  const { temperature, max_output_tokens, system_prompt } = parameters;
  return generateStage({
    model,
    ...(temperature === null ? {} : { temperature }),
    ...(max_output_tokens === null ? {} : { maxOutputTokens: max_output_tokens }),
    ...(system_prompt === null ? {} : { systemPrompt: system_prompt }),
  });
}

function generationWriter(folder: RunFolder): ResultWriter {
  const path = (statementId: string): string => resultPath(folder, statementId);
  return {
    path,
    write: (statementId, results) => ({ rows: writeGenerations(path(statementId), generationsOf(results)), reasks: [] }),
  };
}

function* generationsOf(results: Iterable<ItemResult>): Generator<Generation> {
  for (const { item, requestId, outcome, settled, batchId } of results) {
    // A row that may still be answered is not there yet: readers must not take it for a failure.
    if (outcome === null || !settled) continue;
    const { originalIndex, sampleIndex, payload } = item;
    yield { originalIndex, sampleIndex, inputText: payload, outcome, batchId, requestId };
  }
}

/** Keeps `metadata/{batch_id}.json` up to date: whole at first, then only its head. */
function generationRecords(folder: RunFolder, ledger: Ledger): BatchRecords {
  return {
    update(shard, progress) {
      const path = batchMetadataPath(folder.metadata, progress.ref.batchId);
      const inputPath = join(folder.preprocessed, shard.inputFile);
      if (existsSync(path)) updateBatchMetadata(path, shard, progress, inputPath);
      else writeBatchMetadata(path, shard, progress, inputPath, () => tasksOf(ledger, shard));
    },
  };
}

function* tasksOf(ledger: Ledger, shard: Shard): Generator<BatchTask> {
  for (const item of ledger.shardItems(shard.number)) yield { customId: item.requestId, task: taskOf(item) };
}

function taskOf({ originalIndex, statementId, payload, sampleIndex }: AskedItem): BatchTask["task"] {
  return { original_index: originalIndex, statement_id: statementId, input_text: payload, sample_index: sampleIndex };
}
