import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { GenerateConfig } from "../config/generate-config.ts";
import type { EmitEvent } from "../domain/event.ts";
import type { InputPrompt } from "../domain/prompt.ts";
import type { Specification } from "../domain/statement.ts";
import { ConfigError } from "../errors.ts";
import { listInputFiles, readInputs } from "../formats/inputs.ts";
import { readSpecification } from "../formats/spec-jsonl.ts";
import type { PlanSource } from "../run/plan.ts";
import { spreadLimit } from "../run/spread.ts";
import { generateStage } from "../stages/generate.ts";

/** A specification with its prompts, ready to be planned from. */
export interface GenerationSource {
  readonly specification: Specification;
  readonly specSha256: string;
  readonly plan: PlanSource;
}

/** Reads what a generation is made from, and says what of it is left aside. */
export async function openGenerationSource(config: GenerateConfig, emit: EmitEvent): Promise<GenerationSource> {
  const specification = await readSpecification(config.spec_path, { lenient: config.lenient });
  for (const { line, reason } of specification.skipped) warn(emit, `${config.spec_path}:${line}: skipped, ${reason}`);
  const statementIds = await chooseStatements(config, specification, emit);
  const { temperature, max_output_tokens: maxOutputTokens, system_prompt: systemPrompt } = config;
  return {
    specification,
    specSha256: await sha256(config.spec_path),
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

/** The statements to ask about, in the order of the specification: those chosen, as far as they have prompts. */
async function chooseStatements(config: GenerateConfig, specification: Specification, emit: EmitEvent): Promise<string[]> {
  const known = new Set(specification.statements.map((statement) => statement.id));
  const unknown = config.statements?.find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw new ConfigError(`--statements: ${config.spec_path} has no statement ${JSON.stringify(unknown)}; check its spelling.`);
  }
  const files = await listInputFiles(config.pregenerated_inputs_dir);
  const strangers = files.filter((id) => !known.has(id));
  if (strangers.length > 0)
    warn(emit, `${config.pregenerated_inputs_dir}: skipped ${list(strangers)}, for which the specification has no statement`);
  const chosen = specification.statements.map(({ id }) => id).filter((id) => config.statements?.includes(id) ?? true);
  const asked = chosen.filter((id) => files.includes(id));
  const silent = chosen.filter((id) => !files.includes(id));
  if (asked.length === 0) {
    throw new ConfigError(
      `${config.pregenerated_inputs_dir} has no inputs for any statement asked for; it takes one file for each, named after the statement's id, such as ${chosen[0]}.json.`,
    );
  }
  if (silent.length > 0) warn(emit, `no inputs for ${list(silent)}: not asked about`);
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

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

function warn(emit: EmitEvent, message: string): void {
  emit({ type: "warning", message });
}

/** A few names, and how many more there are. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
