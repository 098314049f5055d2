import { parse, type ParseError, printParseErrorCode } from "jsonc-parser";
import type { ZodError } from "zod";

/** JSON text read, or why not and where. */
export type JsonResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string; /** 1-based, in the text. */ readonly line: number };

/** Parses JSON without throwing. */
export function parseJson(text: string): JsonResult {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, ...locateFault(text) };
  }
}

/** `JSON.parse` does not always say where it stopped. */
function locateFault(text: string): { reason: string; line: number } {
  const faults: ParseError[] = [];
  parse(text, faults, { disallowComments: true, allowTrailingComma: false });
  const [fault] = faults;
  if (fault === undefined) return { reason: "this is not valid JSON", line: 1 };
  const { error, offset } = fault;
  const before = text.slice(0, offset);
  const column = offset - before.lastIndexOf("\n");
  const what = printParseErrorCode(error)
    .replace(/(?!^)[A-Z]/g, " $&")
    .toLowerCase();
  return { reason: `this is not valid JSON (${what} at column ${column})`, line: before.split("\n").length };
}

/** The first thing that a schema found wrong, as a clause: the field, what it must be, and what was found. */
export function explainIssues(error: ZodError, value: unknown): string {
  const issue = error.issues[0];
  if (issue === undefined) return "this cannot be read";
  const found = lookUp(value, issue.path);
  if (issue.path.length === 0) return `a JSON object is needed here, and this is ${describe(found)}`;
  const field = issue.path.map(String).join(".");
  if (found === undefined) return `"${field}" is missing`;
  if (issue.code === "invalid_value") return `"${field}" must be one of ${issue.values.join(", ")}, and is ${describe(found)}`;
  if (issue.code === "invalid_type") return `"${field}" must be ${article(issue.expected)}, and is ${describe(found)}`;
  if (issue.code === "unrecognized_keys") return `"${field}" has unknown keys: ${issue.keys.join(", ")}`;
  return `"${field}" ${issue.message}`;
}

function lookUp(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}..."` : text;
}

function article(type: string): string {
  if (type === "array") return "a list";
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
