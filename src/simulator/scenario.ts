import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { isNode, LineCounter, parseDocument, type Document } from "yaml";
import { z } from "zod";
import { ConfigError, FormatError } from "../errors.ts";
import { FAULT_SCHEMAS, faultSchema } from "./fault-schemas.ts";
import { temperSchema } from "./judge/temper.ts";
import { replySchema } from "./replies.ts";

const amount = z.number().min(0);
const stages = z.strictObject({
  validating: amount.default(1),
  in_progress: amount.default(1),
  finalizing: amount.default(0),
  cancelling: amount.default(1),
});
const progressSchema = z.union([z.strictObject({ retrieves: stages }), z.strictObject({ seconds: stages })]);

const scenarioSchema = z.strictObject({
  /** How long a batch stays in each state, in retrieves of it or in seconds of the clock. */
  progress: progressSchema.prefault({ retrieves: {} }),
  /** Keys that are accepted; every non-empty key when absent. */
  api_keys: z.array(z.string().min(1)).optional(),
  /** Enqueued input tokens that an account may have in batches that have not ended. */
  enqueued_tokens: z.int().min(1).optional(),
  /** Live calls that an account may make in a second. */
  requests_per_second: z.number().positive().optional(),
  /** Tokens, in and out, that the live calls of an account may take in a minute. */
  tokens_per_minute: z.int().min(1).optional(),
  /** Whether replies to live calls tell of these limits in headers. */
  rate_headers: z.boolean().default(true),
  /** Models that exist; every model when absent. */
  models: z.array(z.string().min(1)).optional(),
  /** Buckets of Cloud Storage that exist; every bucket when absent. */
  buckets: z.array(z.string().min(1)).optional(),
  /** Buckets that nobody may use. */
  forbidden_buckets: z.array(z.string().min(1)).default([]),
  /** Wait before each reply, in milliseconds of the clock. */
  latency_ms: amount.default(0),
  /** Sentences of an answer, on average; a mix of short and long answers when absent. */
  answer_sentences: z.int().min(1).max(10_000).optional(),
  /** How good the answers of models are as judges see them, from 0 to 1; by the model's name where it is not named here. */
  skills: z.record(z.string(), z.number().min(0).max(1)).default({}),
  /** How models judge; `*` stands for all that are not named. */
  judges: z.record(z.string(), temperSchema).default({}),
  /** Answers word for word: a list, or a JSONL file beside the scenario. */
  replies: z
    .union([z.string().min(1), z.array(replySchema)], { error: "must be a list of replies, or the path of a JSONL file" })
    .default([]),
  /** Largest upload, or body of a submission; the vendor's own limit when absent. */
  max_file_bytes: z.int().min(1).optional(),
  faults: z.array(faultSchema).default([]),
});

/** Settings and faults of a simulator, defaults filled in. */
export type Scenario = z.infer<typeof scenarioSchema>;
/** How batches move on. */
export type Progress = Scenario["progress"];

/** No faults, and every setting at its default. */
export const calmScenario: Scenario = scenarioSchema.parse({});

/**
 * Reads a scenario from YAML.
 *
 * @param path named in error messages
 * @throws FormatError with path, line and what is allowed
 */
export function parseScenario(yaml: string, path: string): Scenario {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false });
  const [syntax] = document.errors;
  if (syntax) {
    throw new FormatError({ path, line: lines.linePos(syntax.pos[0]).line }, `not YAML: ${syntax.message}`, {
      cause: syntax,
    });
  }
  const value: unknown = document.toJS() ?? {};
  const parsed = scenarioSchema.safeParse(value, { reportInput: true });
  if (parsed.success) return resolved(parsed.data, path);
  const [first] = parsed.error.issues;
  if (!first) throw new FormatError({ path }, "not a scenario", { cause: parsed.error });
  const issue = innermost(first);
  const line = lineOf(document, lines, issue);
  throw new FormatError({ path, ...(line === undefined ? {} : { line }) }, explain(issue, value), {
    cause: parsed.error,
  });
}

/** Of an issue with each form of `replies` the one with the form that was meant: it lies deepest in the document. */
function innermost(issue: Issue): Issue {
  if (issue.code !== "invalid_union" || issue.path[0] !== "replies") return issue;
  const [inner] = issue.errors.flat().toSorted((a, b) => b.path.length - a.path.length);
  return inner === undefined || inner.path.length === 0 ? issue : { ...inner, path: [...issue.path, ...inner.path] };
}

/** Files are looked for from where the scenario is. */
function resolved(scenario: Scenario, path: string): Scenario {
  const { replies } = scenario;
  return typeof replies === "string" ? { ...scenario, replies: resolve(dirname(path), replies) } : scenario;
}

/** Reads a scenario file. @throws ConfigError when it cannot be read, FormatError when it is not a scenario */
export async function loadScenario(path: string): Promise<Scenario> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new ConfigError(`Cannot read the scenario ${path}: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    });
  }
  return parseScenario(text, path);
}

type Issue = z.core.$ZodIssue;

function explain(issue: Issue, root: unknown): string {
  const place = issue.path.length === 0 ? "the scenario" : issue.path.map((part) => String(part)).join(".");
  if (issue.code === "unrecognized_keys") {
    const keys = issue.keys.map((key) => `"${key}"`).join(", ");
    return `${place}: unknown key ${keys}; allowed: ${allowedKeys(issue.path, root).join(", ")}`;
  }
  if (issue.code === "invalid_union" && issue.path[0] === "faults" && issue.path.at(-1) === "fault") {
    const names = FAULT_SCHEMAS.map((schema) => schema.shape.fault.value);
    return `${place}: unknown fault ${JSON.stringify(valueAt(root, issue.path))}; allowed: ${names.join(", ")}`;
  }
  if (issue.code === "invalid_union" && issue.path[0] === "progress") {
    return `${place}: must be either { retrieves: … } or { seconds: … }, each with ${Object.keys(stages.shape).join(", ")}`;
  }
  return `${place}: ${issue.message}`;
}

function allowedKeys(path: readonly PropertyKey[], root: unknown): string[] {
  if (path.length === 0) return Object.keys(scenarioSchema.shape);
  if (path[0] === "judges") return Object.keys(temperSchema.shape);
  if (path[0] === "replies") return Object.keys(replySchema.shape);
  if (path[0] === "progress") return Object.keys(stages.shape);
  const name = valueAt(root, [...path, "fault"]);
  const schema = FAULT_SCHEMAS.find((candidate) => candidate.shape.fault.value === name);
  return schema ? Object.keys(schema.shape).filter((key) => key !== "fault") : [];
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined), root);
}

/** The line of the deepest node on the issue's path that exists in the document. */
function lineOf(document: Document.Parsed, lines: LineCounter, issue: Issue): number | undefined {
  const full = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
  for (let length = full.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(full.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}
