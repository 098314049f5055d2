import OpenAI, { type ClientOptions } from "openai";
import { accountOf, callsOf, type Vendor } from "../calls.ts";
import type { BatchApi, Provider } from "../provider.ts";
import { createQuickFetch } from "../quick-fetch.ts";
import { createBatchApi } from "./batch.ts";
import type { ShapedClient } from "./client.ts";
import { checkModel } from "./check.ts";
import { createLiveApi } from "./live.ts";
import { withReadableErrors } from "./readable-errors.ts";
import type { OpenAIShape, OpenAIShapedOptions } from "./shape.ts";

/** A call that takes longer is given up; uploads of 200 MB over a slow line need most of it. */
const CALL_TIMEOUT_MS = 10 * 60_000;

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
  const fetcher = withReadableErrors(options.fetch ?? fetch);
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
    fetch: fetcher,
    ...(shape.keyHeader === undefined ? {} : withKeyIn(shape.keyHeader, options.apiKey)),
  });
  const parts: ShapedClient = { shape, client, vendor, call: callsOf(vendor), fetch: fetcher };
  const limits = shape.batch === null ? null : { ...shape.batch, ...options.limits };
  const batch = createBatch?.(parts) ?? (limits === null ? null : createBatchApi(parts, limits));
  return {
    name: shape.name,
    title: shape.title,
    account: accountOf(vendor, [options.organization, options.project]),
    check: (model, callOptions) => checkModel(parts, batch !== null && createBatch === undefined, model, callOptions),
    structuredOutput: (model) => shape.structuredOutput?.test(model) ?? false,
    live: createLiveApi({ ...parts, client: client.withOptions({ fetch: withReadableErrors(options.fetch ?? createQuickFetch()) }) }),
    batch,
  };
}

/** A header of another name than `Authorization` would be sent on to wherever a redirect leads. */
function withKeyIn(header: string, key: string | undefined): Partial<ClientOptions> {
  return { defaultHeaders: { Authorization: null, [header]: key ?? null }, fetchOptions: { redirect: "manual" } };
}
