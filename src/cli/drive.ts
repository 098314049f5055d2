import { InterruptedError, SpecevalError } from "../errors.ts";
import type { RunEvent, RunHooks, RunSummary } from "../index.ts";
import type { CliContext } from "./context.ts";
import { quotePath } from "./format.ts";
import { jsonReporter } from "./progress/json.ts";
import { plainReporter } from "./progress/plain.ts";
import { logFileReporter } from "./progress/log-file.ts";
import { labelled, sideBySide } from "./progress/side-by-side.ts";
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

/** What shows a person what happens. */
export interface Front {
  readonly hooks: RunHooks;
  /** Folder of the run, once there is one. */
  readonly directory: () => string | undefined;
  /** Ends what is repainted. */
  close(): void;
}

export async function openFront(context: CliContext, options: DriveOptions): Promise<Front> {
  const { reporter, directory } = watchDirectory(await chooseReporters(context, options));
  const hooks = {
    onEvent: (event: RunEvent, run?: string) => reporter.onEvent(event, run),
    signal: context.signal,
    clock: context.clock,
  };
  return { hooks, directory, close: () => reporter.close() };
}

/** Drives a run in front of a person: shows its progress, its end, and how to go on with it when it was stopped. */
export async function driveInFront(
  context: CliContext,
  options: DriveOptions,
  drive: (hooks: RunHooks) => Promise<RunSummary>,
): Promise<void> {
  const front = await openFront(context, options);
  try {
    const summary = await drive(front.hooks);
    front.close();
    context.setExitCode(showSummary(context, options, summary));
  } catch (error) {
    front.close();
    const started = front.directory();
    if (!(error instanceof SpecevalError) || started === undefined) throw error;
    context.setExitCode(await showStop(context, options, error, started));
  }
}

/** Shows how a run ended; gives the exit code for it. */
export function showSummary(context: CliContext, options: DriveOptions, summary: RunSummary): number {
  const submitted = !options.wait && summary.totals.waiting === 0 && summary.state === "incomplete";
  const exitCode = submitted ? 0 : exitCodeOf(summary);
  show(context, options, summary, exitCode);
  if (submitted && !options.json)
    context.console.out(
      `\n${options.left} See how it is getting on, and fetch what is ready, with:\n  speceval resume ${quotePath(summary.directory)}`,
    );
  return exitCode;
}

async function chooseReporters(context: CliContext, options: DriveOptions): Promise<Reporter> {
  const shown = await chooseReporter(context, options);
  return options.verbose
    ? both(
        shown,
        sideBySide(() => logFileReporter(context.clock)),
      )
    : shown;
}

async function chooseReporter({ console, clock }: CliContext, options: DriveOptions): Promise<Reporter> {
  if (options.json) return jsonReporter(console);
  if (!console.interactive) return sideBySide((run) => plainReporter(labelled(console, run), clock, options));
  const { liveReporter } = await import("./progress/live.ts");
  return liveReporter(console, clock, options);
}

function show({ console }: CliContext, options: DriveOptions, summary: RunSummary, exitCode: number): void {
  console.out(options.json ? JSON.stringify({ type: "summary", exit_code: exitCode, ...summary }) : renderSummary(summary));
}

/** A run that began and was stopped: where it stands, and the way on. Gives the exit code for it. */
export async function showStop(context: CliContext, options: DriveOptions, error: SpecevalError, directory: string): Promise<number> {
  const { console } = context;
  const { readStatus } = await import("../index.ts");
  const summary = await readStatus(directory);
  if (options.json) {
    console.out(JSON.stringify({ type: "stopped", code: error.code, message: error.message, exit_code: error.exitCode, directory }));
    return error.exitCode;
  }
  console.out(renderSummary(summary));
  const isAtVendor = summary.shards.some(({ state }) => state === "intended" || state === "submitted");
  const open = isAtVendor ? " Batches at the provider go on, and are billed." : "";
  const place = quotePath(directory);
  const lines = [
    `\n${error.message}${error instanceof InterruptedError ? " Nothing is lost." : ""}${open}`,
    `  go on:          speceval resume ${place}`,
  ];
  if (isAtVendor) lines.push(`  stop batches:   speceval cancel ${place}`);
  console.err(lines.join("\n"));
  return error.exitCode;
}
