import OpenAI from "openai";
import { ProviderError } from "../../errors.ts";
import { accountOf, type Call, callsOf, type Vendor } from "../calls.ts";
import type { BatchApi, CallOptions, Provider } from "../provider.ts";
import { createBatchApi } from "./batch.ts";
import { createLiveApi } from "./live.ts";
import type { OpenAIShape, OpenAIShapedOptions } from "./shape.ts";

/** A call that takes longer is given up; uploads of 200 MB over a slow line need most of it. */
const CALL_TIMEOUT_MS = 10 * 60_000;

/** What the parts of an OpenAI-like provider are made with. */
export interface ShapedClient {
  readonly shape: OpenAIShape;
  readonly client: OpenAI;
  readonly vendor: Vendor;
  readonly call: Call;
  /** For calls that the SDK has no method for. */
  readonly fetch: typeof fetch;
}

/**
 * A vendor with an API like OpenAI's, through OpenAI's official SDK, which is told to retry nothing.
 *
 * @param createBatch for a batch service of another shape
 */
export function createOpenAIShaped(
  shape: OpenAIShape,
  options: OpenAIShapedOptions,
  createBatch?: (parts: ShapedClient) => BatchApi,
): Provider {
  const baseUrl = options.baseUrl.replace(/\/+$/, "");
  const vendor: Vendor = { provider: shape.name, title: shape.title, baseUrl, secret: options.apiKey, keySource: options.keySource };
  const client = new OpenAI({
    // The SDK wants one; a server that asks for none does not look at it.
    apiKey: options.apiKey ?? "none",
    // Left out, the SDK would read them from the process's environment, and batches would be another account's.
    organization: options.organization ?? null,
    project: options.project ?? null,
    baseURL: baseUrl,
    maxRetries: 0,
    timeout: CALL_TIMEOUT_MS,
    logLevel: "off",
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
  const parts: ShapedClient = { shape, client, vendor, call: callsOf(vendor), fetch: options.fetch ?? fetch };
  const limits = shape.batch === null ? null : { ...shape.batch, ...options.limits };
  const batch = createBatch?.(parts) ?? (limits === null ? null : createBatchApi(parts, limits));
  return {
    name: shape.name,
    title: shape.title,
    account: accountOf(vendor, [options.organization, options.project]),
    check: (model, callOptions) => check(parts, batch !== null && createBatch === undefined, model, callOptions),
    live: createLiveApi(parts),
    batch,
  };
}

async function check({ shape, client, call }: ShapedClient, hasBatches: boolean, model: string, options: CallOptions): Promise<void> {
  if (hasBatches) await call("list batches", () => client.batches.list({ limit: 1 }, options));
  if (!shape.showsModels) {
    if (!hasBatches) await call("list its models", () => client.models.list(options));
    return;
  }
  try {
    await call("show the model", () => client.models.retrieve(model, options), { named: `model ${JSON.stringify(model)}` });
  } catch (error) {
    // A key that may make batches may all the same not be allowed to look at models.
    if (!(error instanceof ProviderError && error.facts.status === 403)) throw error;
  }
}
