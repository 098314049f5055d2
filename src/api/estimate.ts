import { type GenerateOptions, checkGenerateOptions, type GenerateConfig } from "../config/generate-config.ts";
import type { Mode } from "../domain/mode.ts";
import { findProvider } from "../providers/registry.ts";
import { ASSUMED_OUTPUT_TOKENS } from "./assumptions.ts";
import { decideMode } from "./decide-mode.ts";
import { findEarlierRun } from "./earlier-run.ts";
import { openGenerationSource } from "./generation-source.ts";
import { completeHooks, type RunHooks, type World } from "./hooks.ts";
import { measureRequests } from "./measure-requests.ts";
import { openProvider } from "./open-provider.ts";
import { type EstimatedPrice, estimatePrices, type TokenCount } from "./request-meter.ts";
import { modelFolder } from "./run-folder.ts";
import { providerSettings } from "./run-settings.ts";

/** What a generation would send, and about what it would cost. Nothing was sent. */
export interface GenerationEstimate {
  readonly provider: string;
  readonly model: string;
  readonly mode: Mode;
  readonly statements: number;
  /** Prompts times samples. */
  readonly items: number;
  /** Distinct requests: what would be paid for. */
  readonly requests: number;
  /** How many batches they would be; null for live calls. */
  readonly batches: number | null;
  /** Bytes of the requests. */
  readonly bytes: number;
  readonly inputTokens: TokenCount;
  /** Output tokens of each answer that `outputUsd` is computed with: the limit, or an assumption. */
  readonly outputTokensPerAnswer: number;
  /** USD in each mode; null where the model's price is not known. */
  readonly prices: Readonly<Record<Mode, EstimatedPrice>>;
  /** The most that it can cost in its mode, which is what a budget reserves, in USD; null where that is not known. */
  readonly mostUsd: number | null;
  /** Folder of a run that asks all of it, or a part: the command would go on with it, or find it complete. */
  readonly earlierRun: string | null;
  /** How many of the items that run has: they are not asked again. */
  readonly earlierItems: number;
}

/** Says what {@link generate} would send. Needs no key and touches nothing. */
export async function estimateGeneration(options: GenerateOptions, hooks: RunHooks = {}): Promise<GenerationEstimate> {
  return await estimate(checkGenerateOptions(options), completeHooks(hooks));
}

export async function estimate(config: GenerateConfig, world: World): Promise<GenerationEstimate> {
  const settings = providerSettings(config);
  const name = findProvider(config.model_name, config.org, settings);
  // Any key will do: lines are built without a call.
  const provider = await openProvider(name, world, { key: "none", settings });
  const { model_name: model, max_output_tokens: maxOutputTokens } = config;
  const asked = { provider, model, batchSize: config.batch_size, maxOutputTokens, at: world.clock.now() };
  const source = await openGenerationSource(config, world.onEvent);
  const measure = await measureRequests(config, source, asked, world.onEvent);
  const { requests, promptBytes, planHash, items } = measure;
  const parent = modelFolder(config.output_base_dir, config.spec_name, model);
  const earlier = config.new_run
    ? undefined
    : await findEarlierRun(parent, { source: source.plan, planHash, items, provider: name, providerSettings: settings, account: null });
  const mode = decideMode({ config, model, maxOutputTokens, provider, requests, promptBytes, earlier: earlier?.directory }, world);
  const outputTokensPerAnswer = maxOutputTokens ?? ASSUMED_OUTPUT_TOKENS;
  return {
    provider: name,
    model,
    mode,
    statements: measure.statements,
    items,
    requests,
    batches: mode === "batch" ? measure.batches : null,
    bytes: measure.bytes,
    inputTokens: measure.inputTokens,
    outputTokensPerAnswer,
    prices: estimatePrices(asked, measure, outputTokensPerAnswer),
    mostUsd: measure.mostUsd?.[mode] ?? null,
    earlierRun: earlier?.directory ?? null,
    earlierItems: earlier?.items ?? 0,
  };
}
