/** A prompt with placeholders, as a file holds it. */
export interface PromptTemplate {
  readonly name: string;
  /** Counts the wordings of a prompt, from 1; null where its file does not say. */
  readonly version: number | null;
  /** The wording, as {@link parseTemplate} takes it. */
  readonly text: string;
  /** Of the file's bytes, in hexadecimal digits. */
  readonly sha256: string;
}

/** The placeholders of one kind of prompt. */
export interface PromptPlaceholders {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** A place in a template that a text goes into. */
export interface Placeholder {
  readonly name: string;
  /** 1-based, in the template. */
  readonly line: number;
}

/** A template in its parts: what is sent as it stands, and places to fill. */
export type ParsedTemplate = readonly (string | Placeholder)[];

/** An escaped pair of braces, or a placeholder; without its closing braces it reaches to the end of the line. */
const MARKS = /\\\{\{|\{\{(.*?)(?:\}\}|$)/gm;

/**
 * Splits a template. `{{name}}` is a placeholder and `\{{` a literal pair of braces; single braces mean nothing. Whatever
 * else follows a pair of braces counts as a placeholder of that name, for a reader of files to refuse.
 */
export function parseTemplate(text: string): ParsedTemplate {
  const parts: (string | Placeholder)[] = [];
  let from = 0;
  let line = 1;
  for (const mark of text.matchAll(MARKS)) {
    const before = text.slice(from, mark.index);
    line += before.split("\n").length - 1;
    parts.push(before, mark[1] === undefined ? "{{" : { name: mark[1].trim(), line });
    from = mark.index + mark[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}

/** The text of a template. What goes into it is not searched for placeholders. */
export function fillTemplate(template: ParsedTemplate, values: Readonly<Record<string, string>>): string {
  return template.map((part) => (typeof part === "string" ? part : (values[part.name] ?? ""))).join("");
}
