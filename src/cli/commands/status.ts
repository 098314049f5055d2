import { Command } from "commander";
import type { CliContext } from "../context.ts";
import { quotePath } from "../format.ts";
import { exitCodeOf, renderRunLine, renderShards, renderSummary } from "../summary.ts";

export function statusCommand({ console, setExitCode }: CliContext): Command {
  return new Command("status")
    .summary("show how a run stands")
    .description("Shows how a run stands, from its folder; asks no provider. Ends with 0, 1 or 3 as the run itself would.")
    .argument("<dir>", "folder of the run, with its run.json")
    .option("--json", "as one line of JSON")
    .action(async (directory: string, flags: { json?: boolean }) => {
      const { readStatus } = await import("../../index.ts");
      const summary = await readStatus(directory);
      console.out(flags.json === true ? JSON.stringify(summary) : [renderSummary(summary), ...renderShards(summary)].join("\n"));
      setExitCode(exitCodeOf(summary));
    });
}

export function listCommand({ console }: CliContext): Command {
  return new Command("list")
    .summary("list the runs below a folder")
    .argument("[dir]", "folder to look in", "data/batched_generations")
    .option("--json", "each run as a line of JSON")
    .action(async (directory: string, flags: { json?: boolean }) => {
      const { listRuns } = await import("../../index.ts");
      const runs = await listRuns(directory);
      for (const run of runs) {
        if (flags.json === true) console.out(JSON.stringify("summary" in run ? run.summary : run));
        else console.out("summary" in run ? renderRunLine(run.summary) : `unreadable  ${quotePath(run.directory)}  (${run.problem})`);
      }
      if (runs.length === 0) console.err(`There is no run below ${quotePath(directory)}.`);
    });
}
