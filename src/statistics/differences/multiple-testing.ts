/**
 * P values adjusted so that the chance of even one false finding among all tests stays below the level. Nothing is assumed
 * of how the tests hang together. Source: Holm 1979.
 *
 * @returns in the order given
 */
export function holmAdjusted(ps: readonly number[]): number[] {
  const order = ascending(ps);
  const adjusted = ps.map(() => 1);
  let largest = 0;
  order.forEach((test, rank) => {
    largest = Math.max(largest, Math.min(1, (ps.length - rank) * (ps[test] ?? 1)));
    adjusted[test] = largest;
  });
  return adjusted;
}

/**
 * P values adjusted so that the expected share of false findings among the findings stays below the level, for tests that are
 * independent or positively dependent. Source: Benjamini and Hochberg 1995.
 *
 * @returns in the order given
 */
export function benjaminiHochbergAdjusted(ps: readonly number[]): number[] {
  const order = ascending(ps);
  const adjusted = ps.map(() => 1);
  let smallest = 1;
  for (const [rank, test] of [...order.entries()].toReversed()) {
    smallest = Math.min(smallest, ((ps[test] ?? 1) * ps.length) / (rank + 1));
    adjusted[test] = smallest;
  }
  return adjusted;
}

function ascending(ps: readonly number[]): number[] {
  return ps.map((_, test) => test).toSorted((a, b) => (ps[a] ?? 1) - (ps[b] ?? 1) || a - b);
}
