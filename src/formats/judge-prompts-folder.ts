import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { FormatError } from "../errors.ts";
import { explainFileError } from "../files/explain.ts";
import { type PromptText, readPromptText } from "./prompt-text.ts";

/** The scale of one statement. */
export interface StatementRubric extends PromptText {
  readonly path: string;
}

/** A folder of scales that was read. */
export interface JudgePromptsFolder {
  readonly rubrics: ReadonlyMap<string, StatementRubric>;
  /** Names of files that belong to no statement, sorted. */
  readonly unknown: readonly string[];
}

/** What may follow a statement's id in a file's name; the first is that of the Python tool. */
const ENDINGS = ["_likert_judge.txt", ".txt", ".md"] as const;

/**
 * Reads a folder of rubrics, one file for each statement that has its own: `{statement_id}_likert_judge.txt`,
 * `{statement_id}.txt` or `{statement_id}.md`. They are taken as they stand: braces mean nothing in them. Hidden files and
 * folders are passed over.
 *
 * @throws {FormatError} when a file is empty or not UTF-8, and when a statement has two
 * @throws {ConfigError} when the folder or a file cannot be read
 */
export async function readJudgePromptsFolder(folder: string, statementIds: Iterable<string>): Promise<JudgePromptsFolder> {
  const ids = new Set(statementIds);
  const rubrics = new Map<string, StatementRubric>();
  const unknown: string[] = [];
  for (const file of await listFiles(folder)) {
    const path = join(folder, file);
    const id = statementOf(file, ids);
    const earlier = id === undefined ? undefined : rubrics.get(id);
    if (id === undefined) unknown.push(file);
    else if (earlier !== undefined) throw new FormatError({ path }, `${earlier.path} is for the same statement; remove one of the two.`);
    else rubrics.set(id, { path, ...(await readPromptText(path, "the judge prompt")) });
  }
  return { rubrics, unknown };
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory() && !entry.name.startsWith("."))
      .map((entry) => entry.name)
      .toSorted();
  } catch (error) {
    throw explainFileError(error, folder, "the folder of judge prompts");
  }
}

function statementOf(file: string, ids: ReadonlySet<string>): string | undefined {
  for (const ending of ENDINGS) {
    const id = file.endsWith(ending) ? file.slice(0, -ending.length) : "";
    if (ids.has(id)) return id;
  }
  return undefined;
}
