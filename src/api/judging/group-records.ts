import { join } from "node:path";
import type { BatchRecords } from "../../dispatch/dispatcher.ts";
import { parseSheet, type Sheet } from "../../domain/sheet.ts";
import type { Shard } from "../../domain/shard.ts";
import { type BatchTask, batchMetadataPath, updateBatchMetadata, writeBatchMetadata } from "../../formats/batch-metadata.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { makeFolder, type RunFolder } from "../run-folder.ts";

/** Folders of all groups that results and records are written to. */
export function groupFolders(folder: RunFolder, ledger: Ledger): string[] {
  const folders = new Set<string>();
  for (const key of ledger.statements()) {
    const sheet = parseSheet(key);
    folders.add(join(folder.path, sheet.group, sheet.folder));
    folders.add(metadataFolder(folder, sheet));
  }
  return [...folders];
}

/** Keeps `{group}/metadata/{batch_id}.json` up to date, for each group that has lines in the batch. */
export function groupRecords(folder: RunFolder, ledger: Ledger): BatchRecords {
  /** Folders of each shard, which never change, and finding them means to read all of its lines; and what their files tell of it. */
  const known = new Map<number, { readonly folders: readonly string[]; news: string }>();
  return {
    update(shard, progress) {
      const inputPath = join(folder.preprocessed, shard.inputFile);
      const news = JSON.stringify([shard.uploadId, shard.submittedAt, progress]);
      const before = known.get(shard.number);
      if (before !== undefined) {
        // Looked at every minute for a day, a batch with lines of hundreds of pairs has news a few times only.
        if (before.news === news) return;
        before.news = news;
        for (const metadata of before.folders)
          updateBatchMetadata(batchMetadataPath(metadata, progress.ref.batchId), shard, progress, inputPath);
        return;
      }
      const tasks = tasksOf(folder, ledger, shard);
      for (const [metadata, lines] of tasks) {
        makeFolder(metadata);
        writeBatchMetadata(batchMetadataPath(metadata, progress.ref.batchId), shard, progress, inputPath, () => lines);
      }
      known.set(shard.number, { folders: [...tasks.keys()], news });
    },
  };
}

/** Beside a group's folder of results; where its results are right in its folder, apart from them. */
function metadataFolder(folder: RunFolder, { group, folder: inner }: Pick<Sheet, "group" | "folder">): string {
  return inner === "" ? join(folder.metadata, group) : join(folder.path, group, "metadata");
}

/** The lines of a shard by the folder of their group's metadata. */
function tasksOf(folder: RunFolder, ledger: Ledger, shard: Shard): ReadonlyMap<string, readonly BatchTask[]> {
  const tasks = new Map<string, BatchTask[]>();
  for (const { requestId, statementId: key, originalIndex, sampleIndex } of ledger.shardItems(shard.number)) {
    const sheet = parseSheet(key);
    const { statementId } = sheet;
    const metadata = metadataFolder(folder, sheet);
    const task = { customId: requestId, task: { original_index: originalIndex, statement_id: statementId, sample_index: sampleIndex } };
    const lines = tasks.get(metadata);
    if (lines === undefined) tasks.set(metadata, [task]);
    else lines.push(task);
  }
  return tasks;
}
