/**
 * A quantile by linear interpolation between the two values around it (type 7 of Hyndman and Fan 1996; the default of
 * NumPy and R).
 *
 * @param sorted ascending, at least one value
 * @param p between 0 and 1
 */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number {
  const last = sorted.length - 1;
  if (last < 0) throw new RangeError("there is no quantile of no values");
  const place = Math.min(1, Math.max(0, p)) * last;
  const below = Math.floor(place);
  const low = sorted[below] ?? 0;
  const high = sorted[Math.min(last, below + 1)] ?? low;
  return low + (high - low) * (place - below);
}

/** As `quantileOfSorted`, for values in any order, which stay as they are. */
export function quantile(values: ArrayLike<number>, p: number): number {
  return quantileOfSorted(Float64Array.from(values).toSorted(), p);
}

/**
 * The (n + 1) p-th of n sorted values, interpolated (type 6 of Hyndman and Fan 1996): a further value falls below it with
 * probability p on average, where `quantileOfSorted` lies too far in. Source: Davison and Hinkley 1997, 5.2.
 */
export function tailOfSorted(sorted: ArrayLike<number>, p: number): number {
  return sorted.length < 2 ? quantileOfSorted(sorted, p) : quantileOfSorted(sorted, ((sorted.length + 1) * p - 1) / (sorted.length - 1));
}
