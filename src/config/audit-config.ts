import { z } from "zod";
import { modelFolderName } from "../domain/names.ts";
import { ConfigError } from "../errors.ts";
import { askedModelShape, judgeSchema, modelByName } from "./asked-model.ts";
import { checkFolderName, explainSettings, nameOfSpec, type Spell } from "./check.ts";
import { dispatchShape } from "./dispatch-config.ts";
import { checkGenerateOptions, type GenerateConfig } from "./generate-config.ts";
import { checkJudgeOptions, type JudgeConfig, type JudgingStageName } from "./judge-config.ts";
import { count, numeric, share, someNames, text } from "./values.ts";

const candidate = z.union(
  [
    modelByName,
    z.strictObject({ ...askedModelShape, name: text.optional(), system_prompt: text.optional() }),
    z.strictObject({ name: text, generations: text }),
  ],
  "must be the name of a model, or a map with model, or with name and generations",
);

const spec = z.strictObject({
  spec_path: text,
  spec_name: text.optional(),
  pregenerated_inputs_dir: text,
  statements: someNames.optional(),
});

const judgingOptions = {
  prompt_file: text.optional(),
  reask: z.boolean().optional(),
  self_check: share.optional(),
};

const auditSchema = z.strictObject({
  output_base_dir: text,
  specs: z.array(spec).min(1, "must name at least one specification"),
  candidates: z.array(candidate).min(1, "must name at least one candidate"),
  judges: z.array(judgeSchema).min(1, "must name at least one judge"),
  stages: z.array(z.enum(["comply", "rate", "rank"], "must be comply, rate or rank")).default(["comply", "rate", "rank"]),
  samples: count.default(1),
  limit: count.optional(),
  temperature: numeric(z.number().min(0, "must be at least 0")).optional(),
  max_output_tokens: count.optional(),
  lenient: z.boolean().default(false),
  structured_output: z.enum(["auto", "off"], "must be auto or off").default("auto"),
  comply: z.strictObject(judgingOptions).default({}),
  rate: z.strictObject({ ...judgingOptions, rubric_file: text.optional(), judge_prompts_dir: text.optional() }).default({}),
  rank: z.strictObject({ ...judgingOptions, pairs: text.optional(), corrected_dir: text.optional() }).default({}),
  ...dispatchShape,
});

/** The names of all settings at the top of an audit's file, but for those that hold the providers' keys. */
export const AUDIT_KEYS: readonly string[] = Object.keys(auditSchema.shape).filter((name) => name !== "api_keys" && name !== "wait");

/** A candidate of an audit: a model that is asked, or answers that exist. */
export type AuditCandidate =
  | { readonly name: string; readonly generate: GenerateConfig }
  | { readonly name: string; readonly generations: string };

/** What an audit does about one specification. */
export interface SpecAudit {
  readonly name: string;
  readonly candidates: readonly AuditCandidate[];
  /** In the order in which they are shown; where candidates are to come, these have none yet. */
  readonly judgings: readonly JudgeConfig[];
  /** Where all of this was said, for messages. */
  readonly places: AuditPlaces;
}

/** Where settings of an audit stand, in the words of whoever wrote them. */
export interface AuditPlaces {
  readonly spec: string;
  /** In the order of the candidates. */
  readonly candidates: readonly string[];
  readonly judges: string;
  /** What is peculiar to a stage. */
  readonly stages: Readonly<Record<JudgingStageName, string>>;
  readonly pairs: string;
}

/** What `audit` works with: checked and complete. */
export interface AuditConfig {
  readonly output_base_dir: string;
  readonly specs: readonly SpecAudit[];
  readonly max_cost: number | undefined;
  readonly verbose: boolean;
}

type Settings = z.infer<typeof auditSchema>;

/** Where a path of keys stands, in the words of whoever wrote it. */
export type SpellPath = (path: readonly PropertyKey[]) => string;

/**
 * Checks an audit's settings, and puts together what each part of it does.
 *
 * @throws {ConfigError} for the first setting that is missing or wrong
 */
export function checkAuditOptions(options: unknown, spell: SpellPath = (path) => path.join(".")): AuditConfig {
  const parsed = auditSchema.safeParse(options);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path ?? [];
    throw new ConfigError(explainSettings(parsed.error, (key) => (path.length > 1 ? spell(path.slice(0, 2)) : spell([key])), "audit"));
  }
  const settings = parsed.data;
  checkDistinct(settings.specs.map(specNameOf), (index) => spell(["specs", index]));
  checkDistinct(settings.candidates.map(candidateNameOf), (index) => spell(["candidates", index]));
  if (settings.candidates.length < 2 && settings.stages.includes("rank")) {
    throw new ConfigError(`${spell(["candidates"])}: ranking compares candidates; name at least two, or leave rank out of stages.`);
  }
  return {
    output_base_dir: settings.output_base_dir,
    specs: settings.specs.map((entry, index) => specAudit(settings, entry, index, spell)),
    max_cost: settings.max_cost,
    verbose: settings.verbose,
  };
}

