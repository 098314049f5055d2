import { findFault } from "../fault-plan.ts";
import type { Fault } from "../fault-schemas.ts";

/** The requests of a batch, one a line, on disk. */
export interface BatchInput {
  readonly path: string;
  readonly sha256: string;
  /** How often a batch was asked for with it. */
  creates: number;
  /** True once a batch reads it: its bytes then stay on disk whatever the client deletes. */
  inUse: boolean;
}

/** Counts one more create with this input, and says whether the vendor still claims not to know it. */
export function arrivesLate(input: { creates: number }, faults: readonly Fault[]): boolean {
  input.creates += 1;
  return input.creates <= (findFault(faults, "late_file")?.creates ?? 0);
}
