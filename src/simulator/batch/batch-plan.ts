import { findFault } from "../fault-plan.ts";
import type { Fault, FaultOf } from "../fault-schemas.ts";
import type { Ending } from "./batch-timeline.ts";
import type { Unfinished } from "./line-dialect.ts";

/** What the scenario has in mind for a batch, as long as no client cancels it. */
export interface BatchPlan {
  readonly ending: Exclude<Ending, "failed">;
  /** Share of the lines that get done. */
  readonly finished: number;
  /** Why the others are not done; undefined when no file mentions them. */
  readonly unfinished: Unfinished | undefined;
}

/** The plan that follows from the faults of a batch. */
export function planOf(faults: readonly Fault[]): BatchPlan {
  const stuck = findFault(faults, "stuck");
  if (stuck) return { ending: "never", finished: stuck.finished, unfinished: undefined };
  const expired = findFault(faults, "expired");
  if (expired) return { ending: "expired", ...partial(expired, "expired") };
  const cancelled = findFault(faults, "cancelled_by_vendor");
  if (cancelled) return { ending: "cancelled", ...partial(cancelled, "cancelled") };
  return { ending: "completed", finished: 1, unfinished: undefined };
}

function partial(fault: FaultOf<"expired" | "cancelled_by_vendor">, why: Unfinished) {
  return { finished: fault.finished, unfinished: fault.unfinished === "error_file" ? why : undefined };
}
