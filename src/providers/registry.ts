import { ConfigError } from "../errors.ts";
import type { Provider } from "./provider.ts";

/** What a provider may be told beside its key. Which of these a vendor takes is in its entry's `variables`. */
export interface ProviderSettings {
  readonly baseUrl?: string;
  readonly organization?: string;
  readonly project?: string;
  readonly location?: string;
  /** `gs://bucket/prefix` for input files. */
  readonly inputBucket?: string;
  /** `gs://bucket/prefix` for results. */
  readonly outputBucket?: string;
  /** Where Cloud Storage is served, for an emulator of it. */
  readonly storageUrl?: string;
}

/** What a provider is made from. */
export interface ProviderOptions extends ProviderSettings {
  /** Undefined where there is none; see {@link ProviderEntry.keyOptional}. */
  readonly apiKey: string | undefined;
  /** Where the key came from, for messages. */
  readonly keySource: string;
  readonly fetch?: typeof fetch;
}

/** What must be known of a provider before its code is loaded. */
export interface ProviderEntry {
  readonly title: string;
  /** Environment variables that may hold the key, first one first. */
  readonly keyVariables: readonly string[];
  /** Whether it works without a key: a server of one's own, or credentials that are found by themselves. */
  readonly keyOptional?: true;
  /** The environment variable of each setting that the vendor takes. */
  readonly variables: { readonly [Setting in keyof ProviderSettings]?: string };
  /** Key of a configuration file that may hold the API key. */
  readonly keySetting: string;
  /** Models whose names are like this are this vendor's, unless `--org` says otherwise; null where only `--org` tells. */
  readonly modelPattern: RegExp | null;
  /** How its models are asked when nobody says. */
  readonly defaultMode: "batch" | "live";
  /** Loads the vendor's SDK, which takes a while, and only then. */
  readonly create: (options: ProviderOptions) => Promise<Provider>;
}

