import { agreementWeights, type WeightKind } from "./agreement-weights.ts";
import { ratingLayout } from "./rating-table.ts";

/**
 * Gwet's AC1, or AC2 with weights: like kappa, but steady where nearly all verdicts are the same. Missing verdicts allowed:
 * agreement is over items with two or more, frequencies over items with one or more.
 * Source: Gwet 2008; Gwet 2014, Handbook of Inter-Rater Reliability, chapters 4 and 5.
 *
 * @param sums of a `ratingTable`
 * @param weights `identity` for AC1
 * @returns null where no item has two verdicts, or for one category
 */
export function gwetCoefficient(sums: ArrayLike<number>, categories: number, weights: WeightKind = "identity"): number | null {
  const layout = ratingLayout(categories);
  const [paired, rated] = [sums[layout.paired] ?? 0, sums[layout.rated] ?? 0];
  if (paired === 0 || categories < 2) return null;
  const weight = agreementWeights(categories, weights);
  let [disagreed, total, spread] = [0, 0, 0];
  for (let cell = 0; cell < categories * categories; cell++) {
    total += weight[cell] ?? 0;
    disagreed += (sums[layout.pairs + cell] ?? 0) * (1 - (weight[cell] ?? 0));
  }
  for (let category = 0; category < categories; category++) {
    const share = (sums[layout.shares + category] ?? 0) / rated;
    spread += share * (1 - share);
  }
  const expected = (total * spread) / (categories * (categories - 1));
  return 1 - disagreed / paired / (1 - expected);
}
