import type { RouteName } from "./calls.ts";
import type { Fault, FaultName, FaultOf } from "./fault-schemas.ts";
import { hash53 } from "./hash.ts";

/** The faults that concern the nth created batch (1-based), in the scenario's order. */
export function faultsOfBatch(faults: readonly Fault[], ordinal: number): readonly Fault[] {
  return faults.filter((fault) => !("batch" in fault) || selects(fault.batch, ordinal));
}

/** The first fault of this name. */
export function findFault<Name extends FaultName>(faults: readonly Fault[], name: Name): FaultOf<Name> | undefined {
  return faults.find((fault): fault is FaultOf<Name> => fault.fault === name);
}

/** A fault that strikes single lines. */
export type LineFault = Extract<Fault, { fraction?: number | undefined }>;

/** The line faults among `faults`. */
export function lineFaults(faults: readonly Fault[]): readonly LineFault[] {
  return faults.filter((fault): fault is LineFault => fault.fault.startsWith("line_"));
}

/** Whether a line fault strikes the nth line (1-based) of a batch. */
export function strikesLine(fault: LineFault, position: number, line: number): boolean {
  if (fault.lines !== undefined) return selects(fault.lines, line);
  if (fault.fraction === undefined) return true;
  // Two faults with one fraction must not strike the same lines, or the second would never be seen.
  return inShare(fault.fraction, line, (hash53(`${position} ${fault.fault}`) % 1000) / 1000);
}

/**
 * Spreads a share evenly over lines whose number is not known yet: of the first n lines, floor(n * share + offset) are
 * chosen, so the choice is exact to one line, needs no memory and no second pass.
 */
export function inShare(share: number, line: number, offset = 0): boolean {
  return Math.floor(line * share + offset) > Math.floor((line - 1) * share + offset);
}

function selects(ordinals: number | readonly number[] | undefined, ordinal: number): boolean {
  if (ordinals === undefined) return true;
  return typeof ordinals === "number" ? ordinals === ordinal : ordinals.includes(ordinal);
}

/** A fault that strikes calls. */
type CallFault = Extract<Fault, { skip: number }>;
const LIVE_FAULTS = ["model_not_found", "content_filter", "refusal", "null_content", "malformed"] as const;
/** A fault that gives a live call another answer. */
export type LiveFault = FaultOf<(typeof LIVE_FAULTS)[number]>;
/** A fault that disturbs a call, whatever the call does. */
export type Disturbance = Exclude<CallFault, LiveFault | FaultOf<"slow_body">>;

/** Remembers how often each fault has struck, for `skip` and `times`. */
export class FaultCounter {
  readonly #seen = new Map<Fault, number>();
  readonly #callFaults: readonly CallFault[];

  constructor(faults: readonly Fault[]) {
    this.#callFaults = faults.filter((fault): fault is CallFault => "skip" in fault);
  }

  /** The faults that disturb this call at this moment, in the scenario's order; each is counted as having struck. */
  disturbances(route: RouteName, when: "before" | "after"): Disturbance[] {
    return this.#striking(
      route,
      (fault): fault is Disturbance => isDisturbance(fault) && ("when" in fault ? fault.when : "before") === when,
    );
  }

  /** What keeps the body of this reply back; counted as having struck. */
  slowBody(route: RouteName): FaultOf<"slow_body"> | undefined {
    return this.#striking(route, (fault) => fault.fault === "slow_body").at(0);
  }

  /** What gives this live call another answer, the first in the list; all are counted as having struck. */
  liveFault(route: RouteName): LiveFault | undefined {
    return this.#striking(route, isLiveFault).at(0);
  }

  /** Counts one more occasion and says whether the fault strikes on it. */
  strikes(fault: Fault & { times?: number | undefined }, skip = 0): boolean {
    const seen = (this.#seen.get(fault) ?? 0) + 1;
    this.#seen.set(fault, seen);
    return seen > skip && (fault.times === undefined || seen <= skip + fault.times);
  }

  #striking<Kind extends CallFault>(route: RouteName, isKind: (fault: CallFault) => fault is Kind): Kind[] {
    return this.#callFaults
      .filter(isKind)
      .filter((fault) => (fault.route === undefined || fault.route === route) && this.strikes(fault, fault.skip));
  }
}

function isLiveFault(fault: CallFault): fault is LiveFault {
  return LIVE_FAULTS.some((name) => name === fault.fault);
}

function isDisturbance(fault: CallFault): fault is Disturbance {
  return fault.fault !== "slow_body" && !isLiveFault(fault);
}
