import type { Shard } from "../domain/shard.ts";
import type { RunManifest } from "../formats/run-manifest.ts";
import type { Ledger, LedgerTotals } from "../ledger/ledger.ts";
import type { RunFolder } from "./run-folder.ts";

/** How a run stands: counted in its ledger, whoever drove it and however often it was resumed. */
export interface RunSummary {
  readonly directory: string;
  readonly resultsDirectory: string;
  /** `complete`: every request has its last word. */
  readonly state: "complete" | "incomplete";
  readonly spec: string;
  readonly model: string;
  readonly provider: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly statements: number;
  readonly totals: LedgerTotals;
  readonly shards: readonly Shard[];
}

export function summarize(folder: RunFolder, manifest: RunManifest, ledger: Ledger): RunSummary {
  const totals = ledger.totals();
  return {
    directory: folder.path,
    resultsDirectory: folder.results,
    state: totals.settled === totals.requests ? "complete" : "incomplete",
    spec: manifest.spec.name,
    model: manifest.model,
    provider: manifest.provider,
    createdAt: manifest.created_at,
    statements: ledger.statements().length,
    totals,
    shards: ledger.shards(),
  };
}
