import { existsSync } from "node:fs";
import { join } from "node:path";
import type { BatchRecords } from "../dispatch/dispatcher.ts";
import type { Shard } from "../domain/shard.ts";
import { type BatchPrompt, batchMetadataPath, updateBatchMetadata, writeBatchMetadata } from "../formats/batch-metadata.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { RunFolder } from "./run-folder.ts";

/** Keeps `metadata/{batch_id}.json` up to date: whole at first, then only its head. */
export function batchRecords(folder: RunFolder, ledger: Ledger): BatchRecords {
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
