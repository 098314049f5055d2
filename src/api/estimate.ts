import { type GenerateOptions, checkGenerateOptions, type GenerateConfig } from "../config/generate-config.ts";
import { ConfigError } from "../errors.ts";
import { batchApiOf } from "../dispatch/dispatcher.ts";
import { findPrice } from "../prices/price.ts";
import { createTokenCounter } from "../prices/tokens.ts";
import { findProvider, PROVIDERS } from "../providers/registry.ts";
import { planStatements, toGenerateItem } from "../run/plan.ts";
import { completeHooks, type RunHooks, type World } from "./hooks.ts";
import { openGenerationSource, warnOfSilence } from "./generation-source.ts";

/** Output tokens that an answer is taken to have where nothing limits it; a typical answer of a chat model. */
export const ASSUMED_OUTPUT_TOKENS = 500;

/** What a generation would send, and about what it would cost. Nothing was sent. */
export interface GenerationEstimate {
  readonly provider: string;
  readonly model: string;
  readonly statements: number;
  /** Prompts times samples. */
  readonly items: number;
  /** Distinct requests: what would be paid for. */
  readonly requests: number;
  /** Bytes of the input files. */
  readonly bytes: number;
  /** Input tokens, counted with o200k_base; `exact` is false where a part was inferred from the rest. */
  readonly inputTokens: { readonly tokens: number; readonly exact: boolean };
  /** Output tokens of each answer that `outputUsd` is computed with: the limit, or an assumption. */
  readonly outputTokensPerAnswer: number;
  /** USD at batch prices; null where the model's price is not known. */
  readonly price: { readonly inputUsd: number; readonly outputUsd: number } | null;
}

/** Says what {@link generate} would send. Needs no key and touches nothing. */
export async function estimateGeneration(options: GenerateOptions, hooks: RunHooks = {}): Promise<GenerationEstimate> {
  return await estimate(checkGenerateOptions(options), completeHooks(hooks));
}

export async function estimate(config: GenerateConfig, world: World): Promise<GenerationEstimate> {
  const providerName = findProvider(config.model_name, config.org);
  // The key is for making the object only: lines are built without a call.
  const provider = await PROVIDERS[providerName].create({ apiKey: "none", keySource: "none" });
  const batch = batchApiOf(provider);
  const { plan } = await openGenerationSource(config, world.onEvent);
  const tokens = await createTokenCounter();
  const distinct = new Set<string>();
  let items = 0;
  let bytes = 0;
  for await (const statement of planStatements(plan)) {
    if (statement.items.length === 0 && config.limit === undefined) warnOfSilence(config, statement.statementId, world.onEvent);
    for (const item of statement.items) {
      items += 1;
      if (distinct.has(item.requestId)) continue;
      distinct.add(item.requestId);
      const body = plan.stage.request(toGenerateItem(item));
      bytes += Buffer.byteLength(batch.line({ id: item.requestId, body })) + 1;
      tokens.add(body);
    }
  }
  if (items === 0) throw new ConfigError(`${config.pregenerated_inputs_dir} holds no prompts; add some.`);
  const inputTokens = tokens.total();
  const outputTokensPerAnswer = config.max_output_tokens ?? ASSUMED_OUTPUT_TOKENS;
  const price = findPrice({ provider: providerName, model: config.model_name, batch: true, at: world.clock.now() });
  // Long-context brackets go by the size of each request, so the average one is priced, not the sum.
  const average = inputTokens.tokens / distinct.size;
  return {
    provider: providerName,
    model: config.model_name,
    statements: plan.statementIds.length,
    items,
    requests: distinct.size,
    bytes,
    inputTokens,
    outputTokensPerAnswer,
    price:
      price === undefined
        ? null
        : {
            inputUsd: distinct.size * price({ inputTokens: average, outputTokens: 0, cachedInputTokens: 0 }),
            outputUsd: distinct.size * price({ inputTokens: 0, outputTokens: outputTokensPerAnswer, cachedInputTokens: 0 }),
          },
  };
}
