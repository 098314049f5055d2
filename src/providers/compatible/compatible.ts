import { ConfigError } from "../../errors.ts";
import { createOpenAIShaped } from "../openai-shaped/factory.ts";
import { OPENAI_RATE_HEADERS, type OpenAIShape, type OpenAIShapedOptions } from "../openai-shaped/shape.ts";
import type { Provider } from "../provider.ts";

const COMPATIBLE: OpenAIShape = {
  name: "compatible",
  title: "the OpenAI-compatible server",
  // The older name: vLLM, Ollama, llama.cpp, LM Studio and the gateways all know it.
  outputLimit: "max_tokens",
  rateHeaders: OPENAI_RATE_HEADERS,
  modelCheck: "listed",
  // Some keep to a schema (vLLM, llama-server, Ollama), others refuse it or pass it over, and none says which it does.
  structuredOutput: null,
  batch: null,
};

/** What a server of one's own is made from. */
export type CompatibleOptions = Omit<OpenAIShapedOptions, "keySource" | "baseUrl"> &
  Partial<Pick<OpenAIShapedOptions, "keySource" | "baseUrl">>;

/** Any server with OpenAI's chat completions, with or without a key. Live calls only. @throws {ConfigError} without an address */
export function createCompatible({ baseUrl, ...options }: CompatibleOptions): Provider {
  if (baseUrl === undefined) {
    throw new ConfigError(
      "an OpenAI-compatible server needs an address; set OPENAI_COMPATIBLE_BASE_URL or --base-url, for example to http://localhost:8000/v1.",
    );
  }
  return createOpenAIShaped(COMPATIBLE, { keySource: "OPENAI_COMPATIBLE_API_KEY", ...options, baseUrl });
}
