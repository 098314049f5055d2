import { ConfigError } from "../errors.ts";
import type { Provider } from "../providers/provider.ts";
import { type ProviderEntry, type ProviderName, PROVIDERS } from "../providers/registry.ts";
import type { World } from "./hooks.ts";

/** Makes sure that the key is accepted, before anything is touched. */
export async function checkProvider(provider: Provider, world: World): Promise<void> {
  try {
    await provider.check({ signal: world.signal });
  } catch (error) {
    world.signal.throwIfAborted();
    throw error;
  }
}

/**
 * Makes a provider from the environment. A key from a configuration file is used only where the environment has none.
 *
 * @throws {ConfigError} when there is no key
 */
export async function openProvider(name: ProviderName, world: World, keyFromFile?: string): Promise<Provider> {
  const entry: ProviderEntry = PROVIDERS[name];
  const fromEnvironment = world.environment[entry.keyVariable];
  const apiKey = fromEnvironment ?? keyFromFile;
  if (apiKey === undefined) {
    throw new ConfigError(`there is no key for ${entry.title}; set the environment variable ${entry.keyVariable}.`);
  }
  if (/\s/.test(apiKey)) {
    throw new ConfigError(
      `the key in ${fromEnvironment === undefined ? entry.keySetting : entry.keyVariable} contains a blank or a line break; set it without.`,
    );
  }
  const baseUrl = world.environment[entry.baseUrlVariable];
  if (baseUrl !== undefined && !URL.canParse(baseUrl)) {
    throw new ConfigError(`${entry.baseUrlVariable} is no URL (${JSON.stringify(baseUrl)}); mend or unset it.`);
  }
  const organization = world.environment[entry.organizationVariable];
  const project = world.environment[entry.projectVariable];
  return await entry.create({
    apiKey,
    keySource: fromEnvironment === undefined ? entry.keySetting : entry.keyVariable,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(organization === undefined ? {} : { organization }),
    ...(project === undefined ? {} : { project }),
    ...(world.fetch === undefined ? {} : { fetch: world.fetch }),
  });
}
