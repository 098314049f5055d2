import { compensatedSum } from "../numerics/sums.ts";

/** Verdicts on one statement, counted. */
export interface Tally {
  readonly successes: number;
  /** How many have a verdict. */
  readonly trials: number;
  /** How many have none: they are in neither of the two above. */
  readonly unscored: number;
}

/** The scores of one cluster (a statement), as far as intervals need them. */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Sum of squared deviations from the mean. Kept rather than the sum of squares, from which a variance would cancel. */
  readonly squares: number;
}

/** The moments of verdicts that are 1 or 0. */
export function momentsOfTally({ successes, trials }: Pick<Tally, "successes" | "trials">): Moments {
  if (trials === 0) return { count: 0, mean: 0, squares: 0 };
  return { count: trials, mean: successes / trials, squares: (successes * (trials - successes)) / trials };
}

/**
 * The moments of every cluster, from scores in any order. NaN stands for an unscored item and is left out.
 *
 * @param scores one per item
 * @param clusters the cluster of each item, from 0 to `clusterCount` - 1
 * @returns one per cluster; empty ones have count 0
 */
export function momentsByCluster(scores: ArrayLike<number>, clusters: ArrayLike<number>, clusterCount: number): Moments[] {
  const counts = new Float64Array(clusterCount);
  const means = new Float64Array(clusterCount);
  const squares = new Float64Array(clusterCount);
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item] ?? Number.NaN;
    if (Number.isNaN(score)) continue;
    const cluster = clusters[item] ?? -1;
    // Welford 1962: means and squared deviations in one pass, without cancellation.
    const count = (counts[cluster] ?? 0) + 1;
    const before = score - (means[cluster] ?? 0);
    const mean = (means[cluster] ?? 0) + before / count;
    counts[cluster] = count;
    means[cluster] = mean;
    squares[cluster] = (squares[cluster] ?? 0) + before * (score - mean);
  }
  return Array.from(counts, (count, cluster) => ({ count, mean: means[cluster] ?? 0, squares: squares[cluster] ?? 0 }));
}

/** The clusters that have scored items. */
export function scoredClusters(clusters: readonly Moments[]): readonly Moments[] {
  return clusters.filter(({ count }) => count > 0);
}

/** How many items, and their mean over all of them (the micro mean); null for no items. */
export function microMean(clusters: readonly Moments[]): { readonly count: number; readonly mean: number | null } {
  const count = compensatedSum(clusters.map((cluster) => cluster.count));
  if (count === 0) return { count, mean: null };
  return { count, mean: compensatedSum(clusters.map((cluster) => cluster.count * cluster.mean)) / count };
}

/** All tallies together. */
export function sumTallies(tallies: Iterable<Tally>): Tally {
  let [successes, trials, unscored] = [0, 0, 0];
  for (const tally of tallies) {
    successes += tally.successes;
    trials += tally.trials;
    unscored += tally.unscored;
  }
  return { successes, trials, unscored };
}
