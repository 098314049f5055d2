import { findFault } from "../fault-plan.ts";
import type { Fault, FaultOf } from "../fault-schemas.ts";
import type { Ending } from "./batch-timeline.ts";
import type { LineErrorCode } from "./result-line.ts";

/** What the scenario has in mind for a batch, as long as no client cancels it. */
export interface BatchPlan {
  readonly ending: Exclude<Ending, "failed">;
  /** Share of the lines that get done. */
  readonly finished: number;
  /** What the error file says of the others; undefined when no file mentions them. */
  readonly unfinished: LineErrorCode | undefined;
}

/** The plan that follows from the faults of a batch. */
export function planOf(faults: readonly Fault[]): BatchPlan {
  const stuck = findFault(faults, "stuck");
  if (stuck) return { ending: "never", finished: stuck.finished, unfinished: undefined };
  const expired = findFault(faults, "expired");
  if (expired) return { ending: "expired", ...partial(expired, "batch_expired") };
  const cancelled = findFault(faults, "cancelled_by_vendor");
  if (cancelled) return { ending: "cancelled", ...partial(cancelled, "batch_cancelled") };
  return { ending: "completed", finished: 1, unfinished: undefined };
}

function partial(fault: FaultOf<"expired" | "cancelled_by_vendor">, code: LineErrorCode) {
  return { finished: fault.finished, unfinished: fault.unfinished === "error_file" ? code : undefined };
}
