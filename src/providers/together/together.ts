import { withPath } from "../openai-shaped/base-url.ts";
import { createOpenAIShaped } from "../openai-shaped/factory.ts";
import type { OpenAIShape, OpenAIShapedOptions } from "../openai-shaped/shape.ts";
import type { Provider } from "../provider.ts";
import { createTogetherBatchApi } from "./batch.ts";

/** The host of Together's SDK (together-ai 0.52, client.d.ts); the older one is `https://api.together.xyz/v1`. */
export const TOGETHER_DEFAULT_BASE_URL = "https://api.together.ai/v1";

/** Those that Together's page "JSON mode" named while it had a list; a line of a batch is the same body as a live call. */
const STRUCTURED_OUTPUT =
  /^(meta-llama\/(Meta-Llama-3\.1-(8B|70B)|Llama-3\.2-3B|Llama-3\.3-70B)-Instruct-Turbo|meta-llama\/Llama-4-(Maverick|Scout)-.*-Instruct(-FP8)?|deepseek-ai\/DeepSeek-V3|Qwen\/(Qwen3-235B-A22B-fp8-tput|Qwen2\.5-VL-72B-Instruct))$/i;

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
  structuredOutput: STRUCTURED_OUTPUT,
  batch: null,
};

/** What Together is made from; `baseUrl` is by default {@link TOGETHER_DEFAULT_BASE_URL}. */
export type TogetherOptions = Omit<OpenAIShapedOptions, "keySource" | "baseUrl"> &
  Partial<Pick<OpenAIShapedOptions, "keySource" | "baseUrl">>;

export function createTogether({ baseUrl = TOGETHER_DEFAULT_BASE_URL, ...options }: TogetherOptions): Provider {
  const shaped = { keySource: "TOGETHER_API_KEY", ...options, baseUrl: withPath(baseUrl, "/v1") };
  return createOpenAIShaped(TOGETHER, shaped, (parts) => createTogetherBatchApi(parts, shaped.apiKey, options.limits));
}
