import { readFileSync } from "node:fs";
import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { ConfigError, FormatError } from "../errors.ts";
import { explainFileError } from "../files/explain.ts";

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
  const counter = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: counter });
  const fault = document.errors[0];
  if (fault !== undefined) {
    throw new FormatError(
      { path, line: counter.linePos(fault.pos[0]).line },
      `this is not valid YAML (${fault.message.split("\n", 1)[0]?.replace(/ at line.*/, "")}); mend the line.`,
    );
  }
  if (document.contents === null) return { values: {}, lines: new Map() };
  if (!isMap(document.contents)) throw new FormatError({ path, line: 1 }, "settings are written as key: value, one a line; mend the file.");
  const lines = new Map<string, number>();
  for (const { key } of document.contents.items) {
    if (!isScalar(key)) throw new ConfigError(`${path}: every key must be a word.`);
    const line = counter.linePos(key.range?.[0] ?? 0).line;
    const name = String(key.value);
    if (!allowed.includes(name)) {
      throw new FormatError({ path, line }, `there is no setting "${name}"; the settings are ${allowed.join(", ")}.`);
    }
    lines.set(name, line);
  }
  return { values: document.toJS() as Record<string, unknown>, lines };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw explainFileError(error, path, "the configuration file");
  }
}
