import { GoogleGenAI } from "@google/genai";
import { accountOf, callsOf, rejectionAsOutcome, type Vendor } from "../calls.ts";
import { responseOutcome } from "../gemini-shaped/outcome.ts";
import { generateContentParameters } from "../gemini-shaped/request.ts";
import { keepsToSchema } from "../gemini-shaped/response-schema.ts";
import type { LiveApi, Provider } from "../provider.ts";
import { createBatchApi, type GoogleBatchParts } from "./batch.ts";
import { API_VERSION, limited, Rest } from "./rest.ts";

export const GOOGLE_DEFAULT_BASE_URL = "https://generativelanguage.googleapis.com";

/** What the Gemini API is made from. */
export interface GoogleOptions {
  readonly apiKey: string | undefined;
  /** Where the key came from, for messages. Default: `GOOGLE_API_KEY`. */
  readonly keySource?: string;
  /** Without a version. Default: {@link GOOGLE_DEFAULT_BASE_URL}. */
  readonly baseUrl?: string;
  readonly fetch?: typeof fetch;
}

/**
 * The Gemini Developer API, through Google's official SDK, which retries nothing by itself, except where that loses what the
 * vendor says. Its answers carry no headers with limits.
 */
export function createGoogle(options: GoogleOptions): Provider {
  const [name, title] = ["google", "Google Gemini"];
  const baseUrl = (options.baseUrl ?? GOOGLE_DEFAULT_BASE_URL).replace(/\/+$/, "");
  const vendor: Vendor = { provider: name, title, baseUrl, secret: options.apiKey, keySource: options.keySource ?? "GOOGLE_API_KEY" };
  // Left out, the SDK would read a key from the process's environment, and warn about it on the console.
  const apiKey = options.apiKey || "none";
  const client = new GoogleGenAI({
    apiKey,
    // Told apart from Vertex AI by variables of the environment, if this is left out; the version and the address likewise.
    vertexai: false,
    httpOptions: { baseUrl, apiVersion: API_VERSION, ...(options.fetch ? { fetch: options.fetch } : {}) },
  });
  const rest = new Rest({ baseUrl, apiKey, fetch: options.fetch ?? fetch });
  const call = callsOf(vendor);
  const parts: GoogleBatchParts = { name, title, client, rest, call };
  return {
    name,
    title,
    account: accountOf(vendor, []),
    async check(model, callOptions) {
      // By itself, so that a key that is refused is told from a model that it may not use.
      await call("list its models", () => rest.get("models", { pageSize: "1" }, callOptions));
      await call("show the model", () => client.models.get({ model, config: { abortSignal: limited(callOptions) } }), {
        named: `model ${JSON.stringify(model)}`,
      });
    },
    structuredOutput: keepsToSchema,
    live: createLiveApi(parts),
    batch: createBatchApi(parts),
  };
}

function createLiveApi({ client, call }: GoogleBatchParts): LiveApi {
  return {
    async ask({ body }, options) {
      const { config, ...parameters } = generateContentParameters(body);
      return await rejectionAsOutcome(async () => {
        const response = await call(
          "answer a request",
          () => client.models.generateContent({ ...parameters, config: { ...config, abortSignal: limited(options) } }),
          { named: `model ${JSON.stringify(body.model)}` },
        );
        return { outcome: responseOutcome(response), limits: undefined };
      });
    },
  };
}
