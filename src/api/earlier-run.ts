import { existsSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { AccountIdentity } from "../domain/batch.ts";
import { type GenerationManifest, readManifest } from "../formats/run-manifest.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { SqliteLedger } from "../ledger/sqlite-ledger.ts";
import type { ProviderSettings } from "../providers/registry.ts";
import { type PlanSource, planStatements } from "../run/plan.ts";
import { isGrownPlan } from "../run/plan-growth.ts";
import { findRuns } from "./find-runs.ts";
import { type RunFolder, runFolder } from "./run-folder.ts";

/** A run that a generation goes on with, because nothing that it has asked would be asked otherwise. */
export interface EarlierRun {
  readonly directory: string;
  /** Whether it asks the same; else it asks a part, and is to be given the rest. */
  readonly asksAll: boolean;
  /** How many of the items it has. */
  readonly items: number;
}

/** What a generation is about to ask. */
export interface WantedGeneration {
  readonly source: PlanSource;
  readonly planHash: string;
  readonly items: number;
  readonly provider: string;
  readonly providerSettings: ProviderSettings;
  /** Null where any will do. */
  readonly account: AccountIdentity | null;
}

/**
 * The newest run in a model's folder that asks exactly the same; or else the one that asks most of it and nothing besides: a
 * small `--limit` that was tried first, or the prompts of before some were added.
 */
export async function findEarlierRun(parent: string, wanted: WantedGeneration): Promise<EarlierRun | undefined> {
  if (!existsSync(parent)) return undefined;
  let part: EarlierRun | undefined;
  for (const directory of findRuns(parent).toReversed()) {
    const run = await compareRun(runFolder(directory), wanted);
    if (run === undefined) continue;
    if (run.asksAll) return run;
    if (part === undefined || run.items > part.items) part = run;
  }
  return part;
}

async function compareRun(folder: RunFolder, wanted: WantedGeneration): Promise<EarlierRun | undefined> {
  const manifest = readGeneration(folder);
  if (manifest === undefined) return undefined;
  const asksAll = manifest.plan_hash === wanted.planHash;
  if (!asksAll && (manifest.items > wanted.items || !isOfSameProvider(manifest, wanted))) return undefined;
  let ledger: Ledger;
  try {
    ledger = SqliteLedger.open(folder.ledger, { readOnly: true });
  } catch (error) {
    if (asksAll) throw error;
    return undefined;
  }
  try {
    const { items } = ledger.totals();
    // With more items than it was made for, a process was killed while it gave the run the rest.
    if (asksAll && items === manifest.items) return { directory: folder.path, asksAll, items };
    const isPart = isOfSameAccount(ledger, wanted) && (await countPlanned(wanted.source, ledger)) === items;
    return isPart ? { directory: folder.path, asksAll: false, items } : undefined;
  } finally {
    ledger.close();
  }
}

/** Undefined for a run of judges, and for one of another version, which is another run. */
function readGeneration(folder: RunFolder): GenerationManifest | undefined {
  try {
    const manifest = readManifest(folder.manifest);
    return manifest.stage === "generate" ? manifest : undefined;
  } catch {
    return undefined;
  }
}

function isOfSameProvider({ provider, provider_settings }: GenerationManifest, wanted: WantedGeneration): boolean {
  return provider === wanted.provider && isDeepStrictEqual(provider_settings, { ...wanted.providerSettings });
}

function isOfSameAccount(ledger: Ledger, { account }: WantedGeneration): boolean {
  const bound = ledger.account();
  return account === null || bound === null || isDeepStrictEqual({ ...bound }, { ...account });
}

/** How many of a ledger's items are in the plan; undefined as soon as one of a statement is not. */
async function countPlanned(source: PlanSource, ledger: Ledger): Promise<number | undefined> {
  let count = 0;
  for await (const { statementId, items } of planStatements(source)) {
    const planned = [...ledger.planned(statementId)];
    if (!isGrownPlan(planned, items)) return undefined;
    count += planned.length;
  }
  return count;
}
