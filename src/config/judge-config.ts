import { resolve } from "node:path";
import { z } from "zod";
import { countOf } from "../domain/counts.ts";
import { modelFolderName } from "../domain/names.ts";
import { ConfigError } from "../errors.ts";
import { judgeSchema } from "./asked-model.ts";
import { checkBudgetBound, checkFolderName, explainSettings, nameOfSpec, type Spell } from "./check.ts";
import { type DispatchConfig, type DispatchOptions, dispatchShape } from "./dispatch-config.ts";
import { count, share, someNames, temperature, text } from "./values.ts";

/** The stages in which judges give verdicts, by the names of their commands. */
export type JudgingStageName = "comply" | "rate" | "rank";

/** Generous for a verdict with its reasons; a judge that reasons at length before it answers needs more. */
const DEFAULT_MAX_OUTPUT_TOKENS = 4096;

/** One, or a list of them; an empty item of a list is left out. */
const oneOrMore = z
  .union([z.string(), z.array(z.string().nullable())], "must be a name or a list of names")
  .transform((value) => (Array.isArray(value) ? value.filter((item) => item !== null && item !== "") : [value]) as string[])
  .refine((list) => list.length > 0 && list.every((item) => item !== ""), "must name something");

/** Settings of every stage with judges. Keys are those of a YAML file; a flag has dashes in place of underscores. */
const judgingShape = {
  spec_path: text,
  spec_name: text.optional(),
  spec: text.optional(),
  candidate_generation_dirs: oneOrMore.optional(),
  generation_dirs: oneOrMore.optional(),
  judge_model_name: oneOrMore.optional(),
  judge_org: oneOrMore.optional(),
  judges: z.array(judgeSchema).min(1, "must name at least one judge").optional(),
  output_dir_base: text.optional(),
  output_base_dir: text.optional(),
  temperature: temperature.default(0),
  max_output_tokens: count.default(DEFAULT_MAX_OUTPUT_TOKENS),
  prompt_file: text.optional(),
  structured_output: z.enum(["auto", "off"], "must be auto or off").default("auto"),
  reask: z.boolean().default(false),
  self_check: share.default(0),
  statements: someNames.optional(),
  lenient: z.boolean().default(false),
  dry_run: z.boolean().default(false),
  new_run: z.boolean().default(false),
  ...dispatchShape,
};

const SCHEMAS = {
  comply: z.strictObject({
    ...judgingShape,
    compliance_judge_model_name: oneOrMore.optional(),
    compliance_judge_org: oneOrMore.optional(),
  }),
  rate: z.strictObject({
    ...judgingShape,
    judge_provider: oneOrMore.optional(),
    rubric_file: text.optional(),
    judge_prompts_dir: text.optional(),
    evaluator_model_name: text.optional(),
  }),
  rank: z.strictObject({
    ...judgingShape,
    ranking_judge_model_name: oneOrMore.optional(),
    ranking_judge_org: oneOrMore.optional(),
    pairs: text.default("ordered"),
    corrected_dir: text.optional(),
  }),
} as const satisfies Record<JudgingStageName, z.ZodType>;

const DEFAULT_BASES: Readonly<Record<JudgingStageName, string>> = {
  comply: "data/batched_compliance",
  rate: "data/likert_judgements",
  rank: "data/batched_rankings",
};

/** What the document calls the judge of a stage. */
const JUDGE_KEYS: Readonly<Record<JudgingStageName, readonly [model: string, org: string]>> = {
  comply: ["compliance_judge_model_name", "compliance_judge_org"],
  rate: ["judge_model_name", "judge_provider"],
  rank: ["ranking_judge_model_name", "ranking_judge_org"],
};

/** The names of all settings of a stage, but for those that hold the providers' keys. */
export function judgeKeys(stage: JudgingStageName): readonly string[] {
  return Object.keys(SCHEMAS[stage].shape).filter((name) => name !== "api_keys");
}

/** One judge with how it is asked. */
export interface JudgeChoice extends DispatchConfig {
  readonly model: string;
  readonly org: string | undefined;
  readonly temperature: number;
  readonly max_output_tokens: number;
}

