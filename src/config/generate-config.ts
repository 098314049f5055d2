import { z } from "zod";
import { modelFolderName } from "../domain/names.ts";
import { ConfigError } from "../errors.ts";
import { checkBudgetBound, checkFolderName, explainSettings, nameOfSpec } from "./check.ts";
import { type DispatchOptions, dispatchShape } from "./dispatch-config.ts";
import { count, numeric, someNames, text } from "./values.ts";

/** Every setting of `generate`. Keys are those of a YAML file; a flag has dashes in place of underscores. */
const generateSchema = z.strictObject({
  spec_path: text.optional(),
  pregenerated_inputs_dir: text,
  model_name: text,
  org: text.optional(),
  spec_name: text.optional(),
  spec: text.optional(),
  output_base_dir: text.default("data/batched_generations"),
  temperature: numeric(z.number().min(0, "must be at least 0")).optional(),
  max_output_tokens: count.optional(),
  system_prompt: text.optional(),
  samples: count.default(1),
  limit: count.optional(),
  statements: someNames.optional(),
  lenient: z.boolean().default(false),
  dry_run: z.boolean().default(false),
  new_run: z.boolean().default(false),
  ...dispatchShape,
});

/** The names of all settings, but for those that hold the providers' keys. */
export const GENERATE_KEYS: readonly string[] = Object.keys(generateSchema.shape).filter((name) => name !== "api_keys");

type GenerateSettings = z.infer<typeof generateSchema>;

/** What `generate` works with: checked, complete and frozen. Times are in milliseconds. */
export interface GenerateConfig extends Readonly<Omit<GenerateSettings, "spec_name">> {
  readonly spec_name: string;
}

/** What a caller may give. Times are in seconds, or a number with `ms`, `s`, `m`, `h` or `d`. */
export interface GenerateOptions extends DispatchOptions {
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
  /** Begin a new run even where one with the same prompts exists. */
  readonly new_run?: boolean;
}

/**
 * Checks settings and fills in what was left out.
 *
 * @param spell how a setting is called where it came from, for messages: a flag, or a key of a file
 * @throws {ConfigError} for the first setting that is missing or wrong
 */
export function checkGenerateOptions(options: unknown, spell: (key: string) => string = String): GenerateConfig {
  const parsed = generateSchema.safeParse(options);
  if (!parsed.success) throw new ConfigError(explainSettings(parsed.error, spell, "generate"));
  const settings = parsed.data;
  const specName = settings.spec_name ?? settings.spec ?? nameOfSpec(settings.spec_path);
  checkFolderName(specName, spell("spec_name"));
  checkFolderName(modelFolderName(settings.model_name), spell("model_name"));
  checkBudgetBound(settings, spell);
  return Object.freeze({ ...settings, spec_name: specName });
}
