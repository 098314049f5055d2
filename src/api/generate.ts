import { checkGenerateOptions, type GenerateConfig, type GenerateOptions } from "../config/generate-config.ts";
import type { EmitEvent } from "../domain/event.ts";
import { ConfigError } from "../errors.ts";
import type { PlannedRequest } from "../ledger/ledger.ts";
import type { BatchApi, Provider } from "../providers/provider.ts";
import { findProvider, providerEntry } from "../providers/registry.ts";
import { PlanHash, planStatements } from "../run/plan.ts";
import { decideMode } from "./decide-mode.ts";
import { dispatcherOf } from "./dispatcher-of.ts";
import { type Drive, driveRun } from "./drive.ts";
import type { EarlierRun } from "./earlier-run.ts";
import { findEarlier, type MeasuredPlan, type NewRun, openRun, type WantedRun } from "./generation-run.ts";
import { completeHooks, type RunHooks, type World } from "./hooks.ts";
import { checkProvider, openProvider } from "./open-provider.ts";
import { type GenerationSource, openGenerationSource, warnOfSilence } from "./generation-source.ts";
import { modelFolder } from "./run-folder.ts";
import { changedSettings, providerSettings } from "./run-settings.ts";
import { spendingOf } from "./spending.ts";
import { readStatus } from "./status.ts";
import type { RunSummary } from "./summary.ts";

/**
 * Puts every prompt of a specification to a candidate model through its vendor's batch service, and writes the answers
 * by statement. A run with the same questions that is not finished is taken up again; one that is finished is not paid
 * for again; and one that has a part of the questions is given the rest. Unless `new_run` is set.
 *
 * @throws {ConfigError} or {FormatError} for bad input, before anything is touched; {IncompleteError} and others when
 *   the run cannot go on now: then everything is kept, and the same call or {@link resume} goes on
 */
export async function generate(options: GenerateOptions, hooks: RunHooks = {}): Promise<RunSummary> {
  return await runGeneration(checkGenerateOptions(options), completeHooks(hooks));
}

export async function runGeneration(config: GenerateConfig, world: World): Promise<RunSummary> {
  const checked = await checkGeneration(config, world);
  if (checked.state === "ready") return await driveRun({ ...(await checked.open()), world });
  const { summary } = checked;
  world.onEvent({
    type: "warning",
    message: `these prompts were all asked before, in ${summary.directory}; nothing was sent (--new-run asks them again)`,
  });
  return summary;
}

/** A generation whose input is sound: all of it was asked before, or its run can be made or found, ready to be driven. */
export type CheckedGeneration =
  | { readonly state: "complete"; readonly summary: RunSummary }
  | { readonly state: "ready"; readonly items: number; readonly open: () => Promise<Omit<Drive, "world">> };

/**
 * Goes through everything that a generation needs. Touches nothing.
 *
 * @throws {ConfigError} or {FormatError} for bad input
 */
export async function checkGeneration(config: GenerateConfig, world: World): Promise<CheckedGeneration> {
  const settings = providerSettings(config);
  const name = findProvider(config.model_name, config.org, settings);
  const provider = await openProvider(name, world, { key: config.api_keys[providerEntry(name).keySetting], settings });
  const source = await openGenerationSource(config, world.onEvent);
  const plan = await measurePlan(source, provider, config, world.onEvent);
  const parent = modelFolder(config.output_base_dir, config.spec_name, config.model_name);
  const wanted: WantedRun = { config, provider, providerName: name, settings, source, plan, parent };
  const earlier = await findEarlier(wanted);
  if (earlier?.asksAll === true) {
    const summary = await readStatus(earlier.directory);
    if (summary.state === "complete") return { state: "complete", summary };
  }
  const { model_name: model, max_output_tokens: maxOutputTokens } = config;
  const { items, promptBytes } = plan;
  const mode = decideMode({ config, model, maxOutputTokens, provider, requests: items, promptBytes, earlier: earlier?.directory }, world);
  checkBudget(config, provider, world);
  await checkProvider(provider, model, mode, world);
  return { state: "ready", items, open: () => openGeneration({ ...wanted, mode }, earlier, world) };
}

async function openGeneration(run: NewRun, earlier: EarlierRun | undefined, world: World): Promise<Omit<Drive, "world">> {
  const { config, mode } = run;
  const [folder, resumed] = await openRun(run, earlier, world);
  return {
    folder,
    provider: run.provider,
    dispatcher: dispatcherOf(mode),
    resumed,
    ...(config.max_cost === undefined ? {} : { maxUsd: config.max_cost }),
    settings: changedSettings(config, config.model_name, mode, world.clock.now()),
  };
}

/** Before anything is touched: a budget that cannot be kept is bad input. */
function checkBudget(config: GenerateConfig, provider: Provider, world: World): void {
  spendingOf({
    provider: provider.name,
    model: config.model_name,
    at: world.clock.now(),
    maxUsd: config.max_cost ?? null,
    maxOutputTokens: config.max_output_tokens ?? null,
    allowUnknownPrice: config.allow_unknown_price,
  });
}

/** Goes through the whole plan once, before anything is touched: what is wrong with any prompt shows here. */
async function measurePlan(source: GenerationSource, provider: Provider, config: GenerateConfig, emit: EmitEvent): Promise<MeasuredPlan> {
  const hash = new PlanHash();
  const silent: string[] = [];
  let items = 0;
  let promptBytes = 0;
  for await (const statement of planStatements(source.plan)) {
    if (statement.items.length === 0) silent.push(statement.statementId);
    for (const item of statement.items) {
      hash.add(item);
      items += 1;
      promptBytes += Buffer.byteLength(item.payload);
      if (provider.batch !== null) checkLineSize(provider.batch, source, config, item);
    }
  }
  if (items === 0) throw new ConfigError(`${config.pregenerated_inputs_dir} holds no prompts; add some.`);
  // With a limit, some statements get no prompt because others had theirs.
  if (config.limit === undefined) for (const id of silent) warnOfSilence(config, id, emit);
  return { hash: hash.digest(), items, promptBytes };
}

function checkLineSize(batch: BatchApi, source: GenerationSource, config: GenerateConfig, item: PlannedRequest): void {
  const { maxBytes } = batch.limits;
  // Escapes can make a text up to six times as long.
  if (item.payload.length * 6 < maxBytes) return;
  const text = batch.line({ id: item.requestId, body: source.plan.stage.request(source.plan.stage.restore(item)) });
  if (Buffer.byteLength(text) < maxBytes) return;
  throw new ConfigError(
    `${config.pregenerated_inputs_dir}/${item.statementId}.json: prompt ${item.originalIndex} is larger than a whole batch may be (${maxBytes} bytes); shorten it.`,
  );
}
