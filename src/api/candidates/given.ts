import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigError } from "../../errors.ts";

/** A candidate as it was given: a path, or `name=path`. */
export interface GivenCandidate {
  readonly name: string | undefined;
  readonly path: string;
}

/**
 * Parts a name from a path. The name ends at the first `=`; what begins like a path (`./a=b`, `/a=b`) has none, nor has a
 * text that is, as a whole, a path that exists.
 *
 * @throws {ConfigError} when a text can be read in both ways, or in none
 */
export function parseGiven(given: string): GivenCandidate {
  if (given.trim() === "") throw new ConfigError("a candidate is given by an empty text; give a folder of results, or NAME=PATH.");
  const end = given.indexOf("=");
  if (end === -1 || /^[./\\~]/.test(given)) return { name: undefined, path: given };
  const [name, path] = [given.slice(0, end), given.slice(end + 1)];
  const [isWhole, isNamed] = [existsSync(given), existsSync(path)];
  if (isWhole && isNamed) {
    throw new ConfigError(
      `${given} is a folder, and ${path} is one too; write ./${given} for the first, or ${name}=${resolve(path)} for the second.`,
    );
  }
  if (isWhole) return { name: undefined, path: given };
  if (name === "" || path === "") throw new ConfigError(`${given} has nothing on one side of its "="; write NAME=PATH, or a path alone.`);
  if (!isNamed) throw new ConfigError(`candidate ${given}: ${path} does not exist; check the path.`);
  return { name, path };
}