function specAudit(settings: Settings, entry: Settings["specs"][number], index: number, spell: SpellPath): SpecAudit {
  const name = specNameOf(entry);
  checkFolderName(name, spell(["specs", index]));
  return {
    name,
    candidates: settings.candidates.map((given, place) =>
      auditCandidate(settings, entry, given, (key) => {
        if (typeof given === "object" && key in given) return spell(["candidates", place, key]);
        if (key in settings) return spell([key]);
        return key in entry ? spell(["specs", index, key]) : `${spell(["candidates", place])}: ${key}`;
      }),
    ),
    judgings: settings.stages.map((stage) => judgingOf(settings, entry, stage, spell)),
    places: {
      spec: spell(["specs", index]),
      candidates: settings.candidates.map((_, place) => spell(["candidates", place])),
      judges: spell(["judges"]),
      stages: { comply: spell(["comply"]), rate: spell(["rate"]), rank: spell(["rank"]) },
      pairs: spell(["rank", "pairs"]),
    },
  };
}

function auditCandidate(
  settings: Settings,
  entry: Settings["specs"][number],
  given: Settings["candidates"][number],
  spell: Spell,
): AuditCandidate {
  const name = candidateNameOf(given);
  if ("generations" in given) return { name, generations: given.generations };
  const { model, name: _name, ...own } = { name: undefined, ...given };
  const options = {
    ...dispatchOf(settings),
    ...defined({
      samples: settings.samples,
      limit: settings.limit,
      temperature: settings.temperature,
      max_output_tokens: settings.max_output_tokens,
      statements: entry.statements,
    }),
    ...defined(own),
    model_name: model,
    spec_path: entry.spec_path,
    spec_name: specNameOf(entry),
    pregenerated_inputs_dir: entry.pregenerated_inputs_dir,
    lenient: settings.lenient,
    output_base_dir: `${settings.output_base_dir}/generations`,
  };
  return { name, generate: checkGenerateOptions(options, spell) };
}

const FOLDERS: Readonly<Record<JudgingStageName, string>> = { comply: "compliance", rate: "ratings", rank: "rankings" };

function judgingOf(settings: Settings, entry: Settings["specs"][number], stage: JudgingStageName, spell: SpellPath): JudgeConfig {
  const options = {
    ...dispatchOf(settings),
    ...defined(settings[stage]),
    ...defined({ statements: entry.statements }),
    judges: settings.judges.map(defined),
    spec_path: entry.spec_path,
    spec_name: specNameOf(entry),
    lenient: settings.lenient,
    structured_output: settings.structured_output,
    // Those that are asked are not known yet.
    candidate_generation_dirs: settings.candidates.map(candidateNameOf),
    output_dir_base: `${settings.output_base_dir}/${FOLDERS[stage]}`,
  };
  return checkJudgeOptions(stage, options, (key) => (key === "judges" ? spell(["judges"]) : spell([stage, key])));
}

const TIMES: ReadonlySet<string> = new Set([
  "poll_interval",
  "timeout",
  "settle_time",
  "within",
  "hedge_after",
  "initial_retry_delay",
  "request_timeout",
]);

/** Times have been read already; as milliseconds they are read once more. */
function dispatchOf(settings: Settings): Record<string, unknown> {
  const entries = Object.keys(dispatchShape).map((key): [string, unknown] => {
    const value = settings[key as keyof Settings];
    return [key, TIMES.has(key) && typeof value === "number" ? `${value}ms` : value];
  });
  return defined(Object.fromEntries(entries));
}

function specNameOf({ spec_name, spec_path }: Settings["specs"][number]): string {
  return spec_name ?? nameOfSpec(spec_path);
}

function candidateNameOf(given: Settings["candidates"][number]): string {
  return "name" in given && given.name !== undefined ? given.name : "model" in given ? given.model : "";
}

function checkDistinct(names: readonly string[], place: (index: number) => string): void {
  const folders = names.map(modelFolderName);
  const again = folders.findIndex((name, index) => folders.indexOf(name) < index);
  if (again === -1) return;
  throw new ConfigError(`${place(again)}: ${names[again]} stands twice; give one of the two another name.`);
}

function defined(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined));
}
