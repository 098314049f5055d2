import { withPath } from "../openai-shaped/base-url.ts";
import { createOpenAIShaped } from "../openai-shaped/factory.ts";
import type { OpenAIShape, OpenAIShapedOptions } from "../openai-shaped/shape.ts";
import type { Provider } from "../provider.ts";
import { createMistralBatchApi } from "./batch.ts";

export const MISTRAL_DEFAULT_BASE_URL = "https://api.mistral.ai/v1";

const MISTRAL: OpenAIShape = {
  name: "mistral",
  title: "Mistral",
  outputLimit: "max_tokens",
  // As the API answers (mistralai/client-ts#169). It does not say when an allowance is full again.
  rateHeaders: {
    requests: {
      limit: "x-ratelimit-limit-req-minute",
      remaining: "x-ratelimit-remaining-req-minute",
      reset: "x-ratelimit-reset-req-minute",
    },
    tokens: {
      limit: "x-ratelimit-limit-tokens-minute",
      remaining: "x-ratelimit-remaining-tokens-minute",
      reset: "x-ratelimit-reset-tokens-minute",
    },
  },
  modelCheck: "shown",
  // All but Codestral Mamba (Mistral's documentation, "Custom Structured Outputs"). The page is older than Magistral, which
  // thinks before it answers: of that one nothing is said.
  structuredOutput: /^(mistral-(tiny|small|medium|large)|ministral|pixtral|devstral|codestral(?!-(embed|mamba))|open-mi[sx]tral)/i,
  batch: null,
};

/** What Mistral is made from; `baseUrl` is by default {@link MISTRAL_DEFAULT_BASE_URL}, and may be the host alone. */
export type MistralOptions = Omit<OpenAIShapedOptions, "keySource" | "baseUrl"> &
  Partial<Pick<OpenAIShapedOptions, "keySource" | "baseUrl">>;

export function createMistral({ baseUrl = MISTRAL_DEFAULT_BASE_URL, ...options }: MistralOptions): Provider {
  const shaped = { keySource: "MISTRAL_API_KEY", ...options, baseUrl: withPath(baseUrl, "/v1") };
  return createOpenAIShaped(MISTRAL, shaped, (parts) => createMistralBatchApi(parts, options.limits));
}
