import { readConfigFile } from "./config-file.ts";
import { checkGenerateOptions, GENERATE_KEYS, type GenerateConfig } from "./generate-config.ts";

/** A configuration, and what a person should be told about it. */
export interface LoadedConfig {
  readonly config: GenerateConfig;
  readonly warnings: readonly string[];
}

/**
 * Puts the configuration of `generate` together: a flag that was given wins over the file, even when it equals the
 * flag's default; what neither gives has its default.
 *
 * @param flags only those that were given, by their underscore names
 * @param keySettings names of the settings that may hold a provider's key
 */
export function loadGenerateConfig(
  flags: Readonly<Record<string, unknown>>,
  configFile: string | undefined,
  keySettings: readonly string[],
): LoadedConfig {
  if (configFile === undefined) return { config: checkGenerateOptions(flags, spellFlag), warnings: [] };
  const file = readConfigFile(configFile, [...GENERATE_KEYS, ...keySettings]);
  const spell = (key: string): string => {
    const line = file.lines.get(key);
    return key in flags || line === undefined ? spellFlag(key) : `${configFile}:${line}: ${key}`;
  };
  const { keys, others } = partKeys(file.values, keySettings);
  const config = checkGenerateOptions({ ...others, ...flags, api_keys: keys }, spell);
  const hasKey = Object.keys(keys).length > 0;
  return { config, warnings: hasKey ? [`${configFile} holds an API key; better keep it in the environment.`] : [] };
}

/** The keys of a file by their settings, and what else there is. */
function partKeys(values: Readonly<Record<string, unknown>>, keySettings: readonly string[]) {
  const entries = Object.entries(values);
  const isKey = ([name]: [string, unknown]): boolean => keySettings.includes(name);
  return { keys: Object.fromEntries(entries.filter(isKey)), others: Object.fromEntries(entries.filter((entry) => !isKey(entry))) };
}

function spellFlag(key: string): string {
  return `--${key.replaceAll("_", "-")}`;
}
