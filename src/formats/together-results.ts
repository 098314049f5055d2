import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Generation } from "../domain/generation.ts";
import { unsafeNameReason } from "../domain/names.ts";
import { FormatError } from "../errors.ts";
import { AtomicFile } from "../files/atomic.ts";
import { explainFileError } from "../files/explain.ts";
import { escapeSeparators } from "../files/jsonl.ts";
import { explainIssues, parseJson } from "./explain.ts";
import { outputText } from "./generations.ts";
import { readLegacyOutcome } from "./legacy-failures.ts";

/** Name of the file in a run's folder. */
export const TOGETHER_RESULTS_NAME = "results.json";

/** Name of the file in `metadata/` that keeps what an imported file said of its run. */
export const IMPORTED_METADATA_NAME = "metadata.json";

/** What the file says of its run; keys that are not named here are kept. */
const metadataSchema = z.looseObject({
  model_name: z.string().nullish(),
  output_directory: z.string().nullish(),
  run_timestamp: z.string().nullish(),
});

export type TogetherMetadata = z.infer<typeof metadataSchema>;

const rowSchema = z.object({
  statement_id: z.string(),
  original_index: z.int().nonnegative().nullish(),
  /** Ours; files of the Python tool have none. */
  sample_index: z.int().nonnegative().default(0),
  input_text: z.string(),
  output_text: z.string().nullish(),
});

/** An answer, and the statement that it is about. */
export interface TogetherRow extends Omit<Generation, "batchId" | "requestId"> {
  readonly statementId: string;
}

/** The Python tool's flat file of what Together answered. */
export interface TogetherResults {
  readonly metadata: TogetherMetadata;
  /** By statement, in the order of the file; each one's rows by `originalIndex`, then `sampleIndex`. */
  readonly statements: ReadonlyMap<string, readonly TogetherRow[]>;
}

/**
 * Reads `{"metadata": {...}, "results": [{statement_id, original_index, input_text, output_text}, …]}`. A row without
 * `original_index` gets its place among those of its statement. Texts that the tool stored in place of answers are failures.
 *
 * @throws {FormatError} when the file is something else, or has a statement's answer twice
 */
export async function readTogetherResults(path: string): Promise<TogetherResults> {
  const { metadata, results } = readFileShape(await readJson(path), path);
  if (results.length === 0) throw new FormatError({ path }, "the file has no results; there is nothing to read.");
  const statements = new Map<string, TogetherRow[]>();
  results.forEach((value, position) => {
    const row = rowSchema.safeParse(value);
    if (!row.success) throw new FormatError({ path }, `result ${position}: ${explainIssues(row.error, value)}; mend the file.`);
    const { statement_id: id } = row.data;
    const unsafe = unsafeNameReason(id);
    if (unsafe !== undefined) {
      throw new FormatError(
        { path },
        `result ${position}: the id ${JSON.stringify(id)} cannot be used as a file name: ${unsafe}; mend the file.`,
      );
    }
    const rows = statements.get(id) ?? [];
    if (rows.length === 0) statements.set(id, rows);
    rows.push(fromRow(row.data, rows.length));
  });
  for (const rows of statements.values()) sortRows(rows, path);
  return { metadata, statements };
}

/** Reads what an imported file said of its run, as it was kept. @throws {FormatError} when it is something else */
export async function readTogetherMetadata(path: string): Promise<TogetherMetadata> {
  return checkMetadata(await readJson(path), path);
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw explainFileError(error, path, "the results file");
  });
  const json = parseJson(text.replace(/^\uFEFF/, ""));
  if (!json.ok) throw new FormatError({ path, line: json.line }, `${json.reason}; it was cut off or is no results file.`);
  return json.value;
}

function checkMetadata(value: unknown, path: string): TogetherMetadata {
  const metadata = metadataSchema.safeParse(value);
  if (!metadata.success) throw new FormatError({ path }, `metadata: ${explainIssues(metadata.error, value)}; mend the file.`);
  return metadata.data;
}

function readFileShape(value: unknown, path: string): { metadata: TogetherMetadata; results: readonly unknown[] } {
  if (typeof value !== "object" || value === null || !("results" in value) || !Array.isArray(value.results)) {
    throw new FormatError({ path }, 'a flat results file is {"metadata": {...}, "results": [...]}, and this is something else.');
  }
  return { metadata: checkMetadata("metadata" in value ? value.metadata : {}, path), results: value.results };
}

function fromRow(row: z.infer<typeof rowSchema>, position: number): TogetherRow {
  return {
    statementId: row.statement_id,
    originalIndex: row.original_index ?? position,
    sampleIndex: row.sample_index,
    inputText: row.input_text,
    outcome: readLegacyOutcome(row.output_text),
  };
}

function sortRows(rows: TogetherRow[], path: string): void {
  rows.sort((a, b) => a.originalIndex - b.originalIndex || a.sampleIndex - b.sampleIndex);
  const twice = rows.find((row, place) => {
    const before = rows[place - 1];
    return before?.originalIndex === row.originalIndex && before.sampleIndex === row.sampleIndex;
  });
  if (twice === undefined) return;
  throw new FormatError({ path }, `"original_index" ${twice.originalIndex} of ${twice.statementId} stands twice; remove one of the two.`);
}

/** Writes such a file, atomically and row by row. Returns how many rows there were. */
export async function writeTogetherResults(
  path: string,
  metadata: Readonly<Record<string, unknown>>,
  rows: AsyncIterable<TogetherRow>,
): Promise<number> {
  const file = new AtomicFile(path);
  let count = 0;
  try {
    file.write(`{\n  "metadata": ${indent(metadata)},\n  "results": [`);
    for await (const row of rows) {
      file.write(`${count === 0 ? "" : ","}\n    ${escapeSeparators(indent(toRow(row), "    "))}`);
      count += 1;
    }
    file.write("\n  ]\n}\n");
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
  return count;
}

function toRow(row: TogetherRow): z.input<typeof rowSchema> {
  return {
    statement_id: row.statementId,
    original_index: row.originalIndex,
    // The Python tool asked each prompt once, and its readers know of no samples.
    ...(row.sampleIndex === 0 ? {} : { sample_index: row.sampleIndex }),
    input_text: row.inputText,
    output_text: outputText(row.outcome),
  };
}

function indent(value: unknown, margin = "  "): string {
  return JSON.stringify(value, undefined, 2).replaceAll("\n", `\n${margin}`);
}
