import type { BudgetTerms } from "../dispatch/budget.ts";
import type { Mode } from "../domain/mode.ts";
import { type Outcome, usageOf } from "../domain/outcome.ts";
import type { ModelRequest } from "../domain/request.ts";
import { ConfigError } from "../errors.ts";
import { findPrice, type Pricer } from "../prices/price.ts";

/** What a run's requests cost. */
export interface Spending {
  readonly toCost: (outcome: Outcome, mode: Mode) => number | null;
  /** Null where it is not known what a request can cost. */
  readonly budget: BudgetTerms | null;
}

export interface SpendingQuery {
  readonly provider: string;
  readonly model: string;
  /** Milliseconds since the epoch, for the price of the day. */
  readonly at: number;
  /** USD; null for no budget. */
  readonly maxUsd: number | null;
  readonly maxOutputTokens: number | null;
  readonly allowUnknownPrice: boolean;
}

/** @throws {ConfigError} when a budget is to be kept and cannot be */
export function spendingOf(query: SpendingQuery): Spending {
  const { provider, model, at } = query;
  const prices = {
    batch: findPrice({ provider, model, batch: true, at }),
    live: findPrice({ provider, model, batch: false, at }),
  };
  return {
    toCost(outcome, mode) {
      const usage = usageOf(outcome);
      return usage === null ? null : (prices[mode]?.(usage) ?? null);
    },
    budget: budgetTerms(query, prices),
  };
}

function budgetTerms(query: SpendingQuery, prices: Readonly<Record<Mode, Pricer | undefined>>): BudgetTerms | null {
  const { batch = prices.live, live } = prices;
  const isLimited = query.maxUsd !== null;
  if (batch === undefined || live === undefined) {
    if (query.allowUnknownPrice || !isLimited) return null;
    throw new ConfigError(
      `the price of ${query.model} (${query.provider}) is not known, so --max-cost cannot be kept; leave it out, or go on without a budget with --allow-unknown-price.`,
    );
  }
  if (query.maxOutputTokens === null) {
    if (!isLimited) return null;
    throw new ConfigError(`--max-cost needs --max-output-tokens, and this run was begun without; begin another with --new-run.`);
  }
  const outputTokens = query.maxOutputTokens;
  return {
    maxUsd: query.maxUsd ?? Infinity,
    bound: (request, mode) => (mode === "batch" ? batch : live)({ ...NOTHING_CACHED, inputTokens: mostTokens(request), outputTokens }),
  };
}

const NOTHING_CACHED = { cachedInputTokens: 0, cacheWriteTokens: 0 };

/** Tokens that a chat format adds to a request and to each message, generously. */
const TOKENS_PER_REQUEST = 16;
const TOKENS_PER_MESSAGE = 8;

/** No tokenizer makes more tokens of a text than it has bytes. */
function mostTokens({ body }: ModelRequest): number {
  return body.messages.reduce((sum, { content }) => sum + Buffer.byteLength(content) + TOKENS_PER_MESSAGE, TOKENS_PER_REQUEST);
}
