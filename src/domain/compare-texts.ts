/** Orders texts by their code units, which is the same everywhere: for `toSorted`, where what is written must be so too. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
