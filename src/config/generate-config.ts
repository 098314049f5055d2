import { basename, extname } from "node:path";
import { z } from "zod";
import { modelFolderName, unsafeNameReason } from "../domain/names.ts";
import { ConfigError } from "../errors.ts";
import { count, duration, numeric, positive, positiveDuration, someNames, text } from "./values.ts";

/** Every setting of `generate`. Keys are those of a YAML file; a flag has dashes in place of underscores. */
const generateSchema = z.strictObject({
  spec_path: text.optional(),
  pregenerated_inputs_dir: text,
  model_name: text,
  org: text.optional(),
  spec_name: text.optional(),
  spec: text.optional(),
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
  poll_interval: positiveDuration.default(60_000),
  timeout: duration.optional(),
  settle_time: duration.optional(),
  max_attempts: count.default(3),
  mode: z.enum(["batch", "live", "auto"], "must be batch, live or auto").optional(),
  within: positiveDuration.optional(),
  hedge_after: positiveDuration.optional(),
  max_cost: positive.optional(),
  allow_unknown_price: z.boolean().default(false),
  concurrency: count.optional(),
  qps: positive.optional(),
  tokens_per_minute: count.optional(),
  max_retries: numeric(z.number().int().min(0, "must be at least 0")).default(3),
  initial_retry_delay: duration.default(2000),
  retry_backoff_factor: numeric(z.number().min(1, "must be at least 1")).default(2),
  request_timeout: positiveDuration.default(600_000),
  in_doubt: z.enum(["stop", "ask-again", "give-up"], "must be stop, ask-again or give-up").default("stop"),
  base_url: text.optional(),
  project: text.optional(),
  location: text.optional(),
  input_bucket: text.optional(),
  output_bucket: text.optional(),
  verbose: z.boolean().default(false),
  api_keys: z.record(z.string(), text).default({}),
});

/** The names of all settings, but for those that hold the providers' keys. */
export const GENERATE_KEYS: readonly string[] = Object.keys(generateSchema.shape).filter((name) => name !== "api_keys");

type GenerateSettings = z.infer<typeof generateSchema>;

/** What `generate` works with: checked, complete and frozen. Times are in milliseconds. */
export interface GenerateConfig extends Readonly<Omit<GenerateSettings, "spec_name">> {
  readonly spec_name: string;
}

/** What a caller may give. Times are in seconds, or a number with `ms`, `s`, `m`, `h` or `d`. */
export interface GenerateOptions {
  /** Specification, one JSON statement a line. Left out, every inputs file is a statement of its own. */
  readonly spec_path?: string;
  /** Folder with `{statement_id}.json` files. */
  readonly pregenerated_inputs_dir: string;
  /** Candidate; any name is taken. */
  readonly model_name: string;
  /** Provider, where the model's name does not tell. */
  readonly org?: string;
  /** Name of the specification in the output path. Default: the file's name, or `unnamed`. */
  readonly spec_name?: string;
  /** Another name of `spec_name`. */
  readonly spec?: string;
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
  /** By which service: `auto` takes small or urgent work live and the rest in batches. Default: as the provider is mostly used. */
  readonly mode?: "batch" | "live" | "auto";
  /** When the answers are wanted: with `auto`, less than a day means live. */
  readonly within?: string | number;
  /** Ask the lines of a batch live as well when it has been pending for so long. */
  readonly hedge_after?: string | number;
  /** Most that the run may cost, in USD; needs `max_output_tokens`. */
  readonly max_cost?: number;
  /** Go on where a budget cannot be kept, because the model's price is not known. */
  readonly allow_unknown_price?: boolean;
  /** Most live calls at once. Default: `batch_size`, at most 256. */
  readonly concurrency?: number;
  /** Live calls a second. Default: found out. */
  readonly qps?: number;
  /** Tokens a minute of live calls. Default: as the provider's headers tell. */
  readonly tokens_per_minute?: number;
  /** How often a live call is made again that failed for a reason that may go away. Default 3. */
  readonly max_retries?: number;
  /** Wait before the first of these. Default 2 s. */
  readonly initial_retry_delay?: string | number;
  /** By what each wait is longer than the one before. Default 2. */
  readonly retry_backoff_factor?: number;
  /** A live call that takes longer is given up. Default 10 minutes. */
  readonly request_timeout?: string | number;
  /** What to do about live calls of which nobody knows whether they were answered. Default `stop`. */
  readonly in_doubt?: "stop" | "ask-again" | "give-up";
  /** Another server with the provider's API. */
  readonly base_url?: string;
  /** Of Google Cloud. */
  readonly project?: string;
  readonly location?: string;
  /** `gs://bucket/prefix`. */
  readonly input_bucket?: string;
  readonly output_bucket?: string;
  readonly verbose?: boolean;
  /** Keys by the providers' names; better kept in the environment. */
  readonly api_keys?: Readonly<Record<string, string>>;
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
  const specName = settings.spec_name ?? settings.spec ?? nameOf(settings.spec_path);
  checkFolderName(specName, spell("spec_name"));
  checkFolderName(modelFolderName(settings.model_name), spell("model_name"));
  if (settings.max_cost !== undefined && settings.max_output_tokens === undefined) {
    throw new ConfigError(
      `${spell("max_cost")} needs ${spell("max_output_tokens")}: without it an answer may become as long as the model likes, and no bound on its cost could be kept.`,
    );
  }
  return Object.freeze({ ...settings, spec_name: specName });
}

/** A specification without a name or a file has this one. */
function nameOf(specPath: string | undefined): string {
  return specPath === undefined ? "unnamed" : basename(specPath, extname(specPath));
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
  const [first, second] = issue?.path ?? [];
  const key = spell(String((first === "api_keys" ? second : first) ?? "the configuration"));
  if (issue?.code === "invalid_type" && issue.input === undefined && /undefined/.test(issue.message)) {
    return `${key} is missing; give it as a flag or in the file of --config-file.`;
  }
  if (issue?.code === "invalid_type")
    return `${key} must be a ${issue.expected === "int" ? "whole number" : issue.expected}; mend the value.`;
  return `${key} ${issue?.message ?? "cannot be read"}; mend the value.`;
}
