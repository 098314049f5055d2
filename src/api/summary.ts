import { existsSync } from "node:fs";
import type { Mode } from "../domain/mode.ts";
import type { Shard } from "../domain/shard.ts";
import type { RunManifest } from "../formats/run-manifest.ts";
import type { Ledger, LedgerTotals } from "../ledger/ledger.ts";
import { resultPath, type RunFolder } from "./run-folder.ts";

/** How a run stands: counted in its ledger, whoever drove it and however often it was resumed. */
export interface RunSummary {
  readonly directory: string;
  readonly resultsDirectory: string;
  /** `complete`: every request has its last word, and every result file is written. */
  readonly state: "complete" | "incomplete";
  readonly spec: string;
  readonly model: string;
  readonly provider: string;
  /** How the run was begun. */
  readonly mode: Mode;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly statements: number;
  readonly totals: LedgerTotals;
  readonly shards: readonly Shard[];
}

export function summarize(folder: RunFolder, manifest: RunManifest, ledger: Ledger): RunSummary {
  const totals = ledger.totals();
  const shards = ledger.shards();
  const statements = ledger.statements();
  // A process may have died between the last answer and the last file, or somebody removed one.
  const isComplete =
    totals.settled === totals.requests &&
    ledger.groups().every((group) => group.isComplete) &&
    shards.every(({ state }) => state === "collected" || state === "withdrawn") &&
    statements.every((id) => ledger.isStatementWritten(id) && existsSync(resultPath(folder, id)));
  return {
    directory: folder.path,
    resultsDirectory: folder.results,
    state: isComplete ? "complete" : "incomplete",
    spec: manifest.spec.name,
    model: manifest.model,
    provider: manifest.provider,
    mode: manifest.settings.mode,
    createdAt: manifest.created_at,
    statements: statements.length,
    totals,
    shards,
  };
}
