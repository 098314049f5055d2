import { criticalValue, DEFAULT_LEVEL, type Estimate, type Interval, noEstimate } from "../estimate.ts";

/**
 * Wilson's score interval of a share, for one statement. Never of zero width, and never outside of 0 to 1.
 * Source: Wilson 1927; Brown, Cai and DasGupta 2001.
 *
 * @param successes may be a fraction, for an effective sample size
 * @param trials no trials give no estimate
 */
export function wilsonEstimate(successes: number, trials: number, level = DEFAULT_LEVEL): Estimate {
  if (trials <= 0) return noEstimate("nothing is scored");
  const value = successes / trials;
  return { value, standardError: Math.sqrt((value * (1 - value)) / trials), interval: wilsonInterval(value, trials, level), reason: null };
}

/** @param trials above 0, not necessarily whole */
export function wilsonInterval(share: number, trials: number, level = DEFAULT_LEVEL): Interval {
  const z2 = criticalValue(Infinity, level) ** 2;
  const middle = share + z2 / (2 * trials);
  const half = Math.sqrt(z2 * ((share * (1 - share)) / trials + z2 / (4 * trials * trials)));
  const scale = 1 + z2 / trials;
  // The ends at 0 and 1 are exact in theory, and not quite so in floating point.
  const low = share === 0 ? 0 : Math.max(0, (middle - half) / scale);
  const high = share === 1 ? 1 : Math.min(1, (middle + half) / scale);
  return { low, high, level };
}
