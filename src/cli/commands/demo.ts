import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { readEnvironment } from "../../config/environment.ts";
import type { CliContext } from "../context.ts";
import { driveRunsInFront } from "../drive-runs.ts";
import { quotePath } from "../format.ts";
import { renderBill, simulatorEnvironment } from "./simulator.ts";

const EXAMPLE = new URL("../../../examples/civic-helper/", import.meta.url);

/** Slow enough to be watched. */
const SCENARIO = `
progress: { seconds: { validating: 1, in_progress: 2, finalizing: 0.5 } }
`;

/** Three candidates of three vendors, and two judges. */
const AUDIT = {
  candidates: ["gpt-4.1-mini-2025-04-14", "claude-3-5-haiku-20241022", "gemini-2.0-flash-001"],
  judges: ["gpt-4.1-2025-04-14", "claude-3-7-sonnet-20250219"],
  temperature: 0,
  max_output_tokens: 1000,
  comply: { reask: true, self_check: 10 },
  rate: { reask: true },
  rank: { reask: true },
  mode: "batch",
  poll_interval: "500ms",
} as const;

export function demoCommand(context: CliContext): Command {
  return new Command("demo")
    .summary("run a whole audit on a sample, without key, network or cost")
    .description(
      "Starts simulated providers, and has the answers of three models to the sample's prompts judged, rated and ranked by two\njudges. Writes a report, and shows where everything is.",
    )
    .option("--output-base-dir <dir>", "where the results go, in a folder named after the time", "data/demo")
    .option("--json", "write each event as a line of JSON to standard output")
    .action(async (flags: { outputBaseDir: string; json?: boolean }) => {
      const json = flags.json ?? false;
      const { audit, report } = await import("../../index.ts");
      const { parseScenario, startSimulator } = await import("../../simulator/simulator.ts");
      const simulator = await startSimulator({ scenario: parseScenario(SCENARIO, "the demo's scenario") });
      const specs = [
        {
          spec_path: fileURLToPath(new URL("spec.jsonl", EXAMPLE)),
          pregenerated_inputs_dir: fileURLToPath(new URL("inputs", EXAMPLE)),
          spec_name: "civic-helper",
        },
      ];
      // Another simulator knows nothing of an earlier one's batches.
      const base = join(
        flags.outputBaseDir,
        new Date(context.clock.now())
          .toISOString()
          .replaceAll(/[-:]|\..*/g, "")
          .replace("T", "_"),
      );
      try {
        if (!json) context.console.err(`Simulated providers at ${simulator.url}; specification and prompts of examples/civic-helper.\n`);
        await driveRunsInFront(context, { json, verbose: false, wait: true, left: "" }, (hooks) =>
          audit(
            { ...AUDIT, specs, output_base_dir: base },
            { ...hooks, environment: { ...readEnvironment(), ...simulatorEnvironment(simulator) } },
          ),
        );
        if (!json) context.console.out(`\n${renderBill(simulator)}`);
        const { path } = await report([base], join(base, "report.html"));
        if (!json) context.console.out(`Report: ${quotePath(path)}. Open it in a browser.`);
      } finally {
        await simulator.close();
      }
    });
}
