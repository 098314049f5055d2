import { ConfigError } from "../errors.ts";
import type { Provider } from "./provider.ts";

/** What a provider is made from. */
export interface ProviderOptions {
  readonly apiKey: string;
  /** Where the key came from, for messages. */
  readonly keySource: string;
  readonly baseUrl?: string;
  readonly organization?: string;
  readonly project?: string;
  readonly fetch?: typeof fetch;
}

/** What must be known of a provider before its code is loaded. */
export interface ProviderEntry {
  readonly title: string;
  /** Environment variables, first one first. */
  readonly keyVariable: string;
  readonly baseUrlVariable: string;
  readonly organizationVariable: string;
  readonly projectVariable: string;
  /** Key of a configuration file that may hold the API key. */
  readonly keySetting: string;
  /** Models whose names begin like this are this vendor's. */
  readonly modelPattern: RegExp;
  /** Loads the vendor's SDK, which takes a while, and only then. */
  readonly create: (options: ProviderOptions) => Promise<Provider>;
}

/** Every provider there is. A new one is a folder beside this file and an entry here. */
export const PROVIDERS = {
  openai: {
    title: "OpenAI",
    keyVariable: "OPENAI_API_KEY",
    baseUrlVariable: "OPENAI_BASE_URL",
    organizationVariable: "OPENAI_ORG_ID",
    projectVariable: "OPENAI_PROJECT_ID",
    keySetting: "openai_api_key",
    modelPattern: /^(gpt-|chatgpt-|o\d|ft:(gpt-|o\d)|codex-)/,
    create: async (options) => (await import("./openai/openai.ts")).createOpenAI(options),
  },
} satisfies Record<string, ProviderEntry>;

export type ProviderName = keyof typeof PROVIDERS;

/**
 * The provider of a model: the one named, or the one whose models are named like this.
 *
 * @throws {ConfigError} when there is no such provider, or the name of the model does not tell
 */
export function findProvider(model: string, org: string | undefined): ProviderName {
  const names = Object.keys(PROVIDERS) as ProviderName[];
  if (org !== undefined) {
    const named = names.find((name) => name === org.toLowerCase());
    if (named === undefined) throw new ConfigError(`--org ${JSON.stringify(org)} is no provider; choose one of ${names.join(", ")}.`);
    return named;
  }
  const matching = names.find((name) => PROVIDERS[name].modelPattern.test(model));
  if (matching === undefined) {
    throw new ConfigError(
      `the name ${JSON.stringify(model)} does not tell whose model it is; say so with --org (one of ${names.join(", ")}).`,
    );
  }
  return matching;
}
