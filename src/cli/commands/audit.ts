import { Command } from "commander";
import type { CliContext } from "../context.ts";
import { driveRunsInFront } from "../drive-runs.ts";
import { readSources } from "../options.ts";

export function auditCommand(context: CliContext): Command {
  return new Command("audit")
    .summary("generate, judge, rate and rank: a whole audit from one file")
    .description(
      "Generates the answers of several candidates, has judges decide on their compliance, rate and rank them, as a file says.\n" +
        "A candidate is judged from when its answers are in. The same command again goes on where it stopped, and adds what is new.",
    )
    .argument("<file>", "YAML file; speceval init writes one to begin with")
    .option("--output-base-dir <dir>", "where all of it goes, in place of what the file says")
    .option("--mode <mode>", "batch, live, or auto")
    .option("--max-cost <usd>", "spend no more than this in all")
    .option("--limit <n>", "at most n prompts of each specification")
    .option("--poll-interval <time>", "time between two looks at a batch: 30, 90s, 10m")
    .option("-v, --verbose", "show every step, and keep a log beside each run")
    .option("--json", "write each event as a line of JSON to standard output")
    .action(async (file: string, _options, given: Command) => {
      const [{ loadAuditConfig }, { completeHooks }, { runAudit }] = await Promise.all([
        import("../../config/load.ts"),
        import("../../api/hooks.ts"),
        import("../../api/audit/audit.ts"),
      ]);
      const { json, flags, keySettings } = readSources(given);
      const { config, warnings } = loadAuditConfig(file, { flags, keySettings });
      if (!json) for (const warning of warnings) context.console.err(`warning: ${warning}`);
      const options = { json, verbose: config.verbose, wait: true, left: "" };
      await driveRunsInFront(context, options, (hooks) => runAudit(config, completeHooks(hooks)));
    });
}
