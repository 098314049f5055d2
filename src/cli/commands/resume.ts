import { Command } from "commander";
import type { ResumeOptions } from "../../index.ts";
import type { CliContext } from "../context.ts";
import { driveInFront, type DriveOptions } from "../drive.ts";
import { driveRunsInFront } from "../drive-runs.ts";
import { quotePath } from "../format.ts";
import { oneOf, positiveCount, positiveNumber } from "../options.ts";

const modeOf = oneOf(["batch", "live"]);
const doubtOf = oneOf(["stop", "ask-again", "give-up"]);

interface DriveFlags extends ResumeOptions {
  readonly wait: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

export function resumeCommand(context: CliContext): Command {
  return withDriveOptions(
    new Command("resume")
      .summary("go on with a run that is not finished")
      .description("Goes on with a run from its folder: fetches what is ready, asks again what has no answer, submits what is left."),
  )
    .option("--batch-size <n>", "most requests in a batch that is yet to be made", positiveCount)
    .option("--max-attempts <n>", "how often a request is asked before its failure stands", positiveCount)
    .option("--mode <mode>", "batch or live, for what is yet to be asked", modeOf)
    .option("--hedge-after <time>", "ask the lines of a batch live as well when it is pending for longer")
    .option("--max-cost <usd>", "spend no more than this in all", positiveNumber)
    .option("--qps <n>", "live calls a second", positiveNumber)
    .option("--concurrency <n>", "most live calls at once", positiveCount)
    .option("--in-doubt <what>", "live calls that a killed process left: stop, ask-again, or give-up", doubtOf)
    .option("--retry-failed", "ask once more what failed for a reason that may have gone away")
    .option("--resubmit <batch>", "give up a batch that the provider has lost: its requests are asked and paid for again")
    .option("--adopt <batch>", "take this batch for the submission of which nobody knows whether it was made")
    .option("--new-key", "the key is a new one of the account that the run began with")
    .action(async (directory: string, flags: DriveFlags) => {
      const { resume } = await import("../../index.ts");
      await driveInFront(context, driveOptions(flags, "Still with the provider."), (hooks) => resume(directory, flags, hooks));
    });
}

export function cancelCommand(context: CliContext): Command {
  return withDriveOptions(
    new Command("cancel")
      .summary("stop the batches of a run, or of all runs of an audit, at the provider")
      .description(
        "Stops a run's batches at the provider, or those of all runs below a folder, and fetches what they had finished, which is billed.\n" +
          "Resume, or the command that began the run, goes on later.",
      ),
    "folder of the run, with its run.json; or one above several",
  ).action(async (directory: string, flags: DriveFlags) => {
    const { cancel, cancelRuns, isRun } = await import("../../index.ts");
    const options = driveOptions(flags, "Being cancelled.");
    if (isRun(directory)) return await driveInFront(context, options, (hooks) => cancel(directory, flags, hooks));
    const stopped = await driveRunsInFront(context, options, (hooks) => cancelRuns(directory, flags, hooks));
    if (stopped === 0 && !options.json) context.console.out(`No run below ${quotePath(directory)} has a batch at its provider.`);
  });
}

function withDriveOptions(command: Command, place = "folder of the run, with its run.json"): Command {
  return command
    .argument("<dir>", place)
    .option("--no-wait", "look once and end")
    .option("--poll-interval <time>", "time between two looks at a batch: 30, 90s, 10m")
    .option("--timeout <time>", "stop waiting after this")
    .option("--settle-time <time>", "how long a lost submission is looked for before it is made again")
    .option("--verbose", "show every step")
    .option("--json", "write each event as a line of JSON to standard output");
}

function driveOptions(flags: DriveFlags, left: string): DriveOptions {
  return { json: flags.json ?? false, verbose: flags.verbose ?? false, wait: flags.wait, left };
}
