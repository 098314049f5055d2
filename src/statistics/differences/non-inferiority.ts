import type { Estimate } from "../estimate.ts";
import { studentCdf } from "../numerics/distributions.ts";

/**
 * What a gate says of a difference (new minus old), given the largest loss that is still acceptable.
 *
 * - `regression`: the whole interval is below -margin: certainly worse by more than is acceptable.
 * - `non-inferior`: the whole interval is above -margin: certainly not worse by more.
 * - `undecided`: the interval holds -margin. More data would tell.
 * - `unknown`: there is no interval.
 */
export type GateVerdict = "regression" | "non-inferior" | "undecided" | "unknown";

export interface NonInferiority {
  readonly verdict: GateVerdict;
  /** One-sided p value of "worse by the margin or more"; small means non-inferior. Null where there is no standard error. */
  readonly p: number | null;
}

/**
 * Compares the interval of a difference with -margin. With a two-sided interval of 95 % each claim is wrong in at most 2.5 %.
 * Source: Piaggio et al. 2012 (CONSORT for non-inferiority trials).
 *
 * @param difference new minus old, in which more is better
 * @param margin 0 or more, in the same unit: 0.02 for two percentage points
 * @param df degrees of freedom of the difference: statements - 1
 */
export function nonInferiority(difference: Estimate, margin: number, df: number): NonInferiority {
  const { value, standardError, interval } = difference;
  const p = value === null || standardError === null || standardError === 0 ? null : studentCdf(-(value + margin) / standardError, df);
  if (interval === null) return { verdict: "unknown", p };
  if (interval.high < -margin) return { verdict: "regression", p };
  if (interval.low > -margin) return { verdict: "non-inferior", p };
  return { verdict: "undecided", p };
}
