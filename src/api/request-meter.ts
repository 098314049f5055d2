import type { BudgetTerms } from "../dispatch/budget.ts";
import { add, EMPTY, estimateTokens, isFull, type PackLimits } from "../dispatch/pack.ts";
import type { Mode } from "../domain/mode.ts";
import type { ModelRequest } from "../domain/request.ts";
import { findPrice, type PriceQuery } from "../prices/price.ts";
import { createTokenCounter } from "../prices/tokens.ts";
import type { Provider } from "../providers/provider.ts";
import { spendingOf } from "./spending.ts";

/** Tokens, counted with o200k_base; `exact` is false where a part was inferred from the rest. */
export interface TokenCount {
  readonly tokens: number;
  readonly exact: boolean;
}

/** What requests come to. */
export interface RequestTotals {
  /** Distinct ones. */
  readonly requests: number;
  /** Of their lines, or of their prompts where the provider has no batches. */
  readonly bytes: number;
  readonly promptBytes: number;
  /** How many batches they would be. */
  readonly batches: number;
  readonly inputTokens: TokenCount;
  /** The most that they can cost in each mode, in USD; null where that is not known. */
  readonly mostUsd: Readonly<Record<Mode, number>> | null;
}

/** Whom requests are put to, and how. */
export interface MeteredModel {
  readonly provider: Provider;
  readonly model: string;
  readonly batchSize: number | undefined;
  readonly maxOutputTokens: number | undefined;
  /** Milliseconds since the epoch, for the price of the day. */
  readonly at: number;
}

/** Adds up requests that are not sent. Memory: about 100 bytes a request, whatever its length. */
export class RequestMeter {
  readonly #asked: MeteredModel;
  readonly #tokens: Awaited<ReturnType<typeof createTokenCounter>>;
  readonly #terms: BudgetTerms | null;
  readonly #limits: PackLimits;
  readonly #seen = new Set<string>();
  readonly #mostUsd = { batch: 0, live: 0 };
  #bytes = 0;
  #promptBytes = 0;
  #batches = 0;
  #batch = EMPTY;

  private constructor(asked: MeteredModel, tokens: Awaited<ReturnType<typeof createTokenCounter>>) {
    this.#asked = asked;
    this.#tokens = tokens;
    this.#terms = boundsOf(asked);
    this.#limits = limitsOf(asked);
  }

  static async create(asked: MeteredModel): Promise<RequestMeter> {
    return new RequestMeter(asked, await createTokenCounter());
  }

  /** Adds a request; one that was added before counts once. */
  add(request: ModelRequest): void {
    if (this.#seen.has(request.id)) return;
    this.#seen.add(request.id);
    const promptBytes = request.body.messages.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
    const line = this.#asked.provider.batch?.line(request);
    const bytes = line === undefined ? promptBytes : Buffer.byteLength(line) + 1;
    const size = { requests: 1, bytes, tokens: estimateTokens(request.body.messages), usd: 0 };
    if (this.#batches === 0 || isFull(this.#batch, size, this.#limits)) {
      this.#batches += 1;
      this.#batch = EMPTY;
    }
    this.#batch = add(this.#batch, size);
    this.#bytes += bytes;
    this.#promptBytes += promptBytes;
    this.#tokens.add(request.body);
    for (const mode of ["batch", "live"] as const) this.#mostUsd[mode] += this.#terms?.bound(request, mode) ?? 0;
  }

  totals(): RequestTotals {
    return {
      requests: this.#seen.size,
      bytes: this.#bytes,
      promptBytes: this.#promptBytes,
      batches: this.#batches,
      inputTokens: this.#tokens.total(),
      mostUsd: this.#terms === null ? null : this.#mostUsd,
    };
  }
}

/** Null where there is no bound on an answer, or no price. */
function boundsOf({ provider, model, maxOutputTokens, at }: MeteredModel): BudgetTerms | null {
  if (maxOutputTokens === undefined) return null;
  return spendingOf({ provider: provider.name, model, at, maxUsd: Infinity, maxOutputTokens, allowUnknownPrice: true }).budget;
}

function limitsOf({ provider: { batch }, batchSize }: MeteredModel): PackLimits {
  return {
    requests: Math.min(batchSize ?? Infinity, batch?.limits.maxRequests ?? Infinity),
    bytes: batch?.limits.maxBytes ?? Infinity,
    tokens: Infinity,
    usd: Infinity,
  };
}

/** USD of input and output; null where the model's price is not known. */
export type EstimatedPrice = { readonly inputUsd: number; readonly outputUsd: number } | null;

/** What requests cost in each mode, if each answer has so many tokens. */
export function estimatePrices(
  { provider, model, at }: MeteredModel,
  totals: RequestTotals,
  outputTokens: number,
): Readonly<Record<Mode, EstimatedPrice>> {
  const query = { provider: provider.name, model, at };
  return {
    batch: provider.batch === null ? null : priceTogether({ ...query, batch: true }, totals, outputTokens),
    live: priceTogether({ ...query, batch: false }, totals, outputTokens),
  };
}

function priceTogether(query: PriceQuery, { requests, inputTokens }: RequestTotals, outputTokens: number): EstimatedPrice {
  const price = findPrice(query);
  if (price === undefined) return null;
  const nothing = { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0 };
  return {
    // Long-context brackets go by the size of each request, so the average one is priced, not the sum.
    inputUsd: requests === 0 ? 0 : requests * price({ ...nothing, inputTokens: inputTokens.tokens / requests }),
    outputUsd: requests * price({ ...nothing, outputTokens }),
  };
}
