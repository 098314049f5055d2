import type { Spell } from "./check.ts";
import { readConfigFile } from "./config-file.ts";
import { checkGenerateOptions, GENERATE_KEYS, type GenerateConfig } from "./generate-config.ts";
import { checkJudgeOptions, type JudgeConfig, judgeKeys, type JudgingStageName } from "./judge-config.ts";

/** A configuration, and what a person should be told about it. */
export interface LoadedConfig<Config> {
  readonly config: Config;
  readonly warnings: readonly string[];
}

/** Where settings come from. */
export interface ConfigSources {
  /** Only flags that were given, by their underscore names. */
  readonly flags: Readonly<Record<string, unknown>>;
  /** Path of a YAML file. */
  readonly configFile: string | undefined;
  /** Names of the settings that may hold a provider's key. */
  readonly keySettings: readonly string[];
}

/** Puts the configuration of `generate` together. */
export function loadGenerateConfig(sources: ConfigSources): LoadedConfig<GenerateConfig> {
  return load(sources, GENERATE_KEYS, checkGenerateOptions);
}

/** Puts the configuration of a stage with judges together. */
export function loadJudgeConfig(stage: JudgingStageName, sources: ConfigSources): LoadedConfig<JudgeConfig> {
  return load(sources, judgeKeys(stage), (settings, spell) => checkJudgeOptions(stage, settings, spell));
}

/**
 * A flag that was given wins over the file, even when it equals the flag's default; what neither gives has its default.
 *
 * @param keys the settings that there are
 */
function load<Config>(
  { flags, configFile, keySettings }: ConfigSources,
  keys: readonly string[],
  check: (settings: unknown, spell: Spell) => Config,
): LoadedConfig<Config> {
  if (configFile === undefined) return { config: check(flags, spellFlag), warnings: [] };
  const file = readConfigFile(configFile, [...keys, ...keySettings]);
  const spell = (key: string): string => {
    const line = file.lines.get(key);
    return key in flags || line === undefined ? spellFlag(key) : `${configFile}:${line}: ${key}`;
  };
  const { keys: apiKeys, others } = partKeys(file.values, keySettings);
  const config = check({ ...others, ...flags, api_keys: apiKeys }, spell);
  const hasKey = Object.keys(apiKeys).length > 0;
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
