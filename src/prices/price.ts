import { calcPrice, type ModelPrice } from "@pydantic/genai-prices";
import type { Usage } from "../domain/outcome.ts";

/** What one request costs, in USD. */
export type Pricer = (usage: Pick<Usage, "inputTokens" | "outputTokens" | "cachedInputTokens">) => number;

export interface PriceQuery {
  /** Vendor, as the price table names it, such as `openai`. */
  readonly provider: string;
  readonly model: string;
  readonly batch: boolean;
  /** Milliseconds since the epoch. Always given: prices change, and a report must not change with the day it is made. */
  readonly at: number;
}

/**
 * Share of the list price that a batch costs. The table knows no batch prices.
 * OpenAI: half, on input and output alike (platform documentation, Batch API).
 * Anthropic: half of everything (its page "Batch processing").
 * Azure OpenAI: half (Microsoft's documentation, "Global batch"). Mistral: half (its page "Batch inference").
 * Gemini: half (Gemini API documentation, "Batch API"). Groq: half (its page "Batch processing"; it was three quarters in 2025).
 * Vertex AI: half (its documentation, "Batch prediction for Gemini"), but see {@link CACHE_APART}.
 * Together: the list price, but for {@link MODEL_BATCH_FACTOR} (its page "Batch inference", "Discounted models").
 */
const BATCH_FACTOR: Readonly<Record<string, number>> = {
  openai: 0.5,
  anthropic: 0.5,
  google: 0.5,
  azure: 0.5,
  mistral: 0.5,
  groq: 0.5,
  together: 1,
  vertex: 0.5,
};

/**
 * Vendors whose batches pay for what is read from a cache as live calls do: the cache's discount is the larger one, and takes
 * the place of the batch's (Vertex AI, same page). Reckoned in the first bracket of a price only.
 */
const CACHE_APART: ReadonlySet<string> = new Set(["vertex"]);

/** Models for which a batch costs another share than for their vendor's others. */
const MODEL_BATCH_FACTOR: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  together: { "meta-llama/Llama-3.3-70B-Instruct-Turbo": 0.5 },
};

/** A dated snapshot, and the first version of a Gemini model, have the price of their model. */
const SNAPSHOT = /-(\d{4}-\d{2}-\d{2}|\d{8}|001)$/;
/** What the table calls some models of Anthropic whose snapshots have only a date. */
const UNDATED = /-(latest|0)$/;

/**
 * Finds the price of a model; undefined when it is not known. Only exact ids count: the table itself would take
 * the nearest name, and price a new model like an old one.
 *
 * Prices come from `@pydantic/genai-prices`. Long-context brackets are applied to each request by itself.
 */
export function findPrice({ provider, model, batch, at }: PriceQuery): Pricer | undefined {
  const factor = batch ? (MODEL_BATCH_FACTOR[provider]?.[model] ?? BATCH_FACTOR[provider]) : 1;
  const cachedFactor = CACHE_APART.has(provider) ? 1 : factor;
  const timestamp = new Date(at);
  const listed = calcPrice({ input_tokens: 0, output_tokens: 0 }, model, { providerId: provider, timestamp });
  if (listed === null || factor === undefined || cachedFactor === undefined) return undefined;
  if (!isModel(listed.model.id, model)) return undefined;
  const flat = flatPrice(listed.model_price);
  return ({ inputTokens, outputTokens, cachedInputTokens }) => {
    if (flat !== undefined && inputTokens <= flat.upTo) {
      const micro = (inputTokens - cachedInputTokens) * flat.input + outputTokens * flat.output;
      return (factor * micro + cachedFactor * cachedInputTokens * flat.cached) / 1e6;
    }
    const usage = { input_tokens: inputTokens, cache_read_tokens: cachedInputTokens, output_tokens: outputTokens };
    return factor * (calcPrice(usage, model, { providerId: provider, timestamp })?.total_price ?? 0);
  };
}

function isModel(listed: string, model: string): boolean {
  const undated = model.replace(SNAPSHOT, "");
  return listed === model || listed === undated || (undated !== model && listed.replace(UNDATED, "") === undated);
}

interface FlatPrice {
  /** USD for a million tokens. */
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  /** Most input tokens for which these hold. */
  readonly upTo: number;
}

/** The first bracket as plain numbers: looking a price up in the table takes 20 µs, too long for each of a million lines. */
function flatPrice(price: ModelPrice): FlatPrice | undefined {
  const keys = ["input_mtok", "cache_read_mtok", "output_mtok"] as const;
  const brackets = keys.map((key) => price[key]);
  const [input, cached, output] = brackets.map((value) => (typeof value === "object" ? value.base : value));
  if (input === undefined || output === undefined) return undefined;
  const starts = brackets.flatMap((value) => (typeof value === "object" ? value.tiers.map((tier) => tier.start) : []));
  return { input, cached: cached ?? input, output, upTo: Math.min(...starts, Infinity) };
}
