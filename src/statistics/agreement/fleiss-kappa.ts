import { ratingLayout } from "./rating-table.ts";

/**
 * Fleiss' kappa: agreement among any number of judges beyond what their common frequencies would give. Items with fewer than
 * two verdicts do not count; where items have different numbers of verdicts, every item counts alike in the observed
 * agreement and every verdict in the frequencies. Source: Fleiss 1971.
 *
 * @param sums of a `ratingTable`
 * @returns null where no item has two verdicts, or where there is only one category in all verdicts (0/0)
 */
export function fleissKappa(sums: ArrayLike<number>, categories: number): number | null {
  const layout = ratingLayout(categories);
  const items = sums[layout.paired] ?? 0;
  if (items === 0) return null;
  let [verdicts, agreed, squares] = [0, 0, 0];
  for (let category = 0; category < categories; category++) {
    const given = sums[layout.given + category] ?? 0;
    verdicts += given;
    squares += given * given;
    agreed += sums[layout.pairs + category * categories + category] ?? 0;
  }
  const expected = squares / (verdicts * verdicts);
  return squares === verdicts * verdicts ? null : (agreed / items - expected) / (1 - expected);
}
