import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { FormatError } from "../errors.ts";

/** A text file in two parts. */
export interface FrontMatter {
  readonly name: string | undefined;
  /** A whole number from 1. */
  readonly version: number | undefined;
  /** What follows the front matter; the whole text where there is none. */
  readonly body: string;
  /** Where that begins, 1-based. */
  readonly bodyLine: number;
}

const FENCE = "---";

/**
 * Reads front matter: YAML with `name` and `version` between two lines `---` at the very start of a text, which may be
 * absent.
 *
 * @throws {FormatError} with the line
 */
export function readFrontMatter(text: string, path: string): FrontMatter {
  const lines = text.split("\n");
  if (lines[0]?.trimEnd() !== FENCE) return { name: undefined, version: undefined, body: text, bodyLine: 1 };
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === FENCE);
  if (end === -1) throw new FormatError({ path, line: 1 }, 'the front matter that begins here has no end; close it with a line "---".');
  const entries = readEntries(lines.slice(1, end).join("\n"), path);
  return { ...entries, body: lines.slice(end + 1).join("\n"), bodyLine: end + 2 };
}

/** @param yaml begins in the file's second line */
function readEntries(yaml: string, path: string): Pick<FrontMatter, "name" | "version"> {
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter });
  const at = (offset: number | undefined) => ({ path, line: counter.linePos(offset ?? 0).line + 1 });
  const [fault] = document.errors;
  if (fault !== undefined) throw new FormatError(at(fault.pos[0]), "the front matter is not valid YAML; mend the line.");
  let name: string | undefined;
  let version: number | undefined;
  if (document.contents === null) return { name, version };
  if (!isMap(document.contents)) throw new FormatError(at(0), "front matter is written as key: value, one a line; mend the line.");
  for (const { key, value } of document.contents.items) {
    const word = isScalar(key) ? key.value : undefined;
    const given = isScalar(value) ? value.value : undefined;
    if (word === "name" && typeof given === "string" && given.trim() !== "") name = given;
    else if (word === "version" && isVersion(given)) version = given;
    else {
      const place = at(isScalar(key) ? key.range?.[0] : undefined);
      throw new FormatError(
        place,
        "front matter takes a name and a version, which is a whole number from 1, and nothing else; mend the line.",
      );
    }
  }
  return { name, version };
}

function isVersion(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 1;
}
