import { DEFAULT_LEVEL, type Estimate, noEstimate, type Range, symmetricInterval } from "../estimate.ts";
import { normalQuantile, studentCdf } from "../numerics/distributions.ts";
import { meanOf, varianceOf } from "../numerics/sums.ts";

/** Two models on the same prompts, one statement: means over the items that are scored for both. */
export interface StatementPair {
  readonly first: number;
  readonly second: number;
}

/** The mean over statements of second minus first. */
export interface PairedDifference extends Estimate {
  /** How many statements count. */
  readonly statements: number;
  /** Two-sided p value of no difference; null with fewer than two statements. */
  readonly p: number | null;
  /** The smallest true difference that would be found with 80 % probability at a level of 5 %, about 2.8 SE. */
  readonly detectable: number | null;
}

const DIFFERENCE: Range = { low: -1, high: 1 };

/**
 * d_s = second - first in every statement; SE = sd(d) / sqrt(S); t on S - 1. Statements count alike, whatever their number of
 * prompts. Source: Miller, arXiv 2411.00640, sections 4 and 5; Student 1908.
 *
 * Where all differences are the same there is no SE: the value stands without an interval.
 *
 * @param range what a difference cannot leave: -1 to 1 for rates; null for no limits
 */
export function pairedDifference(
  pairs: readonly StatementPair[],
  options: { readonly level?: number; readonly range?: Range | null } = {},
): PairedDifference {
  const { level = DEFAULT_LEVEL, range = DIFFERENCE } = options;
  const differences = pairs.map(({ first, second }) => second - first);
  const statements = differences.length;
  const nothing = { statements, p: null, detectable: null };
  if (statements === 0) return { ...noEstimate("no statement is scored for both"), ...nothing };
  const value = meanOf(differences);
  if (statements === 1) return { value, standardError: null, interval: null, reason: "only one statement is scored for both", ...nothing };
  const standardError = Math.sqrt(varianceOf(differences) / statements);
  if (standardError === 0) {
    return { value, standardError: null, interval: null, reason: "the difference is the same in every statement", ...nothing };
  }
  const df = statements - 1;
  return {
    value,
    standardError,
    interval: symmetricInterval(value, standardError, df, level, range),
    reason: null,
    statements,
    p: 2 * studentCdf(-Math.abs(value / standardError), df),
    detectable: detectableDifference(standardError),
  };
}

/**
 * The smallest difference found with the given power: (z of 1 - alpha/2 plus z of power) · SE, which is 2.80 SE by default.
 * Source: Miller, arXiv 2411.00640, section 5; Cohen 1988.
 */
export function detectableDifference(standardError: number, alpha = 0.05, power = 0.8): number {
  return (normalQuantile(1 - alpha / 2) + normalQuantile(power)) * standardError;
}
