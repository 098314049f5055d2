/** Two items are always on a line, so that they show nothing. */
const FEWEST_ITEMS = 3;

/**
 * Pearson's r of two judges' ratings: whether one rates higher what the other rates higher, be one stricter by any constant or
 * factor. Or of a judge's ranks in two orders. Categories are evenly spaced. Source: Pearson 1895.
 *
 * @param confusion counts, `categories` x `categories`, row after row
 * @returns null for fewer than three items, or where one of the two always gives the same rating (0/0)
 */
export function pearsonCorrelation(confusion: ArrayLike<number>, categories: number): number | null {
  // Sums of whole numbers, so that nothing is lost where the deviations are small.
  let [items, first, second, firstSquares, secondSquares, products] = [0, 0, 0, 0, 0, 0];
  for (let cell = 0; cell < categories * categories; cell++) {
    const count = confusion[cell] ?? 0;
    const [row, column] = [Math.floor(cell / categories), cell % categories];
    items += count;
    first += count * row;
    second += count * column;
    firstSquares += count * row * row;
    secondSquares += count * column * column;
    products += count * row * column;
  }
  if (items < FEWEST_ITEMS) return null;
  const spread = (items * firstSquares - first * first) * (items * secondSquares - second * second);
  if (spread === 0) return null;
  // Rounding can put a perfect correlation beyond 1.
  return Math.min(1, Math.max(-1, (items * products - first * second) / Math.sqrt(spread)));
}
