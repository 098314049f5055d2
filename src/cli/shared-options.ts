import type { Command } from "commander";

/** Options of every command that asks models: where they are. */
export function withServerOptions(command: Command): Command {
  return command
    .option("--base-url <url>", "another server with the provider's API; alone, any OpenAI-compatible one")
    .option("--input-bucket <gs://…>", "Cloud Storage for input files: asks Gemini through Vertex AI")
    .option("--output-bucket <gs://…>", "Cloud Storage for results")
    .option("--project <id>", "Google Cloud project (default: $GOOGLE_CLOUD_PROJECT)")
    .option("--location <name>", "Google Cloud location (default: $GOOGLE_CLOUD_LOCATION or us-central1)");
}

/** How they are asked. */
export function withRunOptions(command: Command): Command {
  return command
    .option("--config-file <file>", "YAML file with any of these settings, underscores for dashes; a flag wins over it")
    .option("--dry-run", "say what would be sent and what it would cost, and send nothing")
    .option("--mode <mode>", "batch, live, or auto: small or urgent work live, the rest in batches (default: as usual with the provider)")
    .option("--within <time>", "when the answers are wanted: with auto, less than 24h means live")
    .option("--max-cost <usd>", "spend no more than this; needs --max-output-tokens")
    .option("--allow-unknown-price", "go on without a budget where the model's price is not known")
    .option("-v, --verbose", "show every step, and keep a log beside the run")
    .option("--json", "write each event as a line of JSON to standard output");
}

export function withBatchOptions(command: Command): Command {
  return command
    .optionsGroup("Batches:")
    .option("--batch-size <n>", "most requests in one batch (default: as many as the provider takes); live: calls at once")
    .option("--no-wait", "submit and end; speceval resume fetches the answers later")
    .option("--poll-interval <time>", "time between two looks at a batch: 30, 90s, 10m (default: 60s)")
    .option("--hedge-after <time>", "ask the lines of a batch live as well when it is pending for longer")
    .option("--timeout <time>", "stop waiting after this; the run can be resumed (default: none)")
    .option("--settle-time <time>", "how long a lost submission is looked for before it is made again (default: 60s)")
    .option("--max-attempts <n>", "how often a request is asked before its failure stands (default: 3)");
}

export function withLiveOptions(command: Command): Command {
  return command
    .optionsGroup("Live calls:")
    .option("--qps <n>", "calls a second (default: found out)")
    .option("--tokens-per-minute <n>", "tokens a minute, in and out (default: as the provider's headers tell)")
    .option("--concurrency <n>", "most calls at once (default: 256)")
    .option("--max-retries <n>", "how often a call is made again that failed and may work later (default: 3)")
    .option("--initial-retry-delay <time>", "wait before the first of these (default: 2s)")
    .option("--retry-backoff-factor <n>", "by what each wait is longer than the one before (default: 2)")
    .option("--request-timeout <time>", "give a call up after this (default: 10m)")
    .option("--in-doubt <what>", "calls that a killed process left: stop, ask-again, or give-up (default: stop)");
}

/** Said at the end of the help of commands that drive runs. */
export const EXIT_CODES =
  "\nExit codes: 0 all answered, 1 some failed for good, 2 bad input, 3 not finished but resumable, 130 interrupted.\nWith --no-wait, 0 means that everything is submitted.";
