import gammainc from "@stdlib/math-base-special-gammainc";
import betaCdf from "@stdlib/stats-base-dists-beta-cdf";
import betaInverse from "@stdlib/stats-base-dists-beta-quantile";
import normalDistribution from "@stdlib/stats-base-dists-normal-cdf";
import normalInverse from "@stdlib/stats-base-dists-normal-quantile";
import studentDistribution from "@stdlib/stats-base-dists-t-cdf";
import studentDensity from "@stdlib/stats-base-dists-t-pdf";

// The only file that knows where distributions come from. Lower tails are computed as such, never as 1 minus the rest, and
// the two quantiles that the library gives to some seven digits are improved by Newton's method on its exact tails.

/** P(Z <= z) of the standard normal distribution. */
export function normalCdf(z: number): number {
  return normalDistribution(z, 0, 1);
}

/** The z with P(Z <= z) = p. @param p between 0 and 1 */
export function normalQuantile(p: number): number {
  if (p === 0.5) return 0;
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return -Infinity;
  let z = normalInverse(p, 0, 1);
  for (let step = 0; step < 3; step++) z -= (normalCdf(z) - p) / (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI));
  return z;
}

/** P(T <= t) of Student's t distribution. @param df degrees of freedom above 0, not necessarily whole */
export function studentCdf(t: number, df: number): number {
  return studentDistribution(t, df);
}

/** The t with P(T <= t) = p. @param p between 0 and 1 @param df degrees of freedom above 0, not necessarily whole */
export function studentQuantile(p: number, df: number): number {
  if (p === 0.5) return 0;
  if (p > 0.5) return -studentQuantile(1 - p, df);
  if (p === 0) return -Infinity;
  if (df === 1) return -1 / Math.tan(Math.PI * p);
  if (df === 2) return (2 * p - 1) / Math.sqrt(2 * p * (1 - p));
  // T^2 / (df + T^2) has the beta distribution (1/2, df/2). Far out it is close to 1, and its complement says more.
  let t: number;
  if (p > 1e-3) {
    const share = betaInverse(1 - 2 * p, 0.5, df / 2);
    t = -Math.sqrt((df * share) / (1 - share));
  } else {
    const rest = betaInverse(2 * p, df / 2, 0.5);
    t = -Math.sqrt((df * (1 - rest)) / rest);
  }
  for (let step = 0; step < 3; step++) {
    const density = studentDensity(t, df);
    if (density <= 0) break;
    // Newton on log P, which is nearly straight in the tail.
    const tail = studentCdf(t, df);
    t -= (tail * Math.log(tail / p)) / density;
  }
  return t;
}

/** P(X <= x) of the beta distribution. @param a above 0 @param b above 0 */
export function betaCumulative(x: number, a: number, b: number): number {
  return betaCdf(x, a, b);
}

/** The x with P(X <= x) = p of the beta distribution. */
export function betaQuantile(p: number, a: number, b: number): number {
  return betaInverse(p, a, b);
}

/** P(X > x) of the chi-squared distribution: the p value of a test statistic. */
export function chiSquaredTail(x: number, df: number): number {
  return x <= 0 ? 1 : gammainc(x / 2, df / 2, true, true);
}

/** P(X <= successes) of the binomial distribution, through the beta distribution. */
export function binomialCdf(successes: number, trials: number, p: number): number {
  if (successes < 0) return 0;
  if (successes >= trials) return 1;
  return betaCdf(1 - p, trials - successes, successes + 1);
}
