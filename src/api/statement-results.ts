import { existsSync } from "node:fs";
import type { Generation } from "../domain/generation.ts";
import { writeGenerations } from "../formats/generations.ts";
import type { ItemResult, Ledger } from "../ledger/ledger.ts";
import { toGenerateItem } from "../run/plan.ts";
import type { GenerateItem, GenerateResult } from "../stages/generate.ts";
import type { Stage } from "../stages/stage.ts";
import { resultPath, type RunFolder } from "./run-folder.ts";

type GenerateStage = Stage<GenerateItem, GenerateResult>;

/** Writes `results/{statement_id}.json`. */
export function writeStatement(
  folder: RunFolder,
  stage: GenerateStage,
  statementId: string,
  results: Iterable<ItemResult>,
): { path: string; rows: number } {
  const path = resultPath(folder, statementId);
  return { path, rows: writeGenerations(path, generationsOf(stage, results)) };
}

function* generationsOf(stage: GenerateStage, results: Iterable<ItemResult>): Generator<Generation> {
  for (const { item, outcome, settled, batchId } of results) {
    // A row that may still be answered is not there yet: readers must not take it for a failure.
    if (outcome === null || !settled) continue;
    yield { ...stage.read(toGenerateItem(item), outcome), batchId, requestId: item.requestId };
  }
}

/** Has result files written again that somebody removed. */
export function reopenLostFiles(ledger: Ledger, folder: RunFolder): void {
  for (const statementId of ledger.statements()) {
    if (!existsSync(resultPath(folder, statementId))) ledger.markStatementWritten(statementId, false);
  }
}
