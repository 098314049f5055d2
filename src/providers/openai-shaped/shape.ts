import type { BatchLimits } from "../provider.ts";
import type { LimitHeaders } from "../rate-headers.ts";
import type { OutputLimitName } from "./line.ts";

/** How a vendor with an API like OpenAI's differs from the others: data for the factory. */
export interface OpenAIShape {
  readonly name: string;
  readonly title: string;
  /** OpenAI's newer name is refused by many, and the older one by OpenAI's reasoning models. */
  readonly outputLimit: OutputLimitName;
  readonly rateHeaders: { readonly requests: LimitHeaders; readonly tokens?: LimitHeaders };
  /** What tells that a model exists: `GET /models/{model}`, the list of `GET /models`, or nothing that is free. */
  readonly modelCheck: "shown" | "listed" | "none";
  /** The header that takes the key, where it is not `Authorization: Bearer`. */
  readonly keyHeader?: string;
  /** The models that keep to a JSON Schema, live and in batches; null where that is known of none. */
  readonly structuredOutput: RegExp | null;
  /** Null where there is no batch service of OpenAI's shape. */
  readonly batch: BatchLimits | null;
}

/** `x-ratelimit-*`, as OpenAI, Groq and others write them. */
export const OPENAI_RATE_HEADERS = {
  requests: {
    limit: "x-ratelimit-limit-requests",
    remaining: "x-ratelimit-remaining-requests",
    reset: "x-ratelimit-reset-requests",
  },
  tokens: { limit: "x-ratelimit-limit-tokens", remaining: "x-ratelimit-remaining-tokens", reset: "x-ratelimit-reset-tokens" },
} as const;

/** What an OpenAI-like provider is made from. */
export interface OpenAIShapedOptions {
  /** Undefined for a server that asks for none. */
  readonly apiKey: string | undefined;
  /** Where the key came from, for messages. */
  readonly keySource: string;
  readonly baseUrl: string;
  readonly organization?: string;
  readonly project?: string;
  readonly fetch?: typeof fetch;
  /** Tighter limits than the vendor's, for a server that takes less. */
  readonly limits?: Partial<BatchLimits>;
}
