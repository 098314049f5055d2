import { readFileSync } from "node:fs";
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { FormatError } from "../errors.ts";
import { explainFileError } from "../files/explain.ts";

/** A YAML file that was read. */
export interface YamlFile {
  readonly values: Readonly<Record<string, unknown>>;
  /** 1-based line of what stands at a path of keys and indexes; where that is not there, of what it would stand in. */
  lineOf(path: readonly PropertyKey[]): number;
}

/**
 * Reads a YAML file whose top is a map.
 *
 * @throws {FormatError} with the line, for YAML that cannot be read
 * @throws {ConfigError} when the file cannot be read
 */
export function readYamlFile(path: string): YamlFile {
  const counter = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: counter });
  const fault = document.errors[0];
  if (fault !== undefined) {
    throw new FormatError(
      { path, line: counter.linePos(fault.pos[0]).line },
      `this is not valid YAML (${fault.message.split("\n", 1)[0]?.replace(/ at line.*/, "")}); mend the line.`,
    );
  }
  const { contents } = document;
  if (contents !== null && !isMap(contents)) {
    throw new FormatError({ path, line: 1 }, "settings are written as key: value, one a line; mend the file.");
  }
  return {
    values: (document.toJS() ?? {}) as Record<string, unknown>,
    lineOf(wanted) {
      for (let length = wanted.length; length > 0; length -= 1) {
        const offset = offsetOf(contents, wanted.slice(0, length));
        if (offset !== undefined) return counter.linePos(offset).line;
      }
      return 1;
    },
  };
}

/** Where the key, or the item, at a path begins. */
function offsetOf(node: unknown, [first, ...rest]: readonly PropertyKey[]): number | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(first));
    if (pair === undefined) return undefined;
    return rest.length === 0 ? startOf(pair.key) : offsetOf(pair.value, rest);
  }
  if (!isSeq(node) || typeof first !== "number") return undefined;
  const item = node.items[first];
  return rest.length === 0 ? startOf(item) : offsetOf(item, rest);
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw explainFileError(error, path, "the configuration file");
  }
}
