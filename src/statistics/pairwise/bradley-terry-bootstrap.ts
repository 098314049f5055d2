import { DEFAULT_LEVEL, type Interval } from "../estimate.ts";
import { tailOfSorted } from "../numerics/quantile.ts";
import { DEFAULT_RESAMPLES, eachResample, expandedTail, FEWEST_DEFINED, type StatementSums, totalSums } from "../resampling.ts";
import { filledRows } from "../statement-rows.ts";
import { type BradleyTerry, bradleyTerry, type BradleyTerryOptions } from "./bradley-terry.ts";
import { bootstrapRankSets, type RankSet } from "./rank-sets.ts";

/** Strengths with their uncertainty over statements. */
export interface BradleyTerryRanking {
  readonly fit: BradleyTerry;
  /** Of each model's strength (geometric mean 1); null where there are none. */
  readonly intervals: readonly Interval[] | null;
  /** The ranks that each model may have; null where there are no intervals. */
  readonly ranks: readonly RankSet[] | null;
  /** Why there are no intervals. */
  readonly reason: string | null;
}

export interface BradleyTerryBootstrap extends BradleyTerryOptions {
  readonly seed: number;
  readonly resamples?: number;
  readonly level?: number;
}

/**
 * Bradley-Terry strengths with bootstrap intervals over statements (expanded percentiles of log strengths, see
 * `bootstrapEstimate`) and rank sets that hold all together (`bootstrapRankSets`). No comparison is gone through again:
 * resamples are sums of the statements' rows.
 *
 * @param rows of a `pairMatrix`
 */
export function bradleyTerryRanking(rows: StatementSums, players: number, options: BradleyTerryBootstrap): BradleyTerryRanking {
  const { resamples = DEFAULT_RESAMPLES, level = DEFAULT_LEVEL } = options;
  const filled = filledRows(rows);
  const fit = bradleyTerry(totalSums({ ...filled, width: rows.width }), players, options);
  const without = (reason: string): BradleyTerryRanking => ({ fit, intervals: null, ranks: null, reason });
  if (fit.status === "disconnected") return without("some models were never compared, not even through others");
  if (filled.statements < 2) return without("only one statement has comparisons");
  const drawn = Array.from({ length: players }, () => new Float64Array(resamples));
  let defined = 0;
  eachResample(filled, resamples, options.seed, (sums) => {
    const resampled = bradleyTerry(sums, players, { ...options, start: fit });
    if (resampled.status === "disconnected") return;
    resampled.logStrengths.forEach((log, player) => drawn[player]?.fill(log, defined, defined + 1));
    defined++;
  });
  if (defined < Math.max(2, FEWEST_DEFINED * resamples)) return without("in too many resamples some models are not compared");
  const tail = expandedTail(filled.statements, level);
  const logs = drawn.map((values) => values.subarray(0, defined));
  const intervals = logs.map((values) => {
    const sorted = values.toSorted();
    return { low: Math.exp(tailOfSorted(sorted, tail)), high: Math.exp(tailOfSorted(sorted, 1 - tail)), level };
  });
  const ranks = bootstrapRankSets(fit.logStrengths, logs, filled.statements, level);
  return { fit, intervals, ranks, reason: null };
}
