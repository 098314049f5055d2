import { Matrix } from "ml-matrix";
import { DEFAULT_LEVEL, type Estimate, noEstimate, symmetricInterval } from "../estimate.ts";
import { compensatedSum, meanOf } from "../numerics/sums.ts";
import { clusteredCovariance } from "../numerics/sandwich.ts";

/** A straight line through scores by length. */
export interface LengthSlope {
  /** Change of the score per code point; multiply by 1,000 for a readable figure. The interval is over statements, CR1. */
  readonly slope: Estimate;
  readonly intercept: number | null;
  /** Pearson's correlation; null where scores or lengths do not vary. */
  readonly correlation: number | null;
}

/**
 * Least squares of score on length, with a covariance that is clustered by statement and t on statements - 1.
 * Source: Cameron and Miller 2015.
 *
 * @param lengths in code points, one per item
 * @param statements the statement of each item, from 0
 */
export function scoreAgainstLength(
  scores: Float64Array,
  lengths: Float64Array,
  statements: ArrayLike<number>,
  level = DEFAULT_LEVEL,
): LengthSlope {
  if (scores.length < 3) return { slope: noEstimate("fewer than three items are scored"), intercept: null, correlation: null };
  const [meanScore, meanLength] = [meanOf(scores), meanOf(lengths)];
  const gaps = lengths.map((length) => length - meanLength);
  const spread = compensatedSum(gaps.map((gap) => gap * gap));
  if (spread === 0) return { slope: noEstimate("all answers are equally long"), intercept: null, correlation: null };
  const value = compensatedSum(gaps.map((gap, item) => gap * ((scores[item] ?? 0) - meanScore))) / spread;
  const intercept = meanScore - value * meanLength;
  const scatter = compensatedSum(scores.map((score) => (score - meanScore) ** 2));
  const correlation = scatter === 0 ? null : Math.max(-1, Math.min(1, value * Math.sqrt(spread / scatter)));
  // With lengths centred, the slope and the height of the line are independent: the slope's variance stands alone.
  const influence = gaps.map((gap, item) => gap * ((scores[item] ?? 0) - meanScore - value * gap));
  const variance = clusteredCovariance(Matrix.from1DArray(1, 1, [1 / spread]), influence, statements, 1)?.get(0, 0) ?? null;
  const groups = new Set(Array.from(statements)).size;
  if (variance === null || variance === 0) {
    const reason = variance === null ? "only one statement has scored items" : "the scores lie on a line";
    return { slope: { value, standardError: null, interval: null, reason }, intercept, correlation };
  }
  const standardError = Math.sqrt(variance);
  const interval = symmetricInterval(value, standardError, groups - 1, level, null);
  return { slope: { value, standardError, interval, reason: null }, intercept, correlation };
}
