import { accountOf } from "../calls.ts";
import type { BatchLimits, CheckOptions, Provider } from "../provider.ts";
import { refusalOf } from "../refusal.ts";
import { createBatchApi } from "./batch.ts";
import { type AnthropicClient, type ClientOptions, openClient } from "./client.ts";
import { createLiveApi } from "./live.ts";

/**
 * A batch holds 100,000 requests or 256 MB (Anthropic's page "Batch processing"); the room below is for what submitting
 * adds to each line. Batch calls are limited to 50 a minute on the lowest tier, checks of progress included.
 */
const LIMITS: BatchLimits = { maxRequests: 100_000, maxBytes: 252_000_000, createBurst: 10, createsPerHour: 600 };

/**
 * Models that keep to a JSON Schema: those from Claude 4.5 on (Anthropic's page "Structured outputs"). In batches as well: their
 * parameters are those of a message (@anthropic-ai/sdk 1.12, resources/messages/batches).
 */
const STRUCTURED_OUTPUT = /^claude-((opus|sonnet|haiku)-4-[5-9]|[a-z]+-([5-9]|\d\d))(?!\d)/i;

/** What Anthropic is made from. */
export interface AnthropicOptions extends ClientOptions {
  /** Tighter limits than Anthropic's. */
  readonly limits?: Partial<BatchLimits>;
}

/** Anthropic, through its official SDK. */
export function createAnthropic(options: AnthropicOptions): Provider {
  const parts = openClient(options);
  const { vendor } = parts;
  return {
    name: vendor.provider,
    title: vendor.title,
    account: accountOf(vendor, []),
    check: (model, callOptions) => check(parts, model, callOptions),
    structuredOutput: (model) => STRUCTURED_OUTPUT.test(model),
    live: createLiveApi(parts),
    batch: createBatchApi(parts, { ...LIMITS, ...options.limits }),
  };
}

async function check({ client, call }: AnthropicClient, model: string, { liveOnly = false, ...options }: CheckOptions): Promise<void> {
  const noBatches = await refusalOf(() => call("list batches", () => client.messages.batches.list({ limit: 1 }, options)));
  if (noBatches !== undefined && !liveOnly) throw noBatches;
  const named = `model ${JSON.stringify(model)}`;
  const noModels = await refusalOf(() => call("show the model", () => client.models.retrieve(model, {}, options), { named }));
  // A key that may do neither is told by nothing from one that may do nothing.
  if (noBatches !== undefined && noModels !== undefined) throw noBatches;
}
