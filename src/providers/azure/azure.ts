import { ConfigError } from "../../errors.ts";
import { createOpenAIShaped } from "../openai-shaped/factory.ts";
import { OPENAI_STRUCTURED_OUTPUT } from "../openai-shaped/response-format.ts";
import { OPENAI_RATE_HEADERS, type OpenAIShape, type OpenAIShapedOptions } from "../openai-shaped/shape.ts";
import type { Provider } from "../provider.ts";

const AZURE: OpenAIShape = {
  name: "azure",
  title: "Azure OpenAI",
  outputLimit: "max_completion_tokens",
  rateHeaders: OPENAI_RATE_HEADERS,
  // Models are deployments here, under names of the resource's own; no free call of the inference API shows those.
  modelCheck: "none",
  // A deployment that has the name of a model is taken for one of that model; of any other nothing is known.
  structuredOutput: OPENAI_STRUCTURED_OUTPUT,
  // What the SDK's AzureOpenAI sends as well. The v1 API takes it beside `Authorization: Bearer`.
  keyHeader: "api-key",
  // 100,000 requests and 200 MB a file (Microsoft's documentation, "Global batch"). A resource holds 500 input files.
  batch: { maxRequests: 100_000, maxBytes: 200_000_000, createBurst: 100, createsPerHour: 400 },
};

/** What Azure OpenAI is made from; `baseUrl` is the resource's endpoint, `https://NAME.openai.azure.com`, or anything below it. */
export type AzureOptions = Omit<OpenAIShapedOptions, "keySource" | "baseUrl"> & Partial<Pick<OpenAIShapedOptions, "keySource" | "baseUrl">>;

/** A model's name is that of a deployment; for batches, of type Global Batch or Data Zone Batch. @throws {ConfigError} without an endpoint */
export function createAzure({ baseUrl, ...options }: AzureOptions): Provider {
  if (baseUrl === undefined) {
    throw new ConfigError("Azure OpenAI needs the endpoint of a resource; set AZURE_OPENAI_ENDPOINT to https://NAME.openai.azure.com.");
  }
  return createOpenAIShaped(AZURE, { keySource: "AZURE_OPENAI_API_KEY", ...options, baseUrl: v1Url(baseUrl) });
}

/** Azure's portal shows endpoints with and without a path, and down to a deployment; all mean the same resource. */
function v1Url(endpoint: string): string {
  const { origin, pathname } = new URL(endpoint);
  const before = pathname.replace(/\/openai(\/.*)?$/, "").replace(/\/+$/, "");
  return `${origin}${before}/openai/v1`;
}
