/**
 * The sum of values with the rounding errors of the additions added in the end.
 * Source: Neumaier 1974, an improvement of Kahan's compensated summation.
 */
export function compensatedSum(values: Iterable<number>): number {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** The mean. @throws RangeError for no values: a caller says what that means for its figure */
export function meanOf(values: ArrayLike<number> & Iterable<number>): number {
  if (values.length === 0) throw new RangeError("there is no mean of no values");
  return compensatedSum(values) / values.length;
}

/** The sample variance (divided by n - 1), in two passes so that nothing cancels. @throws RangeError for fewer than two values */
export function varianceOf(values: ArrayLike<number> & Iterable<number>): number {
  if (values.length < 2) throw new RangeError("a variance needs two values");
  const mean = meanOf(values);
  return compensatedSum(Array.from(values, (value) => (value - mean) ** 2)) / (values.length - 1);
}

/** log(sum of exp(x)), without overflow. Of nothing it is -Infinity. */
export function logSumExp(values: readonly number[]): number {
  let largest = -Infinity;
  for (const value of values) largest = Math.max(largest, value);
  if (!Number.isFinite(largest)) return largest;
  return largest + Math.log(compensatedSum(values.map((value) => Math.exp(value - largest))));
}

/** 1 / (1 + exp(-x)), without overflow and without cancellation far out. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const odds = Math.exp(x);
  return odds / (1 + odds);
}