/** What a stage with judges works with: checked, complete and frozen. Times are in milliseconds. */
export interface JudgeConfig extends DispatchConfig {
  readonly stage: JudgingStageName;
  readonly spec_path: string;
  readonly spec_name: string;
  /** Paths, or `name=path`, in the order in which they were given. */
  readonly candidates: readonly string[];
  readonly judges: readonly JudgeChoice[];
  readonly output_dir_base: string;
  readonly prompt_file: string | undefined;
  readonly structured_output: "auto" | "off";
  readonly reask: boolean;
  /** From 0 to 1. */
  readonly self_check: number;
  readonly statements: readonly string[] | undefined;
  readonly lenient: boolean;
  readonly dry_run: boolean;
  readonly new_run: boolean;
  /** Of ratings. */
  readonly rubric_file: string | undefined;
  readonly judge_prompts_dir: string | undefined;
  readonly evaluator_model_name: string | undefined;
  /** Of rankings. */
  readonly pairs: string;
  readonly corrected_dir: string | undefined;
}

/** What a caller may give to any stage with judges. */
export interface JudgeOptions extends DispatchOptions {
  /** Specification, one JSON statement a line. */
  readonly spec_path: string;
  /** Name of the specification in the output path. Default: the file's name. */
  readonly spec_name?: string;
  /** Another name of `spec_name`. */
  readonly spec?: string;
  /** Folders of answers: a run, its `results`, or a model's folder; each may be `name=path`. */
  readonly candidate_generation_dirs?: string | readonly string[];
  /** Another name of `candidate_generation_dirs`. */
  readonly generation_dirs?: string | readonly string[];
  /** Judges; any names are taken. */
  readonly judge_model_name?: string | readonly string[];
  /** Their providers, where the names do not tell: one for all, or one for each. */
  readonly judge_org?: string | readonly string[];
  /** A panel of judges, each by its model's name or with settings of its own. */
  readonly judges?: readonly (string | PanelJudge)[];
  readonly output_dir_base?: string;
  /** Another name of `output_dir_base`. */
  readonly output_base_dir?: string;
  /** Default 0. */
  readonly temperature?: number;
  /** Default 4096. */
  readonly max_output_tokens?: number;
  /** A prompt in the place of ours. */
  readonly prompt_file?: string;
  /** `auto` binds answers to a JSON schema where the judge keeps to one. Default `auto`. */
  readonly structured_output?: "auto" | "off";
  /** Ask once more where an answer cannot be read. */
  readonly reask?: boolean;
  /** Share of the judgements that are made twice, in percent. Default 0. */
  readonly self_check?: number;
  /** Only these statements. */
  readonly statements?: string | readonly string[];
  /** Skip lines of the specification that cannot be used. */
  readonly lenient?: boolean;
  /** For the command line only; from TypeScript, call `estimateJudging`. */
  readonly dry_run?: boolean;
  /** Put earlier verdicts that are in the way aside, and judge anew. */
  readonly new_run?: boolean;
}

/** A judge with settings of its own. */
export interface PanelJudge extends Pick<
  DispatchOptions,
  "mode" | "batch_size" | "qps" | "tokens_per_minute" | "concurrency" | "base_url"
> {
  readonly model: string;
  readonly org?: string;
  readonly temperature?: number;
  readonly max_output_tokens?: number;
}

export interface ComplyOptions extends JudgeOptions {
  /** Another name of `judge_model_name`, and of `judge_org`. */
  readonly compliance_judge_model_name?: string | readonly string[];
  readonly compliance_judge_org?: string | readonly string[];
}

export interface RateOptions extends JudgeOptions {
  /** Another name of `judge_org`. */
  readonly judge_provider?: string | readonly string[];
  /** A scale in the place of ours. */
  readonly rubric_file?: string;
  /** Folder with scales of single statements, `{statement_id}_likert_judge.txt`. */
  readonly judge_prompts_dir?: string;
  /** Who wrote the prompts: a part of the output path. Default: as the inputs' folder tells, else `unknown`. */
  readonly evaluator_model_name?: string;
}

export interface RankOptions extends JudgeOptions {
  /** Another name of `judge_model_name`, and of `judge_org`. */
  readonly ranking_judge_model_name?: string | readonly string[];
  readonly ranking_judge_org?: string | readonly string[];
  /** `ordered` (all, in both orders), `unordered` (each once), or a list `A:B,C:D`. Default `ordered`. */
  readonly pairs?: string;
  /** Where to write rankings that are corrected for the order of the answers. */
  readonly corrected_dir?: string;
}

