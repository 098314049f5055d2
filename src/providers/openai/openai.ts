import { createOpenAIShaped } from "../openai-shaped/factory.ts";
import { OPENAI_STRUCTURED_OUTPUT } from "../openai-shaped/response-format.ts";
import { OPENAI_RATE_HEADERS, type OpenAIShape, type OpenAIShapedOptions } from "../openai-shaped/shape.ts";
import type { Provider } from "../provider.ts";

export const OPENAI_DEFAULT_BASE_URL = "https://api.openai.com/v1";

const OPENAI: OpenAIShape = {
  name: "openai",
  title: "OpenAI",
  // `max_tokens` is refused by reasoning models; this name is taken by all current ones.
  outputLimit: "max_completion_tokens",
  rateHeaders: OPENAI_RATE_HEADERS,
  modelCheck: "shown",
  structuredOutput: OPENAI_STRUCTURED_OUTPUT,
  // Limits of the Batch API (platform documentation): 50,000 requests and 200 MB a file. About 2,000 batches may be created
  // per hour; burst and rate together stay below that.
  batch: { maxRequests: 50_000, maxBytes: 200_000_000, createBurst: 200, createsPerHour: 1800 },
};

/** What OpenAI is made from; `baseUrl` is by default {@link OPENAI_DEFAULT_BASE_URL}. */
export type OpenAIOptions = Omit<OpenAIShapedOptions, "keySource" | "baseUrl"> &
  Partial<Pick<OpenAIShapedOptions, "keySource" | "baseUrl">>;

export function createOpenAI(options: OpenAIOptions): Provider {
  return createOpenAIShaped(OPENAI, { keySource: "OPENAI_API_KEY", baseUrl: OPENAI_DEFAULT_BASE_URL, ...options });
}