/** Every provider there is. A new one is a folder beside this file and an entry here. */
export const PROVIDERS = {
  openai: {
    title: "OpenAI",
    keyVariables: ["OPENAI_API_KEY"],
    variables: { baseUrl: "OPENAI_BASE_URL", organization: "OPENAI_ORG_ID", project: "OPENAI_PROJECT_ID" },
    keySetting: "openai_api_key",
    modelPattern: /^(gpt-|chatgpt-|o\d|ft:(gpt-|o\d)|codex-)/,
    defaultMode: "batch",
    create: async (options) => (await import("./openai/openai.ts")).createOpenAI(options),
  },
  anthropic: {
    title: "Anthropic",
    keyVariables: ["ANTHROPIC_API_KEY"],
    variables: { baseUrl: "ANTHROPIC_BASE_URL" },
    keySetting: "anthropic_api_key",
    modelPattern: /^claude-/,
    defaultMode: "batch",
    create: async (options) => (await import("./anthropic/anthropic.ts")).createAnthropic(options),
  },
  mistral: {
    title: "Mistral",
    keyVariables: ["MISTRAL_API_KEY"],
    variables: { baseUrl: "MISTRAL_BASE_URL" },
    keySetting: "mistral_api_key",
    // Without a slash: `mistralai/...` is what others call Mistral's open models.
    modelPattern: /^(mistral|ministral|codestral|magistral|devstral|pixtral|open-mi)[^/]*$/,
    defaultMode: "batch",
    create: async (options) => (await import("./mistral/mistral.ts")).createMistral(options),
  },
  groq: {
    title: "Groq",
    keyVariables: ["GROQ_API_KEY"],
    variables: { baseUrl: "GROQ_BASE_URL" },
    keySetting: "groq_api_key",
    // Groq serves models under the names that others give them.
    modelPattern: null,
    defaultMode: "batch",
    create: async (options) => (await import("./groq/groq.ts")).createGroq(options),
  },
  azure: {
    title: "Azure OpenAI",
    keyVariables: ["AZURE_OPENAI_API_KEY"],
    variables: { baseUrl: "AZURE_OPENAI_ENDPOINT" },
    keySetting: "azure_openai_api_key",
    modelPattern: null,
    defaultMode: "batch",
    create: async (options) => (await import("./azure/azure.ts")).createAzure(options),
  },
  compatible: {
    title: "the OpenAI-compatible server",
    keyVariables: ["OPENAI_COMPATIBLE_API_KEY"],
    keyOptional: true,
    variables: { baseUrl: "OPENAI_COMPATIBLE_BASE_URL" },
    keySetting: "openai_compatible_api_key",
    modelPattern: null,
    defaultMode: "live",
    create: async (options) => (await import("./compatible/compatible.ts")).createCompatible(options),
  },
  google: {
    title: "Google Gemini",
    // In the order in which Google's SDK looks for them.
    keyVariables: ["GOOGLE_API_KEY", "GEMINI_API_KEY"],
    variables: { baseUrl: "GOOGLE_GEMINI_BASE_URL" },
    keySetting: "google_api_key",
    modelPattern: /^(gemini|gemma|learnlm)-/,
    defaultMode: "batch",
    create: async (options) => (await import("./google/google.ts")).createGoogle(options),
  },
  vertex: {
    title: "Google Vertex AI",
    keyVariables: ["GOOGLE_OAUTH_ACCESS_TOKEN"],
    // Application Default Credentials are found by Google's SDK.
    keyOptional: true,
    variables: {
      baseUrl: "GOOGLE_VERTEX_BASE_URL",
      project: "GOOGLE_CLOUD_PROJECT",
      location: "GOOGLE_CLOUD_LOCATION",
      storageUrl: "STORAGE_EMULATOR_HOST",
    },
    keySetting: "google_access_token",
    // Its models are named like those of the Developer API.
    modelPattern: null,
    defaultMode: "batch",
    create: async (options) => (await import("./vertex/vertex.ts")).createVertex(options),
  },
  // Last, because its pattern is the widest.
  together: {
    title: "Together",
    keyVariables: ["TOGETHER_API_KEY"],
    variables: { baseUrl: "TOGETHER_BASE_URL" },
    keySetting: "together_api_key",
    modelPattern: /^[\w.-]+\/[\w.-]+$/,
    defaultMode: "live",
    create: async (options) => (await import("./together/together.ts")).createTogether(options),
  },
} satisfies Record<string, ProviderEntry>;

export type ProviderName = keyof typeof PROVIDERS;

/** The entry of a provider. */
export function providerEntry(name: ProviderName): ProviderEntry {
  return PROVIDERS[name];
}

/**
 * The provider of a model: the one named, or the one whose models are named like this. A bucket means that Google's models
 * are asked through Vertex AI, and a base URL that a model of no known name is on a server of one's own.
 *
 * @throws {ConfigError} when there is no such provider, or the name of the model does not tell
 */
export function findProvider(model: string, org: string | undefined, settings: ProviderSettings = {}): ProviderName {
  const names = Object.keys(PROVIDERS) as ProviderName[];
  const found = org === undefined ? byModel(names, model) : byName(names, org);
  if (found === "google" && (settings.inputBucket !== undefined || settings.outputBucket !== undefined)) return "vertex";
  if (found !== undefined) return found;
  if (settings.baseUrl !== undefined) return "compatible";
  throw new ConfigError(
    `the name ${JSON.stringify(model)} does not tell whose model it is; name its provider with --org, or a judge's with --judge-org (one of ${names.join(", ")}).`,
  );
}

function byModel(names: readonly ProviderName[], model: string): ProviderName | undefined {
  return names.find((name) => providerEntry(name).modelPattern?.test(model));
}

function byName(names: readonly ProviderName[], org: string): ProviderName {
  const named = names.find((name) => name === org.toLowerCase());
  if (named === undefined) throw new ConfigError(`${JSON.stringify(org)} is no provider; choose one of ${names.join(", ")}.`);
  return named;
}
