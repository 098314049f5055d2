import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { readEnvironment } from "../../config/environment.ts";
import type { CliContext } from "../context.ts";
import { driveInFront } from "../drive.ts";
import { renderBill } from "./simulator.ts";

const EXAMPLE = new URL("../../../examples/civic-helper/", import.meta.url);

/** Slow enough to be watched. */
const SCENARIO = `
progress: { seconds: { validating: 1, in_progress: 5, finalizing: 1 } }
`;

export function demoCommand(context: CliContext): Command {
  return new Command("demo")
    .summary("run the whole job on a sample, without key, network or cost")
    .description("Starts a simulated provider, asks it every prompt of the sample specification, and shows where the answers are.")
    .option("--output-base-dir <dir>", "where the results go", "data/demo")
    .option("--json", "write each event as a line of JSON to standard output")
    .action(async (flags: { outputBaseDir: string; json?: boolean }) => {
      const json = flags.json ?? false;
      const { generate } = await import("../../index.ts");
      const { parseScenario, startSimulator } = await import("../../simulator/simulator.ts");
      const simulator = await startSimulator({ scenario: parseScenario(SCENARIO, "the demo's scenario") });
      try {
        if (!json)
          context.console.err(`Simulated OpenAI at ${simulator.openaiBaseUrl}; specification and prompts of examples/civic-helper.\n`);
        await driveInFront(context, { json, verbose: false, wait: true, left: "" }, (hooks) =>
          generate(
            {
              spec_path: fileURLToPath(new URL("spec.jsonl", EXAMPLE)),
              pregenerated_inputs_dir: fileURLToPath(new URL("inputs", EXAMPLE)),
              spec_name: "civic-helper",
              model_name: "gpt-4.1-mini-2025-04-14",
              output_base_dir: flags.outputBaseDir,
              temperature: 0,
              batch_size: 40,
              poll_interval: "500ms",
              new_run: true,
            },
            { ...hooks, environment: { ...readEnvironment(), OPENAI_BASE_URL: simulator.openaiBaseUrl, OPENAI_API_KEY: "simulated" } },
          ),
        );
        if (!json) context.console.out(`\n${renderBill(simulator)}`);
      } finally {
        await simulator.close();
      }
    });
}
