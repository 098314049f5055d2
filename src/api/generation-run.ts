import type { GenerateConfig } from "../config/generate-config.ts";
import type { Mode } from "../domain/mode.ts";
import { ConfigError } from "../errors.ts";
import { lockFile } from "../files/lock.ts";
import { type GenerationManifest, readManifest, writeManifest } from "../formats/run-manifest.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { SqliteLedger } from "../ledger/sqlite-ledger.ts";
import type { Provider } from "../providers/provider.ts";
import type { ProviderName, ProviderSettings } from "../providers/registry.ts";
import { PlanHash, planStatements } from "../run/plan.ts";
import { isSamePlan } from "../run/plan-growth.ts";
import { VERSION } from "../version.ts";
import { type EarlierRun, findEarlierRun } from "./earlier-run.ts";
import type { GenerationSource } from "./generation-source.ts";
import type { World } from "./hooks.ts";
import { createRunFolder, type RunFolder, runFolder, timedPath, withModelFolder } from "./run-folder.ts";
import { manifestSettings } from "./run-settings.ts";

/** Everything that is to be asked, gone through once. */
export interface MeasuredPlan {
  readonly hash: string;
  readonly items: number;
  readonly promptBytes: number;
}

/** What is to be asked, and of whom. */
export interface WantedRun {
  readonly config: GenerateConfig;
  readonly provider: Provider;
  readonly providerName: ProviderName;
  readonly settings: ProviderSettings;
  readonly source: GenerationSource;
  readonly plan: MeasuredPlan;
  /** Folder of the model's runs. */
  readonly parent: string;
}

/** What a new run is made from. */
export interface NewRun extends WantedRun {
  readonly mode: Mode;
}

export async function findEarlier({
  config,
  provider,
  providerName,
  settings,
  source,
  plan,
  parent,
}: WantedRun): Promise<EarlierRun | undefined> {
  if (config.new_run) return undefined;
  const { hash: planHash, items } = plan;
  return await findEarlierRun(parent, {
    source: source.plan,
    planHash,
    items,
    provider: providerName,
    providerSettings: settings,
    account: provider.account,
  });
}

/**
 * The folder of the run, and whether it was there: an earlier one that asks all of it, one that is given the rest, or a new one.
 *
 * @param earlier of {@link findEarlier}
 */
export async function openRun(run: NewRun, earlier: EarlierRun | undefined, world: World): Promise<[RunFolder, boolean]> {
  if (earlier?.asksAll === true) return [runFolder(earlier.directory), true];
  return await withModelFolder(run.parent, () => createOrFind(run, world));
}

/** Under the folder's lock: another process may have made the run while this one was still reading. */
async function createOrFind(run: NewRun, world: World): Promise<[RunFolder, boolean]> {
  const earlier = await findEarlier(run);
  if (earlier === undefined) return [await createRun(run, world), false];
  const folder = runFolder(earlier.directory);
  if (!earlier.asksAll) await growRun(run, folder, earlier.items, world);
  return [folder, true];
}

async function createRun(run: NewRun, world: World): Promise<RunFolder> {
  const { parent } = run;
  const now = world.clock.now();
  return await createRunFolder(
    parent,
    () => timedPath(parent, now),
    async (folder) => {
      const ledger = SqliteLedger.create(folder.ledger);
      try {
        await planInto(ledger, run, world);
      } finally {
        ledger.close();
      }
      writeManifest(folder.manifest, describeRun(run, now));
    },
  );
}

/** Gives a run that asks a part the rest of the plan. Its ledger comes first: see `findEarlierRun` on a kill in between. */
async function growRun(run: NewRun, folder: RunFolder, items: number, world: World): Promise<void> {
  const lock = lockFile(folder.lock, `the run ${folder.path}`);
  try {
    const ledger = SqliteLedger.open(folder.ledger, { readOnly: false });
    try {
      await ledger.atomically(() => planInto(ledger, run, world));
    } finally {
      ledger.close();
    }
    const { created_at, tool, settings } = readManifest(folder.manifest);
    writeManifest(folder.manifest, { ...describeRun(run, world.clock.now()), created_at, tool, settings });
  } finally {
    lock.release();
  }
  world.onEvent({
    type: "warning",
    message: `${items} of these ${run.plan.items} prompts are asked in ${folder.path} already: it goes on with the others (--new-run asks all of them again)`,
  });
}

/** Plans everything; what is planned already stays. */
async function planInto(ledger: Ledger, { config, source, plan }: NewRun, world: World): Promise<void> {
  const hash = new PlanHash();
  for await (const { statementId, items } of planStatements(source.plan)) {
    world.signal.throwIfAborted();
    for (const item of items) hash.add(item);
    const [known] = ledger.planned(statementId);
    if (known === undefined) ledger.plan(statementId, items);
    else if (!isSamePlan(ledger.planned(statementId), items)) ledger.replan(statementId, items);
  }
  if (hash.digest() === plan.hash) return;
  throw new ConfigError(`${config.pregenerated_inputs_dir} changed while it was read; run the same command again.`);
}

function describeRun({ config, providerName, settings, mode, source, plan }: NewRun, now: number): GenerationManifest {
  const { specification } = source;
  return {
    format: 3,
    tool: { name: "speceval", version: VERSION },
    created_at: new Date(now).toISOString(),
    stage: "generate",
    spec: {
      name: config.spec_name,
      path: specification?.path ?? null,
      sha256: specification?.sha256 ?? null,
      statements: specification?.statements ?? source.plan.statementIds.length,
    },
    inputs: { path: config.pregenerated_inputs_dir },
    provider: providerName,
    provider_settings: { ...settings },
    model: config.model_name,
    parameters: {
      temperature: config.temperature ?? null,
      max_output_tokens: config.max_output_tokens ?? null,
      system_prompt: config.system_prompt ?? null,
      samples: config.samples,
      limit: config.limit ?? null,
      statements: config.statements ?? null,
    },
    settings: manifestSettings(config, config.model_name, mode),
    plan_hash: plan.hash,
    items: plan.items,
  };
}
