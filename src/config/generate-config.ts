import { basename, extname } from "node:path";
import { z } from "zod";
import { modelFolderName, unsafeNameReason } from "../domain/names.ts";
import { ConfigError } from "../errors.ts";
import { parseDuration } from "./duration.ts";

/** A number, or the text of a flag. Nothing else becomes one: `Number(null)` is 0, and so a key left empty would be. */
function numeric(schema: z.ZodNumber) {
  return z.preprocess((value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value), schema);
}

/** A whole number from 1. */
const count = numeric(z.number().int().min(1, "must be at least 1"));

const DURATION_RULE = "must be a length of time such as 30, 90s, 10m or 24h";

const duration = z.union([z.string(), z.number()], DURATION_RULE).transform((value, context) => {
  const milliseconds = parseDuration(value);
  if (milliseconds === undefined) context.addIssue({ code: "custom", message: DURATION_RULE });
  return milliseconds ?? 0;
});

const names = z.union([z.string(), z.array(z.string())], "must be a list of names").transform((value) =>
  (Array.isArray(value) ? value : [value])
    .flatMap((part) => part.split(","))
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);
const someNames = names.refine((list) => list.length > 0, "must name something");

const text = z.string().min(1, "must not be empty");

/** Every setting of `generate`. Keys are those of a YAML file; a flag has dashes in place of underscores. */
const generateSchema = z.strictObject({
  spec_path: text,
  pregenerated_inputs_dir: text,
  model_name: text,
  org: text.optional(),
  spec_name: text.optional(),
  batch_size: count.optional(),
  output_base_dir: text.default("data/batched_generations"),
  temperature: numeric(z.number().min(0, "must be at least 0")).optional(),
  max_output_tokens: count.optional(),
  system_prompt: text.optional(),
  samples: count.default(1),
  limit: count.optional(),
  statements: someNames.optional(),
  lenient: z.boolean().default(false),
  dry_run: z.boolean().default(false),
  wait: z.boolean().default(true),
  new_run: z.boolean().default(false),
  poll_interval: duration.refine((milliseconds) => milliseconds > 0, "must be more than nothing").default(60_000),
  timeout: duration.optional(),
  settle_time: duration.optional(),
  max_attempts: count.default(3),
  verbose: z.boolean().default(false),
  openai_api_key: text.optional(),
});

/** The names of all settings. */
export const GENERATE_KEYS = Object.keys(generateSchema.shape) as readonly (keyof GenerateSettings)[];

type GenerateSettings = z.infer<typeof generateSchema>;

/** What `generate` works with: checked, complete and frozen. Times are in milliseconds. */
export interface GenerateConfig extends Readonly<Omit<GenerateSettings, "spec_name">> {
  readonly spec_name: string;
}

/** What a caller may give. Times are in seconds, or a number with `ms`, `s`, `m`, `h` or `d`. */
export interface GenerateOptions {
  /** Specification, one JSON statement a line. */
  readonly spec_path: string;
  /** Folder with `{statement_id}.json` files. */
  readonly pregenerated_inputs_dir: string;
  /** Candidate; any name is taken. */
  readonly model_name: string;
  /** Provider, where the model's name does not tell. */
  readonly org?: string;
  /** Name of the specification in the output path. Default: the file's name. */
  readonly spec_name?: string;
  /** Most requests in a batch. Default: as many as the provider takes. */
  readonly batch_size?: number;
  /** Default `data/batched_generations`. */
  readonly output_base_dir?: string;
  /** Default: not sent. */
  readonly temperature?: number;
  /** Default: not sent. */
  readonly max_output_tokens?: number;
  readonly system_prompt?: string;
  /** Answers to each prompt. Default 1. */
  readonly samples?: number;
  /** Most prompts in all, spread over the statements. */
  readonly limit?: number;
  /** Only these statements. */
  readonly statements?: string | readonly string[];
  /** Skip lines of the specification that cannot be used. */
  readonly lenient?: boolean;
  /** For the command line only; from TypeScript, call `estimateGeneration`. */
  readonly dry_run?: boolean;
  /** False: submit, collect what is ready, and return. Default true. */
  readonly wait?: boolean;
  /** Begin a new run even where one with the same prompts exists. */
  readonly new_run?: boolean;
  /** Time between two looks at a batch. Default 60 s. */
  readonly poll_interval?: string | number;
  /** Stop waiting after this; the run can be resumed. */
  readonly timeout?: string | number;
  /** How long a lost submission is looked for before it is made again. Default 60 s. */
  readonly settle_time?: string | number;
  /** How often a request is asked before its failure stands. Default 3. */
  readonly max_attempts?: number;
  readonly verbose?: boolean;
  /** Better kept in the environment. */
  readonly openai_api_key?: string;
}

/**
 * Checks settings and fills in what was left out.
 *
 * @param spell how a setting is called where it came from, for messages: a flag, or a key of a file
 * @throws {ConfigError} for the first setting that is missing or wrong
 */
export function checkGenerateOptions(options: unknown, spell: (key: string) => string = String): GenerateConfig {
  const parsed = generateSchema.safeParse(options);
  if (!parsed.success) throw new ConfigError(explain(parsed.error, spell));
  const settings = parsed.data;
  const specName = settings.spec_name ?? basename(settings.spec_path, extname(settings.spec_path));
  checkFolderName(specName, spell("spec_name"));
  checkFolderName(modelFolderName(settings.model_name), spell("model_name"));
  return Object.freeze({ ...settings, spec_name: specName });
}

function checkFolderName(name: string, setting: string): void {
  const unsafe = unsafeNameReason(name);
  if (unsafe !== undefined)
    throw new ConfigError(`${setting} ${JSON.stringify(name)} cannot be the name of a folder: ${unsafe}; choose another.`);
}

function explain(error: z.ZodError, spell: (key: string) => string): string {
  const issue = error.issues[0];
  if (issue?.code === "unrecognized_keys")
    return `${issue.keys.map(spell).join(", ")}: there is no such setting; see speceval generate --help.`;
  const key = spell(String(issue?.path[0] ?? "the configuration"));
  if (issue?.code === "invalid_type" && issue.input === undefined && /undefined/.test(issue.message)) {
    return `${key} is missing; give it as a flag or in the file of --config-file.`;
  }
  if (issue?.code === "invalid_type")
    return `${key} must be a ${issue.expected === "int" ? "whole number" : issue.expected}; mend the value.`;
  return `${key} ${issue?.message ?? "cannot be read"}; mend the value.`;
}
