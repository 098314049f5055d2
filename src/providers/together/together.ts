import { withPath } from "../openai-shaped/base-url.ts";
import { createOpenAIShaped } from "../openai-shaped/factory.ts";
import type { OpenAIShape, OpenAIShapedOptions } from "../openai-shaped/shape.ts";
import type { Provider } from "../provider.ts";
import { createTogetherBatchApi } from "./batch.ts";

/** The host of Together's SDK (together-ai 0.52, client.d.ts); the older one is `https://api.together.xyz/v1`. */
export const TOGETHER_DEFAULT_BASE_URL = "https://api.together.ai/v1";

const TOGETHER: OpenAIShape = {
  name: "together",
  title: "Together",
  outputLimit: "max_tokens",
  // Together's documentation ("Rate limits"); by its latest edition they come with a 429 only.
  rateHeaders: {
    requests: { limit: "x-ratelimit-limit", remaining: "x-ratelimit-remaining", reset: "x-ratelimit-reset" },
    tokens: { limit: "x-tokenlimit-limit", remaining: "x-tokenlimit-remaining", reset: "x-tokenlimit-reset" },
  },
  // There is a list of models, and no call that shows one (together-ai 0.52, resources/models).
  modelCheck: "listed",
  batch: null,
};

/** What Together is made from; `baseUrl` is by default {@link TOGETHER_DEFAULT_BASE_URL}. */
export type TogetherOptions = Omit<OpenAIShapedOptions, "keySource" | "baseUrl"> &
  Partial<Pick<OpenAIShapedOptions, "keySource" | "baseUrl">>;

export function createTogether({ baseUrl = TOGETHER_DEFAULT_BASE_URL, ...options }: TogetherOptions): Provider {
  const shaped = { keySource: "TOGETHER_API_KEY", ...options, baseUrl: withPath(baseUrl, "/v1") };
  return createOpenAIShaped(TOGETHER, shaped, (parts) => createTogetherBatchApi(parts, shaped.apiKey, options.limits));
}
