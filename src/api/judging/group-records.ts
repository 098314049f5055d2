import { join } from "node:path";
import type { BatchRecords } from "../../dispatch/dispatcher.ts";
import { parseSheet } from "../../domain/sheet.ts";
import type { Shard } from "../../domain/shard.ts";
import { type BatchTask, batchMetadataPath, updateBatchMetadata, writeBatchMetadata } from "../../formats/batch-metadata.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { makeFolder, type RunFolder } from "../run-folder.ts";

const METADATA_NAME = "metadata";

/** Folders of all groups that results and records are written to. */
export function groupFolders(folder: RunFolder, ledger: Ledger): string[] {
  const folders = new Set<string>();
  for (const key of ledger.statements()) {
    const sheet = parseSheet(key);
    folders.add(join(folder.path, sheet.group, sheet.folder));
    folders.add(join(folder.path, sheet.group, METADATA_NAME));
  }
  return [...folders];
}

/** Keeps `{group}/metadata/{batch_id}.json` up to date, for each group that has lines in the batch. */
export function groupRecords(folder: RunFolder, ledger: Ledger): BatchRecords {
  /** Groups of each shard: they never change, and finding them means to read all of its lines. */
  const known = new Map<number, readonly string[]>();
  return {
    update(shard, progress) {
      const inputPath = join(folder.preprocessed, shard.inputFile);
      const pathOf = (group: string): string => batchMetadataPath(join(folder.path, group, METADATA_NAME), progress.ref.batchId);
      const groups = known.get(shard.number);
      if (groups !== undefined) {
        for (const group of groups) updateBatchMetadata(pathOf(group), shard, progress, inputPath);
        return;
      }
      const tasks = tasksOf(ledger, shard);
      for (const [group, lines] of tasks) {
        makeFolder(join(folder.path, group, METADATA_NAME));
        writeBatchMetadata(pathOf(group), shard, progress, inputPath, () => lines);
      }
      known.set(shard.number, [...tasks.keys()]);
    },
  };
}

/** The lines of a shard by group. */
function tasksOf(ledger: Ledger, shard: Shard): ReadonlyMap<string, readonly BatchTask[]> {
  const tasks = new Map<string, BatchTask[]>();
  for (const { requestId, statementId: key, originalIndex, sampleIndex } of ledger.shardItems(shard.number)) {
    const { group, statementId } = parseSheet(key);
    const task = { customId: requestId, task: { original_index: originalIndex, statement_id: statementId, sample_index: sampleIndex } };
    const lines = tasks.get(group);
    if (lines === undefined) tasks.set(group, [task]);
    else lines.push(task);
  }
  return tasks;
}
