import Anthropic from "@anthropic-ai/sdk";
import { type Call, callsOf, type Vendor } from "../calls.ts";

const ANTHROPIC_DEFAULT_BASE_URL = "https://api.anthropic.com";

/**
 * The version of the API that is asked for. The SDK's own, 2026-10-21, refuses `temperature` for every model, also for those
 * that take one (Anthropic's page "Migrating to API version 2026-10-21"); a batch has one version for all of its lines.
 */
const API_VERSION = "2023-06-01";

/** A call that takes longer is given up; a batch of 250 MB over a slow line needs most of it. */
const CALL_TIMEOUT_MS = 10 * 60_000;

/** What the parts of the provider are made with. */
export interface AnthropicClient {
  readonly client: Anthropic;
  readonly vendor: Vendor;
  readonly call: Call;
}

/** What a client is made from. */
export interface ClientOptions {
  readonly apiKey: string | undefined;
  /** Where the key came from, for messages. Default: `ANTHROPIC_API_KEY`. */
  readonly keySource?: string;
  /** Default: `https://api.anthropic.com`. */
  readonly baseUrl?: string;
  readonly fetch?: typeof fetch;
}

/** The official SDK, told to retry nothing. */
export function openClient(options: ClientOptions): AnthropicClient {
  // Clients disagree on whether the version belongs to the base URL; the official SDK adds it by itself.
  const baseUrl = (options.baseUrl ?? ANTHROPIC_DEFAULT_BASE_URL).replace(/\/+$/, "").replace(/\/v1$/, "");
  const keySource = options.keySource ?? "ANTHROPIC_API_KEY";
  const vendor: Vendor = { provider: "anthropic", title: "Anthropic", baseUrl, secret: options.apiKey, keySource };
  const client = new Anthropic({
    // Left out, the SDK would look for other credentials in the environment and in the home folder.
    apiKey: options.apiKey ?? "none",
    baseURL: baseUrl,
    maxRetries: 0,
    timeout: CALL_TIMEOUT_MS,
    logLevel: "off",
    openTelemetry: false,
    defaultHeaders: { "anthropic-version": API_VERSION },
    ...(options.fetch ? { fetch: options.fetch } : {}),
  });
  return { client, vendor, call: callsOf(vendor) };
}
