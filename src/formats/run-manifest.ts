import { readFileSync } from "node:fs";
import { z } from "zod";
import { FormatError } from "../errors.ts";
import { writeFileAtomic } from "../files/atomic.ts";
import { explainFileError } from "../files/explain.ts";
import { explainIssues, parseJson } from "./explain.ts";

const settingsSchema = z.object({
  mode: z.enum(["batch", "live"]),
  batch_size: z.number().nullable(),
  max_attempts: z.number(),
  poll_interval_ms: z.number(),
  hedge_after_ms: z.number().nullable(),
  max_cost_usd: z.number().nullable(),
  allow_unknown_price: z.boolean(),
  live: z.object({
    concurrency: z.number(),
    requests_per_second: z.number().nullable(),
    tokens_per_minute: z.number().nullable(),
    max_retries: z.number(),
    first_retry_wait_ms: z.number(),
    retry_factor: z.number(),
    timeout_ms: z.number(),
  }),
});

/** Of every run. */
const runSchema = z.object({
  format: z.literal(3),
  tool: z.object({ name: z.string(), version: z.string() }),
  /** ISO 8601. */
  created_at: z.string(),
  provider: z.string(),
  /** What the provider was told by flags: base URL, project, buckets. */
  provider_settings: z.record(z.string(), z.string()),
  /** The model that is asked: a candidate, or a judge. */
  model: z.string(),
  settings: settingsSchema,
});

const generationSchema = runSchema.extend({
  stage: z.literal("generate"),
  /** Path and hash are null where only prompts were given. */
  spec: z.object({ name: z.string(), path: z.string().nullable(), sha256: z.string().nullable(), statements: z.number() }),
  inputs: z.object({ path: z.string() }),
  parameters: z.object({
    temperature: z.number().nullable(),
    max_output_tokens: z.number().nullable(),
    system_prompt: z.string().nullable(),
    samples: z.number(),
    limit: z.number().nullable(),
    statements: z.array(z.string()).nullable(),
  }),
  /** Hash of everything that is asked; see `PlanHash`. */
  plan_hash: z.string(),
  items: z.number(),
});

/** A file that goes into every question, whole: the run can go on without it. */
const questionFileSchema = z.object({ name: z.string(), version: z.number().nullable(), sha256: z.string(), text: z.string() });

const judgingSchema = runSchema.extend({
  stage: z.enum(["comply", "rate", "rank"]),
  spec: z.object({ name: z.string(), path: z.string(), sha256: z.string(), statements: z.number() }),
  parameters: z.object({
    temperature: z.number().nullable(),
    max_output_tokens: z.number().nullable(),
    /** Whether answers are bound to a JSON schema. */
    structured: z.boolean(),
    /** Whether an answer that cannot be read is asked for once more. */
    reask: z.boolean(),
    /** Share of the judgements that are repeated, from 0 to 1. */
    self_check: z.number(),
  }),
  prompt: questionFileSchema,
  /** Of ratings only. */
  rubric: questionFileSchema.nullable(),
});

/** What a run is: written when it begins, and again when it is given more to ask; enough to go on with it from its folder alone. */
const manifestSchema = z.discriminatedUnion("stage", [generationSchema, judgingSchema]);

export type GenerationManifest = z.infer<typeof generationSchema>;
export type JudgingManifest = z.infer<typeof judgingSchema>;
export type QuestionFile = z.infer<typeof questionFileSchema>;
export type RunManifest = z.infer<typeof manifestSchema>;

/** Name of the manifest in a run's folder; a folder that has none is no run. */
export const MANIFEST_NAME = "run.json";

export function writeManifest(path: string, manifest: RunManifest): void {
  writeFileAtomic(path, `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** @throws {FormatError} when there is none, or one of another version */
export function readManifest(path: string): RunManifest {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw explainFileError(error, path, "the run");
  }
  const json = parseJson(text);
  if (!json.ok) throw new FormatError({ path, line: json.line }, `${json.reason}; restore the file from a copy.`);
  const manifest = manifestSchema.safeParse(json.value);
  if (!manifest.success) {
    throw new FormatError({ path }, `${explainIssues(manifest.error, json.value)}; it was written by another version, or changed.`);
  }
  return manifest.data;
}
