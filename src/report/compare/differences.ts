import { criticalValue, type Range } from "../../statistics/estimate.ts";
import { detectableDifference } from "../../statistics/differences/paired-difference.ts";
import { varianceOf } from "../../statistics/numerics/sums.ts";
import type { DifferenceFigure } from "./comparison.ts";

/** What intervals are made with. */
export interface IntervalOptions {
  readonly level: number;
  readonly range: Range;
}

/**
 * By how much a pair that was not seen may have differed: one verdict, or one point of a rating. Every variance below counts
 * two such pairs more than there are, one in each direction, as Bonett and Price (2012) do for paired proportions. So no
 * interval has zero width, however many differences are alike, and with few pairs none is narrow by chance.
 */
const UNSEEN = 1;

// A self-test makes thousands of these: whatever depends on the level and the degrees of freedom alone is computed once.

/**
 * B minus A over statements, taken as a sample of more like them: SE = sd(d)/sqrt(S), t on S - 1. Source: Miller, arXiv
 * 2411.00640, sections 4 and 5.
 *
 * @param differences of each statement's prompts; none is empty
 */
export function differenceLikeThese(differences: readonly Float64Array[], options: IntervalOptions): DifferenceFigure {
  const means = Float64Array.from(differences, (own) => meanOf(own));
  const value = meanOf(means);
  if (means.length < 2) return withoutInterval(value, "there is only one statement");
  const prompts = differences.reduce((sum, { length }) => sum + length, 0);
  return withInterval(value, Math.hypot(Math.sqrt(varianceOf(means) / means.length), unseenError(prompts)), means.length - 1, options);
}

/**
 * The same with statements fixed: SE = (1/S) sqrt(sum of var(d_s)/k_s), with the degrees of freedom of Welch (1947) and
 * Satterthwaite (1946). A statement with a single prompt has the variance of the others.
 */
export function differenceThisSpec(differences: readonly Float64Array[], options: IntervalOptions): DifferenceFigure {
  const [only] = differences;
  if (differences.length === 1 && only !== undefined) return { ...differenceOfPrompts(only, options), value: meanOf(only) };
  const strata = differences.map((own) => momentsOf(own));
  const value = strata.reduce((sum, { mean }) => sum + mean, 0) / strata.length;
  const prompts = strata.reduce((sum, { count }) => sum + count, 0);
  const spare = prompts - strata.length;
  if (spare < 1) return withoutInterval(value, "no statement has two prompts");
  const pooled = strata.reduce((sum, { squares }) => sum + squares, 0) / spare;
  let [variance, weighted] = [0, 0];
  for (const { count, squares } of strata) {
    const own = (count < 2 ? pooled : squares / (count - 1)) / count;
    variance += own;
    if (count >= 2) weighted += own ** 2 / (count - 1);
  }
  // Rounded down, so that many intervals share a quantile.
  const df = weighted === 0 ? spare : Math.min(spare, Math.max(1, Math.floor((10 * variance ** 2) / weighted) / 10));
  return withInterval(value, Math.hypot(Math.sqrt(variance) / strata.length, unseenError(prompts)), df, options);
}

/**
 * The difference on one statement's prompts: Bonett and Price (2012) for paired proportions, which is a t or normal interval
 * over the pairs and two more, one in each direction; here for any scores, and with t on n - 1, which agrees with the exact
 * test on few pairs. The value is that of the pairs alone.
 */
export function differenceOfPrompts(differences: Float64Array, { level, range }: IntervalOptions): DifferenceFigure {
  const { count, mean, squares } = momentsOf(differences);
  if (count < 2) return withoutInterval(mean, "there is only one prompt");
  const trials = count + 2;
  const middle = (mean * count) / trials;
  const meanSquare = (squares + mean * mean * count + 2 * UNSEEN ** 2) / trials;
  const standardError = Math.sqrt((meanSquare - middle * middle) / trials);
  const df = count - 1;
  return figure(mean, middle, standardError, df, { level, range });
}

/** sqrt(2)/(N + 2): what is left of Bonett and Price's standard error where nothing differs. */
function unseenError(prompts: number): number {
  return (Math.SQRT2 * UNSEEN) / (prompts + 2);
}

function withInterval(value: number, standardError: number, df: number, options: IntervalOptions): DifferenceFigure {
  return figure(value, value, standardError, df, options);
}

function figure(value: number, middle: number, standardError: number, df: number, { level, range }: IntervalOptions): DifferenceFigure {
  const half = cachedCriticalValue(df, level) * standardError;
  return {
    value,
    standardError,
    df,
    interval: { low: Math.max(range.low, middle - half), high: Math.min(range.high, middle + half) },
    reason: null,
    detectable: standardError * detectableIn(level),
  };
}

function withoutInterval(value: number, reason: string): DifferenceFigure {
  return { value, standardError: null, df: null, interval: null, reason, detectable: null };
}

interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
}

function momentsOf(values: Float64Array): Moments {
  const mean = meanOf(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { count: values.length, mean, squares };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

const cachedCriticalValue = cached((df, level) => criticalValue(df, level));
const cachedDetectable = cached((standardError, level) => detectableDifference(standardError, 1 - level));

/** In standard errors. */
function detectableIn(level: number): number {
  return cachedDetectable(1, level);
}

function cached(compute: (x: number, level: number) => number): (x: number, level: number) => number {
  const values = new Map<string, number>();
  return (x, level) => {
    const key = `${x} ${level}`;
    let value = values.get(key);
    if (value === undefined) {
      value = compute(x, level);
      if (values.size < 10_000) values.set(key, value);
    }
    return value;
  };
}
