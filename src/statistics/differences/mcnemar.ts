import { binomialCdf, chiSquaredTail } from "../numerics/distributions.ts";

/** How two models differ on the same items of one statement. */
export interface McNemarTest {
  /** Two-sided p value from the binomial distribution; 1 where the models never differ. */
  readonly exactP: number;
  /** (b - c)² / (b + c); null where the models never differ. */
  readonly chiSquared: number | null;
  /** Of chi-squared with one degree of freedom; to be trusted with some 25 differing items or more. */
  readonly chiSquaredP: number | null;
}

/**
 * Whether one model passes more often than the other, from the items on which they differ.
 * Source: McNemar 1947; exact form, the sign test: Edwards 1948, Dixon and Mood 1946.
 *
 * @param onlyFirst items that only the first passes
 * @param onlySecond items that only the second passes
 */
export function mcnemarTest(onlyFirst: number, onlySecond: number): McNemarTest {
  const differing = onlyFirst + onlySecond;
  if (differing === 0) return { exactP: 1, chiSquared: null, chiSquaredP: null };
  const chiSquared = (onlyFirst - onlySecond) ** 2 / differing;
  const tail = binomialCdf(Math.min(onlyFirst, onlySecond), differing, 0.5);
  return { exactP: Math.min(1, 2 * tail), chiSquared, chiSquaredP: chiSquaredTail(chiSquared, 1) };
}
