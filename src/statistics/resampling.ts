import { DEFAULT_LEVEL, type Estimate, noEstimate } from "./estimate.ts";
import { normalCdf, normalQuantile, studentQuantile } from "./numerics/distributions.ts";
import { meanOf, varianceOf } from "./numerics/sums.ts";
import { quantileOfSorted, tailOfSorted } from "./numerics/quantile.ts";
import { randomOf } from "./numerics/random.ts";

/**
 * What a statistic needs of every statement: a row of sums for each, such that the sums of all items are the sum of the rows.
 * Resampling statements then adds rows, and never goes back to the items.
 */
export interface StatementSums {
  readonly statements: number;
  /** Numbers in a row. */
  readonly width: number;
  /** Row after row. */
  readonly values: Float64Array;
}

/** A figure of the summed rows; null where they define none. Must not keep or change what it is given. */
export type Statistic = (sums: Float64Array) => number | null;

/**
 * - `percentile`: the quantiles of the resamples by linear interpolation (Efron 1979). Too narrow with few statements.
 * - `expanded`: the same with quantiles further out, by as much as t on S - 1 and the factor sqrt(S/(S-1)) ask for (Hesterberg
 *   2015), and the (R+1)p-th of R resamples, which is right on average for few of them. The default.
 * - `bca`: corrected for bias and skewness (Efron 1987).
 */
export type BootstrapKind = "percentile" | "expanded" | "bca";

export interface BootstrapOptions {
  readonly seed: number;
  /** 1,000 where none is given. */
  readonly resamples?: number;
  readonly level?: number;
  readonly kind?: BootstrapKind;
}

export const DEFAULT_RESAMPLES = 1000;

/** A resample may have no value, such as kappa where all verdicts are the same. With too many of them there is no interval. */
export const FEWEST_DEFINED = 0.9;

/** All rows together. */
export function totalSums(rows: StatementSums): Float64Array {
  return weightedSums(
    rows,
    Array.from({ length: rows.statements }, () => 1),
  );
}

/** Rows times weights. @param weights one per statement */
export function weightedSums({ statements, width, values }: StatementSums, weights: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(width);
  for (let statement = 0; statement < statements; statement++) {
    const weight = weights[statement] ?? 0;
    if (weight === 0) continue;
    const start = statement * width;
    for (let column = 0; column < width; column++) sums[column] = (sums[column] ?? 0) + weight * (values[start + column] ?? 0);
  }
  return sums;
}

/**
 * Goes through the sums of every resample: as many statements as there are, drawn with replacement. The same array is handed
 * over every time.
 */
export function eachResample(rows: StatementSums, resamples: number, seed: number, visit: (sums: Float64Array) => void): void {
  const { statements, width, values } = rows;
  const random = randomOf(seed);
  const sums = new Float64Array(width);
  for (let resample = 0; resample < resamples; resample++) {
    sums.fill(0);
    for (let draw = 0; draw < statements; draw++) {
      const start = random.below(statements) * width;
      for (let column = 0; column < width; column++) sums[column] = (sums[column] ?? 0) + (values[start + column] ?? 0);
    }
    visit(sums);
  }
}

/**
 * A statistic with its bootstrap interval over statements.
 * Source: Efron and Tibshirani 1993, chapters 13 and 14; Davison and Hinkley 1997, 3.8 for clusters.
 *
 * @returns without an interval where there is one statement, or where more than a tenth of the resamples define no value
 */
export function bootstrapEstimate(rows: StatementSums, statistic: Statistic, options: BootstrapOptions): Estimate {
  const { resamples = DEFAULT_RESAMPLES, level = DEFAULT_LEVEL, kind = "expanded" } = options;
  if (rows.statements === 0) return noEstimate("nothing is scored");
  const value = statistic(totalSums(rows));
  if (value === null) return noEstimate("the data define no value");
  if (rows.statements === 1) return { value, standardError: null, interval: null, reason: "only one statement has scored items" };
  const drawn = new Float64Array(resamples);
  let defined = 0;
  eachResample(rows, resamples, options.seed, (sums) => {
    const result = statistic(sums);
    if (result !== null) drawn[defined++] = result;
  });
  if (defined < Math.max(2, FEWEST_DEFINED * resamples)) {
    return { value, standardError: null, interval: null, reason: "too many resamples define no value" };
  }
  const sorted = drawn.subarray(0, defined).toSorted();
  const standardError = Math.sqrt(varianceOf(sorted));
  if (standardError === 0) {
    return { value, standardError: null, interval: null, reason: "every resample gives the same value" };
  }
  const [low, high] = tails(kind, level, rows, statistic, value, sorted);
  const end = kind === "percentile" ? quantileOfSorted : tailOfSorted;
  return { value, standardError, interval: { low: end(sorted, low), high: end(sorted, high), level }, reason: null };
}

/** The percentile interval of results that were resampled elsewhere. @param results at least one */
export function percentileInterval(results: ArrayLike<number>, level = DEFAULT_LEVEL): { readonly low: number; readonly high: number } {
  const sorted = Float64Array.from(results).toSorted();
  return { low: quantileOfSorted(sorted, (1 - level) / 2), high: quantileOfSorted(sorted, (1 + level) / 2) };
}

/** The quantile that takes the place of (1 - level) / 2 in the `expanded` kind. @param statements 2 or more */
export function expandedTail(statements: number, level: number): number {
  return normalCdf(Math.sqrt(statements / (statements - 1)) * studentQuantile((1 - level) / 2, statements - 1));
}

/** Which quantiles of the resamples are the ends of the interval. */
function tails(
  kind: BootstrapKind,
  level: number,
  rows: StatementSums,
  statistic: Statistic,
  value: number,
  sorted: Float64Array,
): readonly [number, number] {
  const tail = (1 - level) / 2;
  if (kind === "percentile") return [tail, 1 - tail];
  if (kind === "expanded") {
    const wider = expandedTail(rows.statements, level);
    return [wider, 1 - wider];
  }
  const below = sorted.filter((result) => result < value).length + sorted.filter((result) => result === value).length / 2;
  const share = Math.min(1 - 0.5 / sorted.length, Math.max(0.5 / sorted.length, below / sorted.length));
  const bias = normalQuantile(share);
  const acceleration = accelerationOf(rows, statistic);
  const adjusted = (z: number): number => normalCdf(bias + (bias + z) / (1 - acceleration * (bias + z)));
  return [adjusted(normalQuantile(tail)), adjusted(normalQuantile(1 - tail))];
}

/** Efron's acceleration, from leaving out one statement at a time. 0 where one of the values is not defined. */
function accelerationOf(rows: StatementSums, statistic: Statistic): number {
  const total = totalSums(rows);
  const { statements, width, values } = rows;
  const left: number[] = [];
  for (let statement = 0; statement < statements; statement++) {
    const without = total.map((sum, column) => sum - (values[statement * width + column] ?? 0));
    const result = statistic(without);
    if (result === null) return 0;
    left.push(result);
  }
  const mean = meanOf(left);
  let [squares, cubes] = [0, 0];
  for (const result of left) {
    squares += (mean - result) ** 2;
    cubes += (mean - result) ** 3;
  }
  return squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
}
