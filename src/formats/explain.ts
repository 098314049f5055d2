import type { ZodError } from "zod";

/** JSON text read, or why not. */
export type JsonResult = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string };

/** Parses JSON without throwing. */
export function parseJson(text: string): JsonResult {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    return { ok: false, reason: `this is not valid JSON (${error instanceof Error ? firstLine(error.message) : String(error)})` };
  }
}

function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? text).slice(0, 120);
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
