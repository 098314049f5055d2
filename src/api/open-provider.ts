import type { Environment } from "../config/environment.ts";
import type { Mode } from "../domain/mode.ts";
import { ConfigError } from "../errors.ts";
import type { Provider } from "../providers/provider.ts";
import { type ProviderEntry, providerEntry, type ProviderName, type ProviderSettings } from "../providers/registry.ts";
import type { World } from "./hooks.ts";

/** Makes sure that the key is accepted, before anything is touched. @param mode how it will be used */
export async function checkProvider(provider: Provider, model: string, mode: Mode, world: World): Promise<void> {
  try {
    await provider.check(model, { signal: world.signal, liveOnly: mode === "live" });
  } catch (error) {
    world.signal.throwIfAborted();
    throw error;
  }
}

/**
 * Makes a provider from the environment and from what flags or files set. A key from a configuration file is used only
 * where the environment has none, a setting only where no flag gives it.
 *
 * @throws {ConfigError} when there is no key
 */
export async function openProvider(
  name: ProviderName,
  world: World,
  given: { readonly key?: string | undefined; readonly settings?: ProviderSettings } = {},
): Promise<Provider> {
  const entry = providerEntry(name);
  const variable = entry.keyVariables.find((candidate) => world.environment[candidate] !== undefined);
  const apiKey = variable === undefined ? given.key : world.environment[variable];
  // Where there is none, the place to put one.
  const keySource = variable ?? (apiKey === undefined ? entry.keyVariables[0] : undefined) ?? entry.keySetting;
  if (apiKey === undefined && entry.keyOptional !== true) {
    throw new ConfigError(`there is no key for ${entry.title}; set the environment variable ${entry.keyVariables.join(" or ")}.`);
  }
  if (apiKey !== undefined && /\s/.test(apiKey)) {
    throw new ConfigError(`the key in ${keySource} contains a blank or a line break; set it without.`);
  }
  const settings = readSettings(entry, world.environment, given.settings);
  return await entry.create({ ...settings, apiKey, keySource, ...(world.fetch === undefined ? {} : { fetch: world.fetch }) });
}

function readSettings(entry: ProviderEntry, environment: Environment, given: ProviderSettings = {}): ProviderSettings {
  const settings: Record<string, string> = { ...given };
  for (const [setting, variable] of Object.entries(entry.variables)) {
    const value = environment[variable];
    if (value !== undefined) settings[setting] ??= value;
    if (setting !== "baseUrl" || settings[setting] === undefined || URL.canParse(settings[setting])) continue;
    const source = given.baseUrl === undefined ? variable : "--base-url";
    throw new ConfigError(`${source} is no URL (${JSON.stringify(settings[setting])}); mend or unset it.`);
  }
  return settings;
}
