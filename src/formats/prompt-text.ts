import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { FormatError } from "../errors.ts";
import { explainFileError } from "../files/explain.ts";

/** What a file with words for a judge holds. */
export interface PromptText {
  /** With `\n` at the ends of lines, whatever the file has: a checkout on Windows must not ask other questions. */
  readonly text: string;
  /** Of the file's bytes, in hexadecimal digits. */
  readonly sha256: string;
}

/**
 * Reads a file with words for a judge.
 *
 * @param what what the file is to the user, such as "the prompt file"
 * @throws {FormatError} when it is empty or not UTF-8
 * @throws {ConfigError} when it cannot be read
 */
export async function readPromptText(path: string, what: string): Promise<PromptText> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw explainFileError(error, path, what);
  });
  const text = decode(bytes, path).replaceAll("\r\n", "\n");
  if (text.trim() === "") throw new FormatError({ path }, `${what} is empty; write the prompt into it.`);
  return { text, sha256: createHash("sha256").update(bytes).digest("hex") };
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    // Drops a byte order mark.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new FormatError({ path }, "this is not UTF-8 text; save the file as UTF-8.", { cause: error });
  }
}
