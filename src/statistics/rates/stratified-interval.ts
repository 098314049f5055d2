import { DEFAULT_LEVEL, type Estimate, noEstimate, type Range, SHARE, symmetricInterval } from "../estimate.ts";
import { compensatedSum } from "../numerics/sums.ts";
import { microMean, type Moments, scoredClusters } from "./tally.ts";
import { wilsonInterval } from "./wilson.ts";

/**
 * The micro mean of *this* spec: its statements are fixed, and only their prompts could have been others.
 * SE² = sum of w_s² · v_s / k_s, where w_s is the statement's share of items and v_s the sample variance of its scores. With
 * k prompts everywhere it is (1/S) sqrt(sum p_s (1 - p_s) / (k - 1)). t with Satterthwaite's degrees of freedom.
 * Source: Cochran 1977, Sampling Techniques, 5.4; Satterthwaite 1946.
 *
 * A statement with one scored item has no variance of its own and is given the pooled one of the others. Where nothing
 * varies within any statement there is no SE to speak of: a share gets the Wilson interval of all items as if drawn from one
 * statement, which is wider than what was asked for.
 *
 * @param clusters one per statement
 * @param range what a score cannot leave; null for no limits
 */
export function stratifiedEstimate(
  clusters: readonly Moments[],
  options: { readonly level?: number; readonly range?: Range | null } = {},
): Estimate {
  const { level = DEFAULT_LEVEL, range = SHARE } = options;
  const scored = scoredClusters(clusters);
  const { count, mean } = microMean(scored);
  if (mean === null) return noEstimate("nothing is scored");
  const repeated = scored.filter((cluster) => cluster.count > 1);
  const pooledDf = compensatedSum(repeated.map((cluster) => cluster.count - 1));
  if (pooledDf === 0) {
    return { value: mean, standardError: null, interval: null, reason: "no statement has two scored items" };
  }
  const pooled = compensatedSum(repeated.map(({ squares }) => squares)) / pooledDf;
  const parts = scored.map((cluster) => {
    const variance = cluster.count > 1 ? cluster.squares / (cluster.count - 1) : pooled;
    return { variance: ((cluster.count / count) ** 2 * variance) / cluster.count, df: cluster.count > 1 ? cluster.count - 1 : pooledDf };
  });
  const variance = compensatedSum(parts.map((part) => part.variance));
  if (variance === 0) return constant(mean, count, level, range);
  const df = variance ** 2 / compensatedSum(parts.map((part) => part.variance ** 2 / part.df));
  const standardError = Math.sqrt(variance);
  return { value: mean, standardError, interval: symmetricInterval(mean, standardError, df, level, range), reason: null };
}

function constant(mean: number, count: number, level: number, range: Range | null): Estimate {
  const reason = "all verdicts within each statement are the same";
  if (range !== SHARE) return { value: mean, standardError: null, interval: null, reason };
  return { value: mean, standardError: null, interval: wilsonInterval(mean, count, level), reason: `${reason}: Wilson interval` };
}
