import { basename, extname } from "node:path";
import { z } from "zod";
import { AUTHORITY_LEVELS, type SkippedLine, type Specification, type Statement, STATEMENT_TYPES } from "../domain/statement.ts";
import { unsafeNameReason } from "../domain/names.ts";
import { FormatError } from "../errors.ts";
import { readLines } from "../files/jsonl.ts";
import { explainFileError } from "../files/explain.ts";
import { explainIssues, parseJson } from "./explain.ts";

/**
 * The enum's spelling in files varies (`prohibition`, `PROHIBITION`); it is upper case everywhere in here. A specification
 * that does not sort its statements says null (the Model Spec's names no types).
 */
function oneOf<const Values extends readonly [string, ...string[]]>(values: Values, fallback: Values[number]) {
  return z
    .string()
    .toUpperCase()
    .pipe(z.enum(values))
    .nullish()
    .transform((value) => value ?? fallback);
}

const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? undefined);

const exampleSchema = z.looseObject({
  description: optionalText,
  user_query: optionalText,
  good_response: optionalText,
  bad_response: optionalText,
});

const statementSchema = z.object({
  id: z.string().min(1, "must not be empty"),
  text: z.string().refine((text) => text.trim() !== "", "must not be empty"),
  type: oneOf(STATEMENT_TYPES, "GUIDELINE"),
  authority_level: oneOf(AUTHORITY_LEVELS, "GUIDELINE"),
  section: z.string().default(""),
  subsection: z.string().nullable().default(null),
  related_statements: z.array(z.string()).default([]),
  metadata: z.looseObject({ examples: z.array(exampleSchema).optional() }).default({}),
});

/** How to read a specification. */
export interface ReadSpecificationOptions {
  /** Pass over lines that cannot be used, and list them in `skipped`, instead of throwing at the first one. */
  readonly lenient?: boolean;
  /** What to do about such a line, for the error. By default to mend it, or to pass `--lenient`. */
  readonly advice?: string;
}

/**
 * Reads a specification: one JSON object a line. `type` and `authority_level` may be spelt in any case and default to
 * GUIDELINE when absent or null; unknown keys are ignored.
 *
 * @throws {FormatError} for a line that is not JSON, has a wrong field, repeats an id, or has an id that cannot be a
 *   file name; and for a file without a single statement
 */
export async function readSpecification(path: string, options: ReadSpecificationOptions = {}): Promise<Specification> {
  const statements: Statement[] = [];
  const skipped: SkippedLine[] = [];
  const lineOfId = new Map<string, number>();
  try {
    for await (const { number: line, text } of readLines(path)) {
      const result = readStatement(text, lineOfId);
      if (typeof result !== "string") {
        lineOfId.set(result.id, line);
        statements.push(result);
      } else if (options.lenient === true) {
        skipped.push({ line, reason: result });
      } else {
        throw new FormatError({ path, line }, `${result}; ${options.advice ?? "mend the line, or pass --lenient to skip such lines"}.`);
      }
    }
  } catch (error) {
    throw explainFileError(error, path, "the specification");
  }
  if (statements.length === 0) {
    const [first] = skipped;
    if (first !== undefined) {
      throw new FormatError(
        { path, line: first.line },
        `${first.reason}; no line of this specification can be used (${skipped.length} skipped); mend them.`,
      );
    }
    throw new FormatError({ path }, "there is no statement in this specification; it takes one JSON object a line.");
  }
  return { name: basename(path, extname(path)), path, statements, skipped };
}

/** The statement of one line, or what is wrong with it. */
function readStatement(text: string, lineOfId: ReadonlyMap<string, number>): Statement | string {
  const json = parseJson(text);
  if (!json.ok) return json.reason;
  const parsed = statementSchema.safeParse(json.value);
  if (!parsed.success) return explainIssues(parsed.error, json.value);
  const { id } = parsed.data;
  const unsafe = unsafeNameReason(id);
  if (unsafe !== undefined) return `the id ${JSON.stringify(id)} cannot be used as a file name: ${unsafe}`;
  const earlier = lineOfId.get(id);
  if (earlier !== undefined) return `the id ${JSON.stringify(id)} was already used in line ${earlier}`;
  return parsed.data as Statement;
}
