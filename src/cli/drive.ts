import { InterruptedError, SpecevalError } from "../errors.ts";
import type { RunHooks, RunSummary } from "../index.ts";
import type { CliContext } from "./context.ts";
import { quotePath } from "./format.ts";
import { jsonReporter } from "./progress/json.ts";
import { plainReporter } from "./progress/plain.ts";
import { logFileReporter } from "./progress/log-file.ts";
import { both, type Reporter, watchDirectory } from "./progress/reporter.ts";
import { exitCodeOf, renderSummary } from "./summary.ts";

/** How a command that drives a run shows it. */
export interface DriveOptions {
  readonly json: boolean;
  readonly verbose: boolean;
  /** False when all that was asked for is to submit. */
  readonly wait: boolean;
  /** What to say where we did not wait, such as "Submitted." */
  readonly left: string;
}

/** Drives a run in front of a person: shows its progress, its end, and how to go on with it when it was stopped. */
export async function driveInFront(
  context: CliContext,
  options: DriveOptions,
  drive: (hooks: RunHooks) => Promise<RunSummary>,
): Promise<void> {
  const { console } = context;
  const { reporter, directory } = watchDirectory(await chooseReporters(context, options));
  try {
    const summary = await drive({ onEvent: (event) => reporter.onEvent(event), signal: context.signal, clock: context.clock });
    reporter.close();
    const submitted = !options.wait && summary.totals.waiting === 0 && summary.state === "incomplete";
    const exitCode = submitted ? 0 : exitCodeOf(summary);
    show(context, options, summary, exitCode);
    if (submitted && !options.json)
      console.out(
        `\n${options.left} See how it is getting on, and fetch what is ready, with:\n  speceval resume ${quotePath(summary.directory)}`,
      );
    context.setExitCode(exitCode);
  } catch (error) {
    reporter.close();
    const started = directory();
    if (!(error instanceof SpecevalError) || started === undefined) throw error;
    await showStop(context, options, error, started);
  }
}

async function chooseReporters(context: CliContext, options: DriveOptions): Promise<Reporter> {
  const shown = await chooseReporter(context, options);
  return options.verbose ? both(shown, logFileReporter(context.clock)) : shown;
}

async function chooseReporter({ console, clock }: CliContext, options: DriveOptions): Promise<Reporter> {
  if (options.json) return jsonReporter(console);
  if (!console.interactive) return plainReporter(console, clock, options);
  const { liveReporter } = await import("./progress/live.ts");
  return liveReporter(console, clock, options);
}

function show({ console }: CliContext, options: DriveOptions, summary: RunSummary, exitCode: number): void {
  console.out(options.json ? JSON.stringify({ type: "summary", exit_code: exitCode, ...summary }) : renderSummary(summary));
}

/** A run that began and was stopped: where it stands, and the way on. */
async function showStop(context: CliContext, options: DriveOptions, error: SpecevalError, directory: string): Promise<void> {
  const { console } = context;
  const { readStatus } = await import("../index.ts");
  const summary = await readStatus(directory);
  context.setExitCode(error.exitCode);
  if (options.json) {
    console.out(JSON.stringify({ type: "stopped", code: error.code, message: error.message, exit_code: error.exitCode, directory }));
    return;
  }
  console.out(renderSummary(summary));
  const open = summary.totals.inFlight > 0 ? " Batches at the provider go on, and are billed." : "";
  const place = quotePath(directory);
  const lines = [
    `\n${error.message}${error instanceof InterruptedError ? " Nothing is lost." : ""}${open}`,
    `  go on:          speceval resume ${place}`,
  ];
  if (summary.totals.inFlight > 0) lines.push(`  stop batches:   speceval cancel ${place}`);
  console.err(lines.join("\n"));
}
