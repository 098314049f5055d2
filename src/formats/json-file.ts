import { readFileSync } from "node:fs";
import { FormatError } from "../errors.ts";
import { explainFileError } from "../files/explain.ts";
import { parseJson } from "./explain.ts";

/**
 * Reads a file that is one JSON value; a byte order mark is passed over.
 *
 * @param what what the file is to the user, with its article: "the results file"
 * @param advice what follows a fault in an error, as a clause: "it was cut off or is no results file"
 * @throws {ConfigError} when the file cannot be read
 * @throws {FormatError} with the line, when it is not JSON
 */
export async function readJsonFile(path: string, what: string, advice: string): Promise<unknown> {
  const text = readText(path, what);
  const json = parseJson(text.replace(/^\uFEFF/, ""));
  if (!json.ok) throw new FormatError({ path, line: json.line }, `${json.reason}; ${advice}.`);
  return json.value;
}

/** At once: of a hundred thousand small files, waiting for each of four calls takes longer than the calls. */
function readText(path: string, what: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw explainFileError(error, path, what);
  }
}
