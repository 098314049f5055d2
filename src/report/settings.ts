import type { Estimate as StatisticsEstimate, Interval as StatisticsInterval } from "../statistics/estimate.ts";
import type { Interval } from "./summary.ts";

/** What all figures of a summary have in common. */
export interface FigureSettings {
  /** Of resampling. */
  readonly seed: number;
  readonly resamples: number;
  /** Of intervals. */
  readonly level: number;
}

/** An interval without its level, which the summary says once. */
export function bare(interval: Pick<StatisticsInterval, "low" | "high"> | null): Interval | null {
  return interval === null ? null : { low: interval.low, high: interval.high };
}

/** Of an estimate that is used for its interval. */
export function intervalOf({ interval }: Pick<StatisticsEstimate, "interval">): Interval | null {
  return bare(interval);
}
