/** Something that looks like a member of an object with its value, wherever it stands. */
export interface Said {
  /** Without quotation marks. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const MARKS = "\"'\u201C\u201D\u2018\u2019\u0060";
/** What stands behind a name: up to the next quotation mark, or as far as a value without any can reach. */
const VALUE = String.raw`\s*[:：=]\s*(?:[${MARKS}]([^${MARKS}\n\r]*)[${MARKS}]?|([^,，}｝\n\r]*))`;
const QUOTED_LINE = /^[^\S\n\r]*>.*$/gm;

/** A pattern of members with these names, in lower case, whether their names have quotation marks or stand where a key can stand. */
export function memberPattern(names: readonly string[]): RegExp {
  const name = `(?:${names.join("|")})`;
  // Without quotation marks they are common words.
  return new RegExp(String.raw`(?:[${MARKS}]${name}[${MARKS}]|${name}(?<=[{｛,，]\s*${name}))${VALUE}`, "gi");
}

/**
 * All values that some members seem to have in a text, in its order. Not a reader of objects, so that nothing makes it pass over one: what
 * such a reader takes for a comment or for a part of a text is looked through too. Only quoted lines (`>`) are not.
 *
 * @param members see {@link memberPattern}
 */
export function saidValues(text: string, members: RegExp): Said[] {
  const own = text.includes(">") ? text.replace(QUOTED_LINE, (line) => " ".repeat(line.length)) : text;
  return Array.from(own.matchAll(members), (match) => ({
    value: match[1] ?? match[2] ?? "",
    start: match.index,
    end: match.index + match[0].length,
  }));
}
