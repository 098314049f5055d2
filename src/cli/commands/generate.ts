import { Command } from "commander";
import { PROVIDERS } from "../../providers/registry.ts";
import type { CliContext } from "../context.ts";
import { driveInFront } from "../drive.ts";
import { readSources } from "../options.ts";
import { EXIT_CODES, withBatchOptions, withLiveOptions, withRunOptions, withServerOptions } from "../shared-options.ts";
import { describe } from "../progress/plain.ts";
import { renderEstimate } from "../estimate.ts";

export function generateCommand(context: CliContext): Command {
  const command = new Command("generate")
    .summary("ask a candidate model every prompt of a specification")
    .description(
      "Puts every prompt of a specification to a candidate model, through its provider's batch API or live, and writes the\n" +
        "answers by statement. The same command again goes on with a run that is not finished.",
    )
    .optionsGroup("What to ask:")
    .option("--spec-path <file>", "specification, one JSON statement a line (default: none, every inputs file is a statement)")
    .option("--pregenerated-inputs-dir <dir>", "folder with the prompts of each statement, {statement_id}.json")
    .option("--statements <ids>", "only these statements, separated by commas")
    .option("--limit <n>", "at most n prompts in all, spread over the statements")
    .option("--samples <n>", "answers to each prompt (default: 1)")
    .option("--lenient", "skip lines of the specification that cannot be used, and say so")
    .optionsGroup("Whom to ask:")
    .option("--model-name <name>", "candidate model; any name is taken")
    .option("--org <name>", `provider, where the model's name does not tell (${Object.keys(PROVIDERS).join(", ")})`);
  withServerOptions(command)
    .option("--system-prompt <text>", "system message before each prompt (default: none)")
    .option("--temperature <number>", "sampling temperature (default: not sent)")
    .option("--max-output-tokens <n>", "most tokens of an answer (default: not sent)")
    .optionsGroup("Where to put it:")
    .option("--output-base-dir <dir>", "results go to {dir}/{spec}/{model}/{time}/ (default: data/batched_generations)")
    .option("--spec-name <name>", "name of the specification in that path (default: the file's name)")
    .option("--spec <name>", "the same")
    .option("--new-run", "begin a new run even where one with the same prompts, or a part of them, exists")
    .optionsGroup("How to run:");
  return withLiveOptions(withBatchOptions(withRunOptions(command)))
    .addHelpText("after", EXIT_CODES)
    .action(async (_options, given: Command) => {
      // Loaded when the command runs: --help must not wait for it.
      const [{ loadGenerateConfig }, { completeHooks }] = await Promise.all([import("../../config/load.ts"), import("../../api/hooks.ts")]);
      const { json, ...sources } = readSources(given);
      const { config, warnings } = loadGenerateConfig(sources);
      const options = { json, verbose: config.verbose, wait: config.wait, left: "Submitted." };
      if (!options.json) for (const warning of warnings) context.console.err(`warning: ${warning}`);
      if (!config.dry_run) {
        const { runGeneration } = await import("../../api/generate.ts");
        await driveInFront(context, options, (hooks) => runGeneration(config, completeHooks(hooks)));
        return;
      }
      const { estimate } = await import("../../api/estimate.ts");
      const found = await estimate(
        config,
        completeHooks({
          signal: context.signal,
          clock: context.clock,
          onEvent: (event) => context.console.err(describe(event, true) ?? ""),
        }),
      );
      context.console.out(options.json ? JSON.stringify({ type: "estimate", ...found }) : renderEstimate(found));
    });
}
