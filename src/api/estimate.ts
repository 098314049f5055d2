import { type GenerateOptions, checkGenerateOptions, type GenerateConfig } from "../config/generate-config.ts";
import type { Mode } from "../domain/mode.ts";
import { findPrice, type PriceQuery } from "../prices/price.ts";
import { findProvider } from "../providers/registry.ts";
import { ASSUMED_OUTPUT_TOKENS } from "./assumptions.ts";
import { decideMode } from "./decide-mode.ts";
import { findRunByPlan } from "./find-runs.ts";
import { completeHooks, type RunHooks, type World } from "./hooks.ts";
import { measureRequests, type RequestMeasure } from "./measure-requests.ts";
import { openProvider } from "./open-provider.ts";
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
  /** Input tokens, counted with o200k_base; `exact` is false where a part was inferred from the rest. */
  readonly inputTokens: { readonly tokens: number; readonly exact: boolean };
  /** Output tokens of each answer that `outputUsd` is computed with: the limit, or an assumption. */
  readonly outputTokensPerAnswer: number;
  /** USD in each mode; null where the model's price is not known. */
  readonly prices: Readonly<Record<Mode, { readonly inputUsd: number; readonly outputUsd: number } | null>>;
  /** The most that it can cost in its mode, which is what a budget reserves, in USD; null where that is not known. */
  readonly mostUsd: number | null;
  /** Folder of a run that asks the same: the command would go on with it, or find it complete. */
  readonly earlierRun: string | null;
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
  const measure = await measureRequests(config, provider, world);
  const { requests, promptBytes } = measure;
  const parent = modelFolder(config.output_base_dir, config.spec_name, config.model_name);
  const earlier = config.new_run ? undefined : findRunByPlan(parent, measure.planHash);
  const mode = decideMode(
    { config, model: config.model_name, maxOutputTokens: config.max_output_tokens, provider, requests, promptBytes, earlier },
    world,
  );
  const outputTokensPerAnswer = config.max_output_tokens ?? ASSUMED_OUTPUT_TOKENS;
  const query = { provider: name, model: config.model_name, at: world.clock.now() };
  return {
    provider: name,
    model: config.model_name,
    mode,
    statements: measure.statements,
    items: measure.items,
    requests,
    batches: mode === "batch" ? measure.batches : null,
    bytes: measure.bytes,
    inputTokens: measure.inputTokens,
    outputTokensPerAnswer,
    prices: {
      batch: provider.batch === null ? null : priceTogether({ ...query, batch: true }, measure, outputTokensPerAnswer),
      live: priceTogether({ ...query, batch: false }, measure, outputTokensPerAnswer),
    },
    mostUsd: measure.mostUsd?.[mode] ?? null,
    earlierRun: earlier ?? null,
  };
}

function priceTogether(query: PriceQuery, { requests, inputTokens }: RequestMeasure, outputTokens: number) {
  const price = findPrice(query);
  if (price === undefined) return null;
  const nothing = { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0 };
  return {
    // Long-context brackets go by the size of each request, so the average one is priced, not the sum.
    inputUsd: requests * price({ ...nothing, inputTokens: inputTokens.tokens / requests }),
    outputUsd: requests * price({ ...nothing, outputTokens }),
  };
}
