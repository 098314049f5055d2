import type { GenerateConfig } from "../config/generate-config.ts";
import type { EmitEvent } from "../domain/event.ts";
import type { InputPrompt } from "../domain/prompt.ts";
import { ConfigError } from "../errors.ts";
import { hashFile } from "../files/hash-file.ts";
import { listInputFiles, readInputs } from "../formats/inputs.ts";
import { readSpecification } from "../formats/spec-jsonl.ts";
import { modelRule } from "../providers/model-rules.ts";
import type { PlanSource } from "../run/plan.ts";
import { spreadLimit } from "../run/spread.ts";
import { generateStage } from "../stages/generate.ts";
import { nameFew } from "./name-few.ts";

/** A specification with its prompts, ready to be planned from. */
export interface GenerationSource {
  /** Null where only prompts were given. */
  readonly specification: { readonly path: string; readonly sha256: string; readonly statements: number } | null;
  readonly plan: PlanSource;
}

/** Reads what a generation is made from, and says what of it is left aside. */
export async function openGenerationSource(config: GenerateConfig, emit: EmitEvent): Promise<GenerationSource> {
  const files = await listInputFiles(config.pregenerated_inputs_dir);
  const specification = config.spec_path === undefined ? null : await readSpec(config, config.spec_path, emit);
  const statementIds =
    specification === null ? chooseFiles(config, files) : chooseStatements(config, specification.path, specification.ids, files, emit);
  const { temperature, max_output_tokens: maxOutputTokens, system_prompt: systemPrompt } = config;
  if (temperature !== undefined && modelRule(config.model_name).fixedTemperature === true) {
    warn(emit, `${config.model_name} takes no temperature: ${temperature} is not sent, and the provider's default applies`);
  }
  return {
    specification:
      specification === null
        ? null
        : { path: specification.path, sha256: await hashFile(specification.path), statements: specification.ids.length },
    plan: {
      stage: generateStage({
        model: config.model_name,
        ...(temperature === undefined ? {} : { temperature }),
        ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
        ...(systemPrompt === undefined ? {} : { systemPrompt }),
      }),
      statementIds,
      readPrompts: await limitPrompts(config, statementIds),
      samples: config.samples,
    },
  };
}

async function readSpec(config: GenerateConfig, path: string, emit: EmitEvent): Promise<{ path: string; ids: string[] }> {
  const { statements, skipped } = await readSpecification(path, { lenient: config.lenient });
  for (const { line, reason } of skipped) warn(emit, `${path}:${line}: skipped, ${reason}`);
  return { path, ids: statements.map(({ id }) => id) };
}

/** Without a specification, every inputs file is a statement of its own. */
function chooseFiles(config: GenerateConfig, files: readonly string[]): readonly string[] {
  const unknown = config.statements?.find((id) => !files.includes(id));
  if (unknown !== undefined) {
    throw new ConfigError(
      `${config.pregenerated_inputs_dir} has no file ${JSON.stringify(`${unknown}.json`)}; check the spelling of the statement.`,
    );
  }
  if (files.length === 0) {
    throw new ConfigError(`${config.pregenerated_inputs_dir} has no inputs; it takes one file for each statement, {statement_id}.json.`);
  }
  return files.filter((id) => config.statements?.includes(id) ?? true);
}

/** The statements to ask about, in the order of the specification: those chosen, as far as they have prompts. */
function chooseStatements(
  config: GenerateConfig,
  specPath: string,
  ids: readonly string[],
  files: readonly string[],
  emit: EmitEvent,
): readonly string[] {
  const known = new Set(ids);
  const unknown = config.statements?.find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new ConfigError(`${specPath} has no statement ${JSON.stringify(unknown)}; check its spelling.`);
  }
  const strangers = files.filter((id) => !known.has(id));
  if (strangers.length > 0)
    warn(emit, `${config.pregenerated_inputs_dir}: skipped ${nameFew(strangers)}, for which the specification has no statement`);
  const chosen = ids.filter((id) => config.statements?.includes(id) ?? true);
  const asked = chosen.filter((id) => files.includes(id));
  const silent = chosen.filter((id) => !files.includes(id));
  if (asked.length === 0) {
    throw new ConfigError(
      `${config.pregenerated_inputs_dir} has no inputs for any statement asked for; it takes one file for each, named after the statement's id, such as ${chosen[0]}.json.`,
    );
  }
  if (silent.length > 0) warn(emit, `no inputs for ${nameFew(silent)}: not asked about`);
  return asked;
}

type ReadPrompts = (statementId: string) => Promise<readonly InputPrompt[]>;

async function limitPrompts(config: GenerateConfig, statementIds: readonly string[]): Promise<ReadPrompts> {
  const read: ReadPrompts = (statementId) => readInputs(config.pregenerated_inputs_dir, statementId);
  if (config.limit === undefined) return read;
  const available: number[] = [];
  for (const statementId of statementIds) available.push((await read(statementId)).length);
  const shares = spreadLimit(available, config.limit);
  return async (statementId) => (await read(statementId)).slice(0, shares[statementIds.indexOf(statementId)]);
}

/** Says that a statement's file has no prompts. */
export function warnOfSilence(config: GenerateConfig, statementId: string, emit: EmitEvent): void {
  warn(emit, `${config.pregenerated_inputs_dir}/${statementId}.json holds no prompts: not asked about`);
}

function warn(emit: EmitEvent, message: string): void {
  emit({ type: "warning", message });
}
