/**
 * The share of items on which both agree.
 *
 * @param confusion counts, `categories` x `categories`, row after row
 * @returns null where there is no item
 */
export function rawAgreement(confusion: ArrayLike<number>, categories: number): number | null {
  let [agreed, all] = [0, 0];
  for (let cell = 0; cell < categories * categories; cell++) {
    const count = confusion[cell] ?? 0;
    all += count;
    if (Math.floor(cell / categories) === cell % categories) agreed += count;
  }
  return all === 0 ? null : agreed / all;
}
