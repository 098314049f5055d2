import { DEFAULT_LEVEL, type Estimate, noEstimate } from "../estimate.ts";
import { betaQuantile } from "../numerics/distributions.ts";

/**
 * - `jeffreys`: Beta(1/2, 1/2) before the data; right on average (Brown, Cai and DasGupta 2001).
 * - `uniform`: Beta(1, 1) before the data (Bayes, Laplace).
 * - `exact`: never less than the level, so usually more (Clopper and Pearson 1934).
 */
export type BetaIntervalKind = "jeffreys" | "uniform" | "exact";

/**
 * An interval of a share from the beta distribution, for one statement. Its lower end is 0 where nothing succeeded, its
 * upper end 1 where everything did; never of zero width.
 */
export function betaEstimate(successes: number, trials: number, kind: BetaIntervalKind = "jeffreys", level = DEFAULT_LEVEL): Estimate {
  if (trials <= 0) return noEstimate("nothing is scored");
  const failures = trials - successes;
  const [lowPrior, highPrior] = PRIORS[kind];
  const tail = (1 - level) / 2;
  const low = successes === 0 ? 0 : betaQuantile(tail, successes + lowPrior[0], failures + lowPrior[1]);
  const high = failures === 0 ? 1 : betaQuantile(1 - tail, successes + highPrior[0], failures + highPrior[1]);
  const value = successes / trials;
  return { value, standardError: Math.sqrt((value * (1 - value)) / trials), interval: { low, high, level }, reason: null };
}

/** What is added to successes and failures, for the lower end and for the upper. */
const PRIORS = {
  jeffreys: [
    [0.5, 0.5],
    [0.5, 0.5],
  ],
  uniform: [
    [1, 1],
    [1, 1],
  ],
  exact: [
    [0, 1],
    [1, 0],
  ],
} as const satisfies Record<BetaIntervalKind, readonly (readonly [number, number])[]>;
