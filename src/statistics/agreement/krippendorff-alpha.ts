import { ratingLayout } from "./rating-table.ts";

/** How far apart two categories are: by being different, by order, by value, or by ratio. Or a function of one's own. */
export type Metric = "nominal" | "ordinal" | "interval" | "ratio" | ((first: number, second: number) => number);

/**
 * Krippendorff's alpha: 1 - observed / expected disagreement, for any number of judges and with verdicts missing.
 * Source: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability.
 *
 * @param sums of a `ratingTable`
 * @param values the value of each category, ascending; 1, 2, 3 … where none are given. A function gets these values
 * @returns null where no item has two verdicts, or where all verdicts are the same (0/0)
 */
export function krippendorffAlpha(
  sums: ArrayLike<number>,
  categories: number,
  metric: Metric = "nominal",
  values?: readonly number[],
): number | null {
  const { coincidences } = ratingLayout(categories);
  const totals = new Float64Array(categories);
  let all = 0;
  for (let cell = 0; cell < categories * categories; cell++) {
    const count = sums[coincidences + cell] ?? 0;
    const row = Math.floor(cell / categories);
    totals[row] = (totals[row] ?? 0) + count;
    all += count;
  }
  const distance = distances(metric, totals, values ?? Array.from(totals, (_, category) => category + 1));
  let [observed, expected] = [0, 0];
  for (let row = 0; row < categories; row++) {
    for (let column = 0; column < categories; column++) {
      const apart = row === column ? 0 : distance(row, column);
      observed += (sums[coincidences + row * categories + column] ?? 0) * apart;
      expected += (totals[row] ?? 0) * (totals[column] ?? 0) * apart;
    }
  }
  return expected === 0 ? null : 1 - ((all - 1) * observed) / expected;
}

function distances(metric: Metric, totals: Float64Array, values: readonly number[]): (first: number, second: number) => number {
  const value = (category: number): number => values[category] ?? 0;
  if (typeof metric === "function") return (first, second) => metric(value(first), value(second));
  switch (metric) {
    case "nominal":
      return () => 1;
    case "interval":
      return (first, second) => (value(first) - value(second)) ** 2;
    case "ratio":
      return (first, second) => ((value(first) - value(second)) / (value(first) + value(second))) ** 2;
    case "ordinal":
      return (first, second) => {
        const [low, high] = [Math.min(first, second), Math.max(first, second)];
        let between = -((totals[low] ?? 0) + (totals[high] ?? 0)) / 2;
        for (let category = low; category <= high; category++) between += totals[category] ?? 0;
        return between ** 2;
      };
  }
}
