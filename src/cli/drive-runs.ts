import type { RunEnd, RunHooks } from "../index.ts";
import type { CliContext } from "./context.ts";
import { showCorrected } from "./corrected.ts";
import { type DriveOptions, openFront, showStop, showSummary } from "./drive.ts";

/** Drives several runs in front of a person, as `driveInFront` does one. */
export async function driveRunsInFront(
  context: CliContext,
  options: DriveOptions,
  drive: (hooks: RunHooks) => Promise<readonly RunEnd[]>,
): Promise<void> {
  const front = await openFront(context, options);
  let ends: readonly RunEnd[];
  try {
    ends = await drive(front.hooks);
  } finally {
    front.close();
  }
  let worst = 0;
  for (const end of ends) {
    if (ends.length > 1 && !options.json) context.console.out(`\n${end.label}`);
    worst = worse(worst, await showEnd(context, options, end));
  }
  context.setExitCode(worst);
}

async function showEnd(context: CliContext, options: DriveOptions, end: RunEnd): Promise<number> {
  if ("summary" in end) {
    const exitCode = showSummary(context, options, end.summary);
    if (end.corrected !== undefined) context.console.out(showCorrected(end.corrected, options));
    return exitCode;
  }
  if (end.directory !== null) return await showStop(context, options, end.error, end.directory);
  context.console.err(end.error.message);
  return end.error.exitCode;
}

/** From what concerns nobody to what concerns all. */
const SEVERITY = [0, 1, 3, 2, 130];

function worse(a: number, b: number): number {
  return SEVERITY.indexOf(b) > SEVERITY.indexOf(a) ? b : a;
}
