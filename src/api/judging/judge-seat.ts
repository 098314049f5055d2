import type { JudgeChoice, JudgeConfig } from "../../config/judge-config.ts";
import { ConfigError } from "../../errors.ts";
import { readManifest } from "../../formats/run-manifest.ts";
import { modelRule } from "../../providers/model-rules.ts";
import type { Provider } from "../../providers/provider.ts";
import { findProvider, providerEntry, type ProviderName, type ProviderSettings } from "../../providers/registry.ts";
import type { World } from "../hooks.ts";
import { checkProvider, openProvider } from "../open-provider.ts";
import { runFolder } from "../run-folder.ts";
import { providerSettings } from "../run-settings.ts";
import { spendingOf } from "../spending.ts";
import type { QuestionFiles } from "./question-files.ts";
import type { QuestionSettings } from "./stages.ts";

/** A judge with all that its questions depend on. */
export interface JudgeSeat {
  readonly choice: JudgeChoice;
  readonly providerName: ProviderName;
  readonly provider: Provider;
  readonly settings: ProviderSettings;
  readonly questions: QuestionSettings;
}

/** @param key in the place of one that is not there: nothing will be sent */
export async function openSeat(
  config: JudgeConfig,
  choice: JudgeChoice,
  files: QuestionFiles,
  world: World,
  key?: string,
): Promise<JudgeSeat> {
  const settings = providerSettings(choice);
  const providerName = findProvider(choice.model, choice.org, settings);
  const apiKey = key ?? config.api_keys[providerEntry(providerName).keySetting];
  const provider = await openProvider(providerName, world, { key: apiKey, settings });
  return { choice, providerName, provider, settings, questions: questionsOf(config, choice, provider, files) };
}

function questionsOf(config: JudgeConfig, choice: JudgeChoice, provider: Provider, { prompt, rubric }: QuestionFiles): QuestionSettings {
  // A judge that takes no temperature is not sent one.
  const temperature = modelRule(choice.model).fixedTemperature === true ? null : choice.temperature;
  return {
    model: choice.model,
    parameters: {
      temperature,
      max_output_tokens: choice.max_output_tokens,
      structured: config.structured_output === "auto" && provider.structuredOutput(choice.model),
      reask: config.reask,
      self_check: config.self_check,
    },
    prompt,
    rubric,
  };
}

/** Makes sure that the key is accepted. Which mode `auto` will be is not known yet: for it the key must do for both. */
export async function checkJudge({ choice, provider, providerName }: JudgeSeat, world: World): Promise<void> {
  const mode = choice.mode ?? providerEntry(providerName).defaultMode;
  await checkProvider(provider, choice.model, mode === "auto" ? "batch" : mode, world);
}

/** Before anything is touched: a budget that cannot be kept is bad input. */
export function checkBudget({ choice, provider }: JudgeSeat, world: World): void {
  spendingOf({
    provider: provider.name,
    model: choice.model,
    at: world.clock.now(),
    maxUsd: choice.max_cost ?? null,
    maxOutputTokens: choice.max_output_tokens,
    allowUnknownPrice: choice.allow_unknown_price,
  });
}

/**
 * Makes sure that verdicts can be added to those of a run that exists: they must all be made in the same way.
 *
 * @throws {ConfigError} that says what differs
 */
export function checkSameJudging(directory: string, { questions, providerName }: JudgeSeat, stage: JudgeConfig["stage"]): void {
  const run = readManifest(runFolder(directory).manifest);
  if (run.stage === "generate") throw new ConfigError(`${directory} is a run of answers; choose another --output-dir-base.`);
  const differences = [
    differs("stage", run.stage, stage),
    differs("provider", run.provider, providerName),
    differs("model", run.model, questions.model),
    differs("prompt", named(run.prompt), named(questions.prompt)),
    differs("rubric", named(run.rubric), named(questions.rubric)),
    ...Object.entries(questions.parameters).map(([name, value]) =>
      differs(name, run.parameters[name as keyof typeof run.parameters], value),
    ),
  ].filter((difference) => difference !== undefined);
  if (differences.length === 0) return;
  throw new ConfigError(
    `${directory} has verdicts that were made otherwise (${differences.join(", ")}); choose another --output-dir-base, or put them aside and judge anew with --new-run.`,
  );
}

function differs(name: string, there: string | number | boolean | null, here: string | number | boolean | null): string | undefined {
  return there === here ? undefined : `${name} ${there ?? "not sent"} there, ${here ?? "not sent"} here`;
}

function named(file: QuestionFiles["rubric"]): string | null {
  return file === null ? null : `${file.name} ${file.sha256.slice(0, 8)}`;
}
