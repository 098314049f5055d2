import type { GenerateConfig } from "../config/generate-config.ts";
import type { BudgetTerms } from "../dispatch/budget.ts";
import { add, EMPTY, estimateTokens, isFull, type PackLimits } from "../dispatch/pack.ts";
import type { Mode } from "../domain/mode.ts";
import { ConfigError } from "../errors.ts";
import { createTokenCounter } from "../prices/tokens.ts";
import type { Provider } from "../providers/provider.ts";
import { PlanHash, planStatements } from "../run/plan.ts";
import { openGenerationSource, warnOfSilence } from "./generation-source.ts";
import type { World } from "./hooks.ts";
import { spendingOf } from "./spending.ts";

/** What the requests of a generation come to. */
export interface RequestMeasure {
  readonly planHash: string;
  readonly statements: number;
  readonly items: number;
  /** Distinct ones. */
  readonly requests: number;
  /** Of their lines, or of their prompts where the provider has no batches. */
  readonly bytes: number;
  readonly promptBytes: number;
  readonly batches: number;
  readonly inputTokens: { readonly tokens: number; readonly exact: boolean };
  /** The most that they can cost in each mode, in USD; null where that is not known. */
  readonly mostUsd: Readonly<Record<Mode, number>> | null;
}

/** Goes through everything that would be asked, once, and sends nothing. */
export async function measureRequests(config: GenerateConfig, provider: Provider, world: World): Promise<RequestMeasure> {
  const { plan } = await openGenerationSource(config, world.onEvent);
  const tokens = await createTokenCounter();
  const hash = new PlanHash();
  const distinct = new Set<string>();
  const terms = boundsOf(config, provider, world);
  const limits = limitsOf(config, provider);
  const mostUsd = { batch: 0, live: 0 };
  let [items, bytes, promptBytes, batches] = [0, 0, 0, 0];
  let batch = EMPTY;
  for await (const statement of planStatements(plan)) {
    if (statement.items.length === 0 && config.limit === undefined) warnOfSilence(config, statement.statementId, world.onEvent);
    for (const item of statement.items) {
      items += 1;
      hash.add(item);
      if (distinct.has(item.requestId)) continue;
      distinct.add(item.requestId);
      const request = { id: item.requestId, body: plan.stage.request(plan.stage.restore(item)) };
      const line = Buffer.byteLength(provider.batch?.line(request) ?? item.payload) + 1;
      const size = { requests: 1, bytes: line, tokens: estimateTokens(request.body.messages), usd: 0 };
      if (batches === 0 || isFull(batch, size, limits)) {
        batches += 1;
        batch = EMPTY;
      }
      batch = add(batch, size);
      bytes += line;
      promptBytes += Buffer.byteLength(item.payload);
      tokens.add(request.body);
      mostUsd.batch += terms?.bound(request, "batch") ?? 0;
      mostUsd.live += terms?.bound(request, "live") ?? 0;
    }
  }
  if (items === 0) throw new ConfigError(`${config.pregenerated_inputs_dir} holds no prompts; add some.`);
  return {
    planHash: hash.digest(),
    statements: plan.statementIds.length,
    items,
    requests: distinct.size,
    bytes,
    promptBytes,
    batches,
    inputTokens: tokens.total(),
    mostUsd: terms === null ? null : mostUsd,
  };
}

/** Null where there is no bound on an answer, or no price. */
function boundsOf(config: GenerateConfig, provider: Provider, world: World): BudgetTerms | null {
  if (config.max_output_tokens === undefined) return null;
  return spendingOf({
    provider: provider.name,
    model: config.model_name,
    at: world.clock.now(),
    maxUsd: Infinity,
    maxOutputTokens: config.max_output_tokens,
    allowUnknownPrice: true,
  }).budget;
}

function limitsOf(config: GenerateConfig, { batch }: Provider): PackLimits {
  return {
    requests: Math.min(config.batch_size ?? Infinity, batch?.limits.maxRequests ?? Infinity),
    bytes: batch?.limits.maxBytes ?? Infinity,
    tokens: Infinity,
    usd: Infinity,
  };
}
