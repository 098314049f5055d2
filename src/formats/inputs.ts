import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import type { InputPrompt } from "../domain/prompt.ts";
import { FormatError } from "../errors.ts";
import { explainFileError } from "../files/explain.ts";
import { parseJson } from "./explain.ts";

const ENDING = ".json";

/**
 * The statement ids for which an inputs folder has a file, sorted.
 *
 * @throws {ConfigError} when the folder cannot be read
 */
export async function listInputFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory() && entry.name.endsWith(ENDING) && !entry.name.startsWith("."))
      .map((entry) => entry.name.slice(0, -ENDING.length))
      .toSorted();
  } catch (error) {
    throw explainFileError(error, folder, "the inputs folder");
  }
}

/**
 * Reads the prompts of one statement from `{folder}/{statementId}.json`. Any of these shapes:
 *
 * - `{"inputs": ["…", …]}` (numbers and booleans are taken as their text)
 * - `{"inputs": [{"input_text": "…", "original_index": 3}, …]}`
 * - `[{"input_text": "…", "original_index": 3}, …]`
 * - `["…", …]`
 *
 * @returns the prompts in the order of their `originalIndex`
 * @throws {FormatError} naming the file and the place in it
 */
export async function readInputs(folder: string, statementId: string): Promise<InputPrompt[]> {
  const path = join(folder, `${statementId}${ENDING}`);
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw explainFileError(error, path, "an inputs file");
  });
  const json = parseJson(text.replace(/^\uFEFF/, ""));
  if (!json.ok) throw new FormatError({ path, line: json.line }, `${json.reason}; mend the file.`);
  const prompts = findList(json.value, path).map((item, position) => readPrompt(item, position, path));
  checkIndices(prompts, path);
  return prompts.toSorted((a, b) => a.originalIndex - b.originalIndex);
}

function findList(value: unknown, path: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === "object" && value !== null) {
    if ("inputs" in value && Array.isArray(value.inputs)) return value.inputs;
    if ("dataset" in value) {
      throw new FormatError(
        { path },
        'this is raw output of the adaptive prompt generator ("dataset"); turn it into {"inputs": [...]} first.',
      );
    }
  }
  throw new FormatError({ path }, 'no prompts found; the file must be {"inputs": [...]} or a list of {"input_text": ...}.');
}

function readPrompt(item: unknown, position: number, path: string): InputPrompt {
  if (typeof item === "string") return { originalIndex: position, text: checkText(item, position, path) };
  // A number in a list of prompts is a prompt that was not quoted; null is none at all.
  if (typeof item === "number" || typeof item === "boolean") return { originalIndex: position, text: String(item) };
  if (typeof item === "object" && item !== null && "input_text" in item && typeof item.input_text === "string") {
    const index = "original_index" in item && item.original_index !== null ? item.original_index : position;
    if (typeof index !== "number" || !Number.isSafeInteger(index) || index < 0) {
      throw new FormatError({ path }, `"original_index" of prompt ${position} must be a whole number from 0; mend the file.`);
    }
    return { originalIndex: index, text: checkText(item.input_text, position, path) };
  }
  throw new FormatError({ path }, `prompt ${position} must be a text or an object with "input_text"; mend the file.`);
}

function checkText(text: string, position: number, path: string): string {
  if (text.trim() === "") throw new FormatError({ path }, `prompt ${position} is empty; remove it or give it a text.`);
  return text;
}

function checkIndices(prompts: readonly InputPrompt[], path: string): void {
  const seen = new Set<number>();
  for (const { originalIndex } of prompts) {
    if (seen.has(originalIndex)) {
      throw new FormatError({ path }, `"original_index" ${originalIndex} stands twice; number the prompts differently.`);
    }
    seen.add(originalIndex);
  }
}
