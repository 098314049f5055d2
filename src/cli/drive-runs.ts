import type { RunEnd, RunHooks, RunSummary } from "../index.ts";
import type { CliContext } from "./context.ts";
import { showCorrected } from "./corrected.ts";
import { type DriveOptions, openFront, showStop, showSummary } from "./drive.ts";
import { renderTotal, totalOf } from "./total.ts";

/** Drives several runs in front of a person, as `driveInFront` does one; then says what all come to. Gives their number. */
export async function driveRunsInFront(
  context: CliContext,
  options: DriveOptions,
  drive: (hooks: RunHooks) => Promise<readonly RunEnd[]>,
): Promise<number> {
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
  if (ends.length > 1) await showTotal(context, options, ends);
  context.setExitCode(worst);
  return ends.length;
}

/** Of those that were begun, whatever became of them. */
async function showTotal({ console }: CliContext, { json }: DriveOptions, ends: readonly RunEnd[]): Promise<void> {
  const { readStatus } = await import("../index.ts");
  const summaries: RunSummary[] = [];
  for (const end of ends) {
    if ("summary" in end) summaries.push(end.summary);
    else if (end.directory !== null) summaries.push(await readStatus(end.directory));
  }
  const total = totalOf(summaries);
  console.out(json ? JSON.stringify({ type: "total", ...total }) : `\n${renderTotal(total)}`);
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

/** Of two exit codes the one that matters more. */
export function worse(a: number, b: number): number {
  return SEVERITY.indexOf(b) > SEVERITY.indexOf(a) ? b : a;
}
