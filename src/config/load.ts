import { FormatError } from "../errors.ts";
import { AUDIT_KEYS, type AuditConfig, checkAuditOptions } from "./audit-config.ts";
import type { Spell } from "./check.ts";
import { readConfigFile } from "./config-file.ts";
import { checkGenerateOptions, GENERATE_KEYS, type GenerateConfig } from "./generate-config.ts";
import { checkJudgeOptions, type JudgeConfig, judgeKeys, type JudgingStageName } from "./judge-config.ts";
import { readYamlFile } from "./yaml-file.ts";

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
 * Reads an audit from its file. A flag that was given wins over what stands at the top of it.
 *
 * @throws {FormatError} or {ConfigError} that names the line
 */
export function loadAuditConfig(path: string, { flags, keySettings }: Omit<ConfigSources, "configFile">): LoadedConfig<AuditConfig> {
  const file = readYamlFile(path);
  const unknown = Object.keys(file.values).find((name) => !AUDIT_KEYS.includes(name) && !keySettings.includes(name));
  if (unknown !== undefined) {
    throw new FormatError(
      { path, line: file.lineOf([unknown]) },
      `there is no setting "${unknown}"; the settings are ${AUDIT_KEYS.join(", ")}.`,
    );
  }
  const spell = ([first = "", ...rest]: readonly PropertyKey[]): string =>
    rest.length === 0 && String(first) in flags
      ? spellFlag(String(first))
      : `${path}:${file.lineOf([first, ...rest])}: ${[first, ...rest].filter((part) => typeof part === "string").join(".")}`;
  const { keys: apiKeys, others } = partKeys(file.values, keySettings);
  return { config: checkAuditOptions({ ...others, ...flags, api_keys: apiKeys }, spell), warnings: keyWarnings(path, apiKeys) };
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
  const given = partKeys(flags, keySettings);
  const warnings = keyWarnings("the command line", given.keys);
  if (configFile === undefined) return { config: check({ ...given.others, api_keys: given.keys }, spellFlag), warnings };
  const file = readConfigFile(configFile, [...keys, ...keySettings]);
  const spell = (key: string): string => {
    const line = file.lines.get(key);
    return key in flags || line === undefined ? spellFlag(key) : `${configFile}:${line}: ${key}`;
  };
  const { keys: apiKeys, others } = partKeys(file.values, keySettings);
  const config = check({ ...others, ...given.others, api_keys: { ...apiKeys, ...given.keys } }, spell);
  return { config, warnings: [...warnings, ...keyWarnings(configFile, apiKeys)] };
}

function keyWarnings(place: string, keys: object): string[] {
  return Object.keys(keys).length > 0 ? [`${place} holds an API key; better keep it in the environment.`] : [];
}

/** Providers' keys by their settings, and what else there is. */
function partKeys(values: Readonly<Record<string, unknown>>, keySettings: readonly string[]) {
  const entries = Object.entries(values);
  const isKey = ([name]: [string, unknown]): boolean => keySettings.includes(name);
  return { keys: Object.fromEntries(entries.filter(isKey)), others: Object.fromEntries(entries.filter((entry) => !isKey(entry))) };
}

function spellFlag(key: string): string {
  return `--${key.replaceAll("_", "-")}`;
}
