import { FormatError } from "../errors.ts";
import { readYamlFile } from "./yaml-file.ts";

/** Settings of a YAML file, and where each stands in it. */
export interface ConfigFile {
  readonly values: Readonly<Record<string, unknown>>;
  /** 1-based lines. */
  readonly lines: ReadonlyMap<string, number>;
}

/**
 * Reads a YAML file of settings.
 *
 * @param allowed the settings that there are; another key is most likely misspelt
 * @throws {FormatError} with the line, for YAML that cannot be read and for unknown keys
 */
export function readConfigFile(path: string, allowed: readonly string[]): ConfigFile {
  const file = readYamlFile(path);
  const lines = new Map(Object.keys(file.values).map((name) => [name, file.lineOf([name])]));
  for (const [name, line] of lines) {
    if (!allowed.includes(name)) {
      throw new FormatError({ path, line }, `there is no setting "${name}"; the settings are ${allowed.join(", ")}.`);
    }
  }
  return { values: file.values, lines };
}
