import { existsSync } from "node:fs";
import type { Mode } from "../domain/mode.ts";
import { parseSheet } from "../domain/sheet.ts";
import type { Shard } from "../domain/shard.ts";
import { sumTallies, type VerdictTally } from "../domain/tally.ts";
import type { RunManifest } from "../formats/run-manifest.ts";
import type { CallTimes, Ledger, LedgerTotals } from "../ledger/ledger.ts";
import { SELF_CHECK_FOLDER } from "../run/plan-judgements.ts";
import type { GroupInfo } from "./judging/groups.ts";
import { resultPath, type RunFolder } from "./run-folder.ts";

/** How a run stands: counted in its ledger, whoever drove it and however often it was resumed. */
export interface RunSummary {
  readonly directory: string;
  readonly stage: RunManifest["stage"];
  readonly resultsDirectory: string;
  /** `complete`: everything is planned, every request has its last word, and every result file is written. */
  readonly state: "complete" | "incomplete";
  readonly spec: string;
  readonly model: string;
  readonly provider: string;
  /** How the run was begun. */
  readonly mode: Mode;
  /** ISO 8601. */
  readonly createdAt: string;
  /** Result files. */
  readonly statements: number;
  readonly totals: LedgerTotals;
  /** Verdicts by folder: of each candidate, or of each pair. Empty where nothing is judged. */
  readonly verdicts: readonly GroupVerdicts[];
  readonly shards: readonly Shard[];
  /** Null where no live call was made. */
  readonly calls: CallTimes | null;
}

/** Verdicts on a candidate's answers, or on those of a pair, as far as they are written. */
export interface GroupVerdicts extends VerdictTally {
  /** The candidate's name; of a pair A's and B's. */
  readonly candidates: readonly string[];
  readonly folder: string;
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
    stage: manifest.stage,
    // Verdicts are in folders of their own, by candidate or pair.
    resultsDirectory: manifest.stage === "generate" ? folder.results : folder.path,
    state: isComplete ? "complete" : "incomplete",
    spec: manifest.spec.name,
    model: manifest.model,
    provider: manifest.provider,
    mode: manifest.settings.mode,
    createdAt: manifest.created_at,
    statements: statements.length,
    totals,
    verdicts: verdictsOf(ledger),
    shards,
    calls: ledger.callTimes(),
  };
}

function verdictsOf(ledger: Ledger): GroupVerdicts[] {
  const tallies = new Map<string, VerdictTally[]>();
  for (const { statementId, tally } of ledger.tallies()) {
    const { group, folder } = parseSheet(statementId);
    // What was judged twice is counted once.
    if (folder === SELF_CHECK_FOLDER) continue;
    const known = tallies.get(group);
    if (known === undefined) tallies.set(group, [tally]);
    else known.push(tally);
  }
  return ledger.groups().map(({ name, info }) => {
    const { candidates } = JSON.parse(info) as GroupInfo;
    const { scored, unscored } = sumTallies(tallies.get(name) ?? []);
    return { candidates: candidates.map((candidate) => candidate.name), folder: name, scored, unscored };
  });
}
