import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { compareTexts } from "../../domain/compare-texts.ts";
import { SpecevalError } from "../../errors.ts";
import { MANIFEST_NAME } from "../../formats/run-manifest.ts";
import type { RunCost } from "../../report/summary.ts";
import { readStatus } from "../status.ts";
import type { RunSummary } from "../summary.ts";
import type { FoundJudgements } from "./judgement-folder.ts";

/** What the ledgers of runs say; of runs without one, nothing. */
export interface LedgerFacts {
  readonly cost: readonly RunCost[];
  /** Whether a run is complete, by its folder. */
  readonly complete: ReadonlyMap<string, boolean>;
  readonly warnings: readonly string[];
}

/** Reads the ledgers of all runs that verdicts come from: of judges, and of the candidates where their folders are still there. */
export async function readLedgers({ folders, generations }: FoundJudgements): Promise<LedgerFacts> {
  const judged = folders.filter(({ isRun }) => isRun).map(({ source }) => source);
  const answered = folders
    .flatMap(({ answerFolders }) => answerFolders.map(dirname))
    .filter((path) => existsSync(join(path, MANIFEST_NAME)));
  const runs = new Map<string, string>();
  for (const path of [...judged, ...generations, ...answered]) {
    const real = realpathSync(path);
    if (!runs.has(real)) runs.set(real, path);
  }
  const cost: RunCost[] = [];
  const complete = new Map<string, boolean>();
  const warnings: string[] = [];
  for (const path of runs.values()) {
    const status = await statusOf(path);
    if (status === undefined) continue;
    cost.push(costOf(path, status));
    complete.set(path, status.state === "complete");
    if (status.state !== "complete") {
      const { settled, requests } = status.totals;
      warnings.push(`${path} is not finished: ${settled} of ${requests} requests are settled. speceval resume ${path} goes on with it.`);
    }
  }
  return { cost: cost.toSorted((a, b) => compareTexts(a.path, b.path)), complete, warnings: warnings.toSorted() };
}

/** Results are often copied without their ledger, and are no worse for it. */
async function statusOf(path: string): Promise<RunSummary | undefined> {
  try {
    return await readStatus(path);
  } catch (error) {
    if (error instanceof SpecevalError) return undefined;
    throw error;
  }
}

function costOf(path: string, { stage, spec, model, mode, totals, shards, calls }: RunSummary): RunCost {
  const begun = [...shards.flatMap(({ submittedAt }) => submittedAt ?? []), ...(calls === null ? [] : [calls.firstAt])];
  const ended = [...shards.flatMap(({ endedAt }) => endedAt ?? []), ...(calls === null ? [] : [calls.lastAt])];
  return {
    path,
    stage,
    spec,
    model,
    mode,
    requests: totals.requests,
    inputTokens: totals.inputTokens,
    outputTokens: totals.outputTokens,
    usd: totals.unpriced > 0 ? null : totals.costUsd + totals.wastedUsd,
    milliseconds: begun.length === 0 || ended.length === 0 ? null : Math.max(...ended) - Math.min(...begun),
  };
}
