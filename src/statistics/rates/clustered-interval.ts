import { DEFAULT_LEVEL, type Estimate, noEstimate, type Range, SHARE, symmetricInterval } from "../estimate.ts";
import { compensatedSum } from "../numerics/sums.ts";
import { microMean, type Moments, scoredClusters } from "./tally.ts";
import { wilsonInterval } from "./wilson.ts";

/**
 * The micro mean of statements *like these*: the statements are a sample, and their items hang together.
 * SE = (1/n) sqrt(sum over clusters of (sum of (s_i - mean))²) · sqrt(G/(G-1)), the CR1 correction; t on G - 1 degrees of
 * freedom. Source: Miller, arXiv 2411.00640, section 2.2; Cameron and Miller 2015 for CR1 and t.
 *
 * Where all statements have the same mean there is no SE to speak of: a share gets the Wilson interval of as many items as
 * there are statements, as if each statement said one thing.
 *
 * @param clusters one per statement; needs no `squares`
 * @param range what a score cannot leave; null for no limits
 */
export function clusteredEstimate(
  clusters: readonly Pick<Moments, "count" | "mean">[],
  options: { readonly level?: number; readonly range?: Range | null } = {},
): Estimate {
  const { level = DEFAULT_LEVEL, range = SHARE } = options;
  const scored = scoredClusters(clusters.map(({ count, mean }) => ({ count, mean, squares: 0 })));
  const { count, mean } = microMean(scored);
  if (mean === null) return noEstimate("nothing is scored");
  const groups = scored.length;
  if (groups === 1) return { value: mean, standardError: null, interval: null, reason: "only one statement has scored items" };
  // The sum of a cluster's deviations, from means: nothing is squared before it is subtracted.
  const spread = compensatedSum(scored.map((cluster) => (cluster.count * (cluster.mean - mean)) ** 2));
  if (spread === 0) {
    const reason = "all statements have the same rate";
    if (range !== SHARE) return { value: mean, standardError: null, interval: null, reason };
    return { value: mean, standardError: null, interval: wilsonInterval(mean, groups, level), reason: `${reason}: Wilson interval` };
  }
  const standardError = (Math.sqrt(spread) / count) * Math.sqrt(groups / (groups - 1));
  return { value: mean, standardError, interval: symmetricInterval(mean, standardError, groups - 1, level, range), reason: null };
}