type Settings = z.infer<(typeof SCHEMAS)["comply"]> & z.infer<(typeof SCHEMAS)["rate"]> & z.infer<(typeof SCHEMAS)["rank"]>;

/**
 * Checks the settings of a stage with judges and fills in what was left out.
 *
 * @throws {ConfigError} for the first setting that is missing or wrong
 */
export function checkJudgeOptions(stage: JudgingStageName, options: unknown, spell: Spell = String): JudgeConfig {
  const parsed = SCHEMAS[stage].safeParse(options);
  if (!parsed.success) throw new ConfigError(explainSettings(parsed.error, spell, stage));
  const settings = parsed.data as Partial<Settings> & z.infer<z.ZodObject<typeof judgingShape>>;
  const specName = settings.spec_name ?? settings.spec ?? nameOfSpec(settings.spec_path);
  checkFolderName(specName, spell("spec_name"));
  const candidates = settings.candidate_generation_dirs ?? settings.generation_dirs;
  if (candidates === undefined) {
    throw new ConfigError(
      `${spell("candidate_generation_dirs")} is missing; give it as a flag or in the file of --config-file: folders of answers to be judged.`,
    );
  }
  checkBudgetBound(settings, spell);
  const outputBase = settings.output_dir_base ?? settings.output_base_dir ?? DEFAULT_BASES[stage];
  checkCorrection(settings, outputBase, spell);
  return Object.freeze({
    ...settings,
    stage,
    spec_name: specName,
    candidates,
    judges: judgesOf(stage, settings, spell),
    output_dir_base: outputBase,
    prompt_file: settings.prompt_file,
    statements: settings.statements,
    self_check: settings.self_check / 100,
    rubric_file: settings.rubric_file,
    judge_prompts_dir: settings.judge_prompts_dir,
    evaluator_model_name: settings.evaluator_model_name,
    pairs: settings.pairs ?? "ordered",
    corrected_dir: settings.corrected_dir,
  });
}

/** Before anything is paid for: rankings are corrected when all are there. */
function checkCorrection({ corrected_dir: target, pairs }: Partial<Settings>, outputBase: string, spell: Spell): void {
  if (target === undefined) return;
  if (pairs === "unordered") {
    throw new ConfigError(
      `${spell("corrected_dir")} needs pairs in both orders, and ${spell("pairs")} is unordered; leave one of the two out.`,
    );
  }
  if (resolve(target) === resolve(outputBase)) {
    throw new ConfigError(`${spell("corrected_dir")} is where the rankings themselves go (${outputBase}); choose another folder.`);
  }
}

function judgesOf(stage: JudgingStageName, settings: Partial<Settings>, spell: Spell): JudgeChoice[] {
  const judges = settings.judges ?? namedJudges(stage, settings, spell);
  const shared = settings as DispatchConfig & { temperature: number; max_output_tokens: number };
  const choices = judges.map(({ org, ...given }: { model: string; org?: string | undefined }) =>
    Object.assign({}, shared, withoutUndefined(given), { model: given.model, org }),
  );
  const folders = new Map<string, string>();
  for (const { model } of choices) {
    const folder = modelFolderName(model);
    checkFolderName(folder, spell("judges"));
    if (folders.has(folder)) throw new ConfigError(`${spell("judges")}: ${model} stands twice; remove one of the two.`);
    folders.set(folder, model);
  }
  return choices;
}

/** The judges of the document's keys: models, with one provider for all or one for each. */
function namedJudges(stage: JudgingStageName, settings: Partial<Settings>, spell: Spell): { model: string; org?: string | undefined }[] {
  const [modelKey, orgKey] = JUDGE_KEYS[stage];
  const read = (key: string): readonly string[] | undefined => settings[key as keyof Settings] as readonly string[] | undefined;
  const models = read(modelKey) ?? settings.judge_model_name;
  const orgs = read(orgKey) ?? settings.judge_org ?? [];
  if (models === undefined) {
    throw new ConfigError(`${spell(modelKey)} is missing; give it as a flag or in the file of --config-file, or name a panel in judges.`);
  }
  if (orgs.length > 1 && orgs.length !== models.length) {
    throw new ConfigError(
      `${spell(orgKey)} names ${orgs.length} providers for ${countOf(models.length, "judge")}; name one for all, or one for each.`,
    );
  }
  return models.map((model, index) => ({ model, org: orgs.length === 1 ? orgs[0] : orgs[index] }));
}

function withoutUndefined<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Partial<Value>;
}
