import { normalQuantile, studentQuantile } from "./numerics/distributions.ts";

/** A range that holds the truth with the stated probability. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Such as 0.95. */
  readonly level: number;
}

/**
 * A figure with its uncertainty. What cannot be computed is null, and `reason` says why; nothing is ever NaN. So a value may
 * stand without an interval, but never an interval without a value.
 */
export interface Estimate {
  readonly value: number | null;
  readonly standardError: number | null;
  readonly interval: Interval | null;
  /** Why something is null, or why the interval is of another kind than usual: a sentence without its full stop. Else null. */
  readonly reason: string | null;
}

/** The level of every interval where a caller names none. */
export const DEFAULT_LEVEL = 0.95;

/** No figure at all. */
export function noEstimate(reason: string): Estimate {
  return { value: null, standardError: null, interval: null, reason };
}

/** The range that a figure cannot leave. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

export const SHARE: Range = { low: 0, high: 1 };

/**
 * value ± t · SE.
 *
 * @param df degrees of freedom; Infinity for the normal distribution
 * @param range what the figure cannot leave; the interval is cut there
 */
export function symmetricInterval(value: number, standardError: number, df: number, level: number, range: Range | null): Interval {
  const half = criticalValue(df, level) * standardError;
  const low = value - half;
  const high = value + half;
  return range === null ? { low, high, level } : { low: Math.max(range.low, low), high: Math.min(range.high, high), level };
}

/** The t (or z, with df = Infinity) that leaves (1 - level) / 2 on each side. */
export function criticalValue(df: number, level: number): number {
  const tail = (1 - level) / 2;
  return df === Infinity ? -normalQuantile(tail) : -studentQuantile(tail, df);
}
