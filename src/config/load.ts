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
 */
export function loadGenerateConfig(flags: Readonly<Record<string, unknown>>, configFile: string | undefined): LoadedConfig {
  if (configFile === undefined) return { config: checkGenerateOptions(flags, spellFlag), warnings: [] };
  const file = readConfigFile(configFile, GENERATE_KEYS);
  const spell = (key: string): string => {
    const line = file.lines.get(key);
    return key in flags || line === undefined ? spellFlag(key) : `${configFile}:${line}: ${key}`;
  };
  const config = checkGenerateOptions({ ...file.values, ...flags }, spell);
  const hasKey = "openai_api_key" in file.values;
  return {
    config,
    warnings: hasKey ? [`${configFile} holds an API key; better keep it in the environment (OPENAI_API_KEY).`] : [],
  };
}

function spellFlag(key: string): string {
  return `--${key.replaceAll("_", "-")}`;
}
