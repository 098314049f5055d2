import { Command } from "commander";
import type { ListedRun, RunSummary } from "../../index.ts";
import type { Console } from "../console.ts";
import type { CliContext } from "../context.ts";
import { worse } from "../drive-runs.ts";
import { quotePath } from "../format.ts";
import { renderTotal, totalOf } from "../total.ts";
import { exitCodeOf, renderRunLine, renderShards, renderSummary } from "../summary.ts";

export function statusCommand(context: CliContext): Command {
  return new Command("status")
    .summary("show how a run stands, or all runs of an audit")
    .description(
      "Shows how a run stands, or all runs below a folder, such as an audit's; asks no provider.\n" +
        "Ends with 0, 1 or 3 as the run itself would, or the one of them that matters most.",
    )
    .argument("<dir>", "folder of the run, with its run.json; or one above several")
    .option("--json", "each run as a line of JSON")
    .action(async (directory: string, flags: { json?: boolean }) => {
      const { isRun, listRuns, readStatus } = await import("../../index.ts");
      const runs = isRun(directory) ? [] : await listRuns(directory);
      // Also for a folder without any: it says what is wrong with it.
      if (runs.length === 0) return showRun(context, await readStatus(directory), flags.json === true);
      showRuns(context, runs, flags.json === true);
    });
}

function showRun({ console, setExitCode }: CliContext, summary: RunSummary, json: boolean): void {
  console.out(json ? JSON.stringify(summary) : [renderSummary(summary), ...renderShards(summary)].join("\n"));
  setExitCode(exitCodeOf(summary));
}

function showRuns({ console, setExitCode }: CliContext, runs: readonly ListedRun[], json: boolean): void {
  printRuns(console, runs, json);
  const summaries = runs.flatMap((run) => ("summary" in run ? run.summary : []));
  if (!json) console.out(renderTotal(totalOf(summaries)));
  setExitCode([...summaries.map(exitCodeOf), ...(summaries.length < runs.length ? [2] : [])].reduce(worse, 0));
}

function printRuns(console: Console, runs: readonly ListedRun[], json: boolean): void {
  for (const run of runs) {
    if (json) console.out(JSON.stringify("summary" in run ? run.summary : run));
    else console.out("summary" in run ? renderRunLine(run.summary) : `unreadable  ${quotePath(run.directory)}  (${run.problem})`);
  }
}

export function listCommand({ console }: CliContext): Command {
  return new Command("list")
    .summary("list the runs below a folder")
    .argument("[dir]", "folder to look in", "data/batched_generations")
    .option("--json", "each run as a line of JSON")
    .action(async (directory: string, flags: { json?: boolean }) => {
      const { listRuns } = await import("../../index.ts");
      const runs = await listRuns(directory);
      printRuns(console, runs, flags.json === true);
      if (runs.length === 0) console.err(`There is no run below ${quotePath(directory)}.`);
    });
}
