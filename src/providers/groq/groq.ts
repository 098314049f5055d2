import { withPath } from "../openai-shaped/base-url.ts";
import { createOpenAIShaped } from "../openai-shaped/factory.ts";
import { OPENAI_RATE_HEADERS, type OpenAIShape, type OpenAIShapedOptions } from "../openai-shaped/shape.ts";
import type { Provider } from "../provider.ts";

export const GROQ_DEFAULT_BASE_URL = "https://api.groq.com/openai/v1";

const GROQ: OpenAIShape = {
  name: "groq",
  title: "Groq",
  outputLimit: "max_completion_tokens",
  // Requests are counted by the day, tokens by the minute (Groq's documentation, "Rate limits").
  rateHeaders: OPENAI_RATE_HEADERS,
  // Names with a slash, such as `openai/gpt-oss-120b`, make `GET /models/{model}` doubtful.
  modelCheck: "listed",
  // Those with constrained decoding; others do their best, and fail with a 400 where that is not enough (Groq's documentation,
  // "Structured Outputs").
  structuredOutput: /^openai\/gpt-oss-(20b|120b)$/i,
  // 50,000 lines a file. Groq's pages say 200 MB, its SDK (groq-sdk 1.6, files.d.ts) 100 MB: the smaller one is safe.
  // How many batches may be created is not said; as careful as with OpenAI.
  batch: { maxRequests: 50_000, maxBytes: 100_000_000, createBurst: 200, createsPerHour: 1800 },
};

/** What Groq is made from; `baseUrl` is by default {@link GROQ_DEFAULT_BASE_URL}, and may be the host alone, as for Groq's own SDK. */
export type GroqOptions = Omit<OpenAIShapedOptions, "keySource" | "baseUrl"> & Partial<Pick<OpenAIShapedOptions, "keySource" | "baseUrl">>;

export function createGroq({ baseUrl = GROQ_DEFAULT_BASE_URL, ...options }: GroqOptions): Provider {
  return createOpenAIShaped(GROQ, { keySource: "GROQ_API_KEY", ...options, baseUrl: withPath(baseUrl, "/openai/v1") });
}
