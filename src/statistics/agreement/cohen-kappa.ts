import { agreementWeights, type WeightKind } from "./agreement-weights.ts";

/**
 * Cohen's kappa of two judges: (observed - expected) / (1 - expected) agreement, with each judge's own frequencies.
 * Source: Cohen 1960; weighted: Cohen 1968.
 *
 * @param confusion counts, `categories` x `categories`, row after row
 * @returns null where there is no item, or where both always give the same one verdict (0/0)
 */
export function cohenKappa(confusion: ArrayLike<number>, categories: number, weights: WeightKind = "identity"): number | null {
  const weight = agreementWeights(categories, weights);
  const rows = new Float64Array(categories);
  const columns = new Float64Array(categories);
  let all = 0;
  // Disagreements are summed, rather than 1 minus agreements, so that near-perfect agreement keeps its digits.
  let observed = 0;
  for (let row = 0; row < categories; row++) {
    for (let column = 0; column < categories; column++) {
      const count = confusion[row * categories + column] ?? 0;
      all += count;
      rows[row] = (rows[row] ?? 0) + count;
      columns[column] = (columns[column] ?? 0) + count;
      observed += count * (1 - (weight[row * categories + column] ?? 0));
    }
  }
  let expected = 0;
  for (let row = 0; row < categories; row++) {
    for (let column = 0; column < categories; column++) {
      expected += (rows[row] ?? 0) * (columns[column] ?? 0) * (1 - (weight[row * categories + column] ?? 0));
    }
  }
  return expected === 0 ? null : 1 - (observed * all) / expected;
}
