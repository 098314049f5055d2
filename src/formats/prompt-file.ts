import { basename } from "node:path";
import { parseTemplate, type PromptPlaceholders, type PromptTemplate } from "../domain/prompt-template.ts";
import { FormatError } from "../errors.ts";
import { readFrontMatter } from "./front-matter.ts";
import { readPromptText } from "./prompt-text.ts";

/**
 * Reads a prompt: front matter with its name and version, which a file may do without, then the wording with its
 * placeholders. Without a name it has that of its file.
 *
 * @throws {FormatError} with the line, for front matter that cannot be read and for a placeholder that there is not; for a
 *   file without wording, without one of the placeholders that are required, or not in UTF-8
 * @throws {ConfigError} when the file cannot be read
 */
export async function readPromptFile(path: string, placeholders: PromptPlaceholders, what = "the prompt file"): Promise<PromptTemplate> {
  const { text: content, sha256 } = await readPromptText(path, what);
  const { name, version, body, bodyLine } = readFrontMatter(content, path);
  const text = body.trim();
  if (text === "") throw new FormatError({ path }, "there is no prompt after the front matter; write it there.");
  checkPlaceholders(body, bodyLine, placeholders, path);
  return { name: name ?? basename(path), version: version ?? null, text, sha256 };
}

function checkPlaceholders(body: string, bodyLine: number, { required, optional }: PromptPlaceholders, path: string): void {
  const known = [...required, ...optional];
  const found = new Set<string>();
  for (const part of parseTemplate(body)) {
    if (typeof part === "string") continue;
    if (!known.includes(part.name)) {
      const place = { path, line: bodyLine + part.line - 1 };
      throw new FormatError(place, `there is no placeholder ${braced(part.name)}; ${explainKnown(known)}.`);
    }
    found.add(part.name);
  }
  const missing = required.find((name) => !found.has(name));
  if (missing === undefined) return;
  throw new FormatError({ path }, `the placeholder ${braced(missing)} is missing; put it where its text is to stand.`);
}

function explainKnown(known: readonly string[]): string {
  const literal = "two literal braces are written \\{{";
  return known.length === 0 ? `this file takes none, and ${literal}` : `there are ${known.map(braced).join(", ")}, and ${literal}`;
}

function braced(name: string): string {
  return `{{${name}}}`;
}
