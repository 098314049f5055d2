import { Command } from "commander";
import type { JudgingStageName } from "../../config/judge-config.ts";
import type { CliContext } from "../context.ts";
import { driveRunsInFront } from "../drive-runs.ts";
import { renderJudgingEstimates } from "../estimate.ts";
import type { RunEvent } from "../../index.ts";
import { readSources } from "../options.ts";
import { describe } from "../progress/plain.ts";
import { EXIT_CODES, withBatchOptions, withLiveOptions, withRunOptions, withServerOptions } from "../shared-options.ts";

export function complyCommand(context: CliContext): Command {
  const command = begin("comply", {
    summary: "have judges decide whether answers comply with their statements",
    description: "Has judges decide for each stored answer whether it complies with its statement.",
    results: "results go to {dir}/spec_{spec}/judge_{judge}/{candidate}/results/ (default: data/batched_compliance)",
  })
    .option("--compliance-judge-model-name <names...>", "the same as --judge-model-name")
    .option("--compliance-judge-org <names...>", "the same as --judge-org");
  return finish(command, context, "comply");
}

export function rateCommand(context: CliContext): Command {
  const command = begin("rate", {
    summary: "have judges rate answers from 1 to 5",
    description: "Has judges rate from 1 to 5 how well each stored answer follows its statement.",
    results: "results go to {dir}/JUDGE_{provider}_{judge}/{MM_DD_YYYY}/{evaluator}x{candidate}/ (default: data/likert_judgements)",
  })
    .option("--judge-provider <names...>", "the same as --judge-org")
    .option("--rubric-file <file>", "a scale in the place of ours")
    .option("--judge-prompts-dir <dir>", "scales of single statements, {statement_id}_likert_judge.txt")
    .option("--evaluator-model-name <name>", "who wrote the prompts, for the output path (default: as the inputs say, or unknown)");
  return finish(command, context, "rate");
}

export function rankCommand(context: CliContext): Command {
  const command = begin("rank", {
    summary: "have judges compare candidates' answers in pairs",
    description: "Has judges decide which of two candidates' answers to the same input follows its statement better.",
    results: "results go to {dir}/spec_{spec}/judge_{judge}/{A}x{B}/results/ (default: data/batched_rankings)",
  })
    .option("--ranking-judge-model-name <names...>", "the same as --judge-model-name")
    .option("--ranking-judge-org <names...>", "the same as --judge-org")
    .option("--pairs <which>", "ordered (all, in both orders), unordered (each once), or A:B,C:D (default: ordered)")
    .option("--corrected-dir <dir>", "write rankings there that are corrected for the order of the answers");
  return finish(command, context, "rank");
}

interface Texts {
  readonly summary: string;
  readonly description: string;
  readonly results: string;
}

function begin(name: JudgingStageName, { summary, description, results }: Texts): Command {
  const command = new Command(name)
    .summary(summary)
    .description(
      `${description} Answers of generate and of the Python tool are taken.\nThe same command again goes on where it stopped, and judges what is new.`,
    )
    .optionsGroup("What to judge:")
    .option("--spec-path <file>", "specification, one JSON statement a line")
    .option(
      "--candidate-generation-dirs <dirs...>",
      "folders of answers: a run, its results, or a model's folder; NAME=PATH gives a candidate another name",
    )
    .option("--generation-dirs <dirs...>", "the same")
    .option("--statements <ids>", "only these statements, separated by commas")
    .option("--lenient", "skip lines of the specification that cannot be used, and say so")
    .optionsGroup("Who judges:")
    .option("--judge-model-name <names...>", "judge, or several; any names are taken")
    .option("--judge-org <names...>", "their providers, where the names do not tell: one for all, or one for each");
  return withServerOptions(command)
    .option("--temperature <number>", "sampling temperature (default: 0)")
    .option("--max-output-tokens <n>", "most tokens of a judge's answer (default: 4096)")
    .option("--prompt-file <file>", "a prompt in the place of ours; see docs/prompts.md")
    .option("--structured-output <when>", "auto binds a judge to JSON where its provider keeps to that; off (default: auto)")
    .option("--reask", "ask once more where a judge's answer cannot be read")
    .option("--self-check <percent>", "have this share of the judgements made twice, to see whether a judge agrees with itself")
    .option("--openai-api-key <key>", "better kept in the environment; so too the others")
    .option("--anthropic-api-key <key>", "the same for Anthropic")
    .option("--google-api-key <key>", "the same for Google")
    .optionsGroup("Where to put it:")
    .option("--output-dir-base <dir>", results)
    .option("--output-base-dir <dir>", "the same")
    .option("--spec-name <name>", "name of the specification in that path (default: the file's name)")
    .option("--spec <name>", "the same")
    .option("--new-run", "put earlier verdicts that are in the way aside, and judge anew")
    .optionsGroup(`Peculiar to ${name}:`);
}

function finish(command: Command, context: CliContext, stage: JudgingStageName): Command {
  return withLiveOptions(withBatchOptions(withRunOptions(command.optionsGroup("How to run:"))))
    .addHelpText("after", EXIT_CODES)
    .action(async (_options, given: Command) => {
      const [{ loadJudgeConfig }, { completeHooks }] = await Promise.all([import("../../config/load.ts"), import("../../api/hooks.ts")]);
      const { json, ...sources } = readSources(given);
      const { config, warnings } = loadJudgeConfig(stage, sources);
      if (!json) for (const warning of warnings) context.console.err(`warning: ${warning}`);
      if (config.dry_run) {
        const { estimateJudges } = await import("../../api/judging/estimate-judging.ts");
        const onEvent = (event: RunEvent): void => context.console.err(describe(event, true) ?? "");
        const estimates = await estimateJudges(config, completeHooks({ signal: context.signal, clock: context.clock, onEvent }));
        context.console.out(json ? JSON.stringify({ type: "estimate", ...estimates }) : renderJudgingEstimates(estimates));
        return;
      }
      const { runJudging } = await import("../../api/judging/judge.ts");
      const options = { json, verbose: config.verbose, wait: config.wait, left: "Submitted." };
      await driveRunsInFront(context, options, (hooks) => runJudging(config, completeHooks(hooks)));
    });
}
