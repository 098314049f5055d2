import { Command } from "commander";
import type { CliContext } from "../context.ts";
import { driveInFront } from "../drive.ts";
import { givenOptions } from "../options.ts";
import { describe } from "../progress/plain.ts";
import { renderEstimate } from "../summary.ts";

export function generateCommand(context: CliContext): Command {
  return new Command("generate")
    .summary("ask a candidate model every prompt of a specification")
    .description(
      "Puts every prompt of a specification to a candidate model through its vendor's batch API, and writes the answers by\n" +
        "statement. The same command again goes on with a run that is not finished.",
    )
    .optionsGroup("What to ask:")
    .option("--spec-path <file>", "specification, one JSON statement a line")
    .option("--pregenerated-inputs-dir <dir>", "folder with the prompts of each statement, {statement_id}.json")
    .option("--statements <ids>", "only these statements, separated by commas")
    .option("--limit <n>", "at most n prompts in all, spread over the statements")
    .option("--samples <n>", "answers to each prompt (default: 1)")
    .option("--lenient", "skip lines of the specification that cannot be used, and say so")
    .optionsGroup("Whom to ask:")
    .option("--model-name <name>", "candidate model; any name is taken")
    .option("--org <name>", "provider, where the model's name does not tell (openai)")
    .option("--system-prompt <text>", "system message before each prompt (default: none)")
    .option("--temperature <number>", "sampling temperature (default: not sent)")
    .option("--max-output-tokens <n>", "most tokens of an answer (default: not sent)")
    .optionsGroup("Where to put it:")
    .option("--output-base-dir <dir>", "results go to {dir}/{spec}/{model}/{time}/ (default: data/batched_generations)")
    .option("--spec-name <name>", "name of the specification in that path (default: the file's name)")
    .option("--new-run", "begin a new run even where one with the same prompts exists")
    .optionsGroup("How to run:")
    .option("--config-file <file>", "YAML file with any of these settings, underscores for dashes; a flag wins over it")
    .option("--dry-run", "say what would be sent and what it would cost, and send nothing")
    .option("--batch-size <n>", "most requests in one batch (default: as many as the provider takes)")
    .option("--no-wait", "submit and end; speceval resume fetches the answers later")
    .option("--poll-interval <time>", "time between two looks at a batch: 30, 90s, 10m (default: 60s)")
    .option("--timeout <time>", "stop waiting after this; the run can be resumed (default: none)")
    .option("--settle-time <time>", "how long a lost submission is looked for before it is made again (default: 60s)")
    .option("--max-attempts <n>", "how often a request is asked before its failure stands (default: 3)")
    .option("--verbose", "show every step")
    .option("--json", "write each event as a line of JSON to standard output")
    .addHelpText(
      "after",
      "\nExit codes: 0 all answered, 1 some failed for good, 2 bad input, 3 not finished but resumable, 130 interrupted.\nWith --no-wait, 0 means that everything is submitted.",
    )
    .action(async (_options, command: Command) => {
      // Loaded when the command runs: --help must not wait for it.
      const [{ loadGenerateConfig }, { completeHooks }] = await Promise.all([import("../../config/load.ts"), import("../../api/hooks.ts")]);
      const { json = false, config_file: configFile, ...flags } = givenOptions(command);
      const { config, warnings } = loadGenerateConfig(flags, configFile as string | undefined);
      const options = { json: json === true, verbose: config.verbose, wait: config.wait, left: "Submitted." };
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
