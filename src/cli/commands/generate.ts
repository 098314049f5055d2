import { Command } from "commander";
import { PROVIDERS } from "../../providers/registry.ts";
import type { CliContext } from "../context.ts";
import { driveInFront } from "../drive.ts";
import { givenOptions } from "../options.ts";
import { describe } from "../progress/plain.ts";
import { renderEstimate } from "../summary.ts";

export function generateCommand(context: CliContext): Command {
  return new Command("generate")
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
    .option("--org <name>", `provider, where the model's name does not tell (${Object.keys(PROVIDERS).join(", ")})`)
    .option("--base-url <url>", "another server with the provider's API; alone, any OpenAI-compatible one")
    .option("--input-bucket <gs://…>", "Cloud Storage for input files: asks Gemini through Vertex AI")
    .option("--output-bucket <gs://…>", "Cloud Storage for results")
    .option("--project <id>", "Google Cloud project (default: $GOOGLE_CLOUD_PROJECT)")
    .option("--location <name>", "Google Cloud location (default: $GOOGLE_CLOUD_LOCATION or us-central1)")
    .option("--system-prompt <text>", "system message before each prompt (default: none)")
    .option("--temperature <number>", "sampling temperature (default: not sent)")
    .option("--max-output-tokens <n>", "most tokens of an answer (default: not sent)")
    .optionsGroup("Where to put it:")
    .option("--output-base-dir <dir>", "results go to {dir}/{spec}/{model}/{time}/ (default: data/batched_generations)")
    .option("--spec-name <name>", "name of the specification in that path (default: the file's name)")
    .option("--spec <name>", "the same")
    .option("--new-run", "begin a new run even where one with the same prompts exists")
    .optionsGroup("How to run:")
    .option("--config-file <file>", "YAML file with any of these settings, underscores for dashes; a flag wins over it")
    .option("--dry-run", "say what would be sent and what it would cost, and send nothing")
    .option("--mode <mode>", "batch, live, or auto: small or urgent work live, the rest in batches (default: as usual with the provider)")
    .option("--within <time>", "when the answers are wanted: with auto, less than 24h means live")
    .option("--max-cost <usd>", "spend no more than this; needs --max-output-tokens")
    .option("--allow-unknown-price", "go on without a budget where the model's price is not known")
    .option("-v, --verbose", "show every step, and keep a log beside the run")
    .option("--json", "write each event as a line of JSON to standard output")
    .optionsGroup("Batches:")
    .option("--batch-size <n>", "most requests in one batch (default: as many as the provider takes); live: calls at once")
    .option("--no-wait", "submit and end; speceval resume fetches the answers later")
    .option("--poll-interval <time>", "time between two looks at a batch: 30, 90s, 10m (default: 60s)")
    .option("--hedge-after <time>", "ask the lines of a batch live as well when it is pending for longer")
    .option("--timeout <time>", "stop waiting after this; the run can be resumed (default: none)")
    .option("--settle-time <time>", "how long a lost submission is looked for before it is made again (default: 60s)")
    .option("--max-attempts <n>", "how often a request is asked before its failure stands (default: 3)")
    .optionsGroup("Live calls:")
    .option("--qps <n>", "calls a second (default: found out)")
    .option("--tokens-per-minute <n>", "tokens a minute, in and out (default: as the provider's headers tell)")
    .option("--concurrency <n>", "most calls at once (default: 256)")
    .option("--max-retries <n>", "how often a call is made again that failed and may work later (default: 3)")
    .option("--initial-retry-delay <time>", "wait before the first of these (default: 2s)")
    .option("--retry-backoff-factor <n>", "by what each wait is longer than the one before (default: 2)")
    .option("--request-timeout <time>", "give a call up after this (default: 10m)")
    .option("--in-doubt <what>", "calls that a killed process left: stop, ask-again, or give-up (default: stop)")
    .addHelpText(
      "after",
      "\nExit codes: 0 all answered, 1 some failed for good, 2 bad input, 3 not finished but resumable, 130 interrupted.\nWith --no-wait, 0 means that everything is submitted.",
    )
    .action(async (_options, command: Command) => {
      // Loaded when the command runs: --help must not wait for it.
      const [{ loadGenerateConfig }, { completeHooks }] = await Promise.all([import("../../config/load.ts"), import("../../api/hooks.ts")]);
      const { json = false, config_file: configFile, ...flags } = givenOptions(command);
      const { config, warnings } = loadGenerateConfig(
        flags,
        configFile as string | undefined,
        Object.values(PROVIDERS).map(({ keySetting }) => keySetting),
      );
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
