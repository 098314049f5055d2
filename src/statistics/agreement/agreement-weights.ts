/**
 * How much of an agreement two categories are, from 1 for the same to 0 for the furthest apart.
 *
 * - `identity`: 1 for the same, else 0: for categories without order.
 * - `linear` and `quadratic`: by the distance, and by its square: for ratings.
 */
export type WeightKind = "identity" | "linear" | "quadratic";

/** All weights, row after row. Source: Cohen 1968; Gwet 2014, chapter 3. @param categories in order, evenly spaced */
export function agreementWeights(categories: number, kind: WeightKind): Float64Array {
  const furthest = Math.max(1, categories - 1);
  return Float64Array.from({ length: categories * categories }, (_, cell) => {
    const distance = Math.abs(Math.floor(cell / categories) - (cell % categories)) / furthest;
    if (kind === "identity") return distance === 0 ? 1 : 0;
    return kind === "linear" ? 1 - distance : 1 - distance * distance;
  });
}
