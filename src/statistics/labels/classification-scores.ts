import { meanOf } from "../numerics/sums.ts";
import { cohenKappa } from "../agreement/cohen-kappa.ts";
import { rawAgreement } from "../agreement/raw-agreement.ts";

/** How well a judge finds one category. Null where the denominator is 0. */
export interface CategoryScores {
  /** Right among those the judge put there. */
  readonly precision: number | null;
  /** Found among those that people put there. */
  readonly recall: number | null;
  /** Harmonic mean of the two: 2 right / (put there by one + by the other); null where neither put anything there. */
  readonly f1: number | null;
}

/** How well a judge agrees with people. */
export interface ClassificationScores {
  readonly items: number;
  readonly accuracy: number | null;
  readonly kappa: number | null;
  readonly categories: readonly CategoryScores[];
  /**
   * Means over the categories that occur, for people or judge; a precision or recall that is 0/0 counts as 0 there, as is
   * usual (van Rijsbergen 1979; Sokolova and Lapalme 2009). Null where nothing occurs.
   */
  readonly macro: { readonly precision: number; readonly recall: number; readonly f1: number } | null;
}

/**
 * Of a confusion matrix, people's labels down and the judge's verdicts across. Unscored items are in no cell.
 *
 * @param confusion counts, `categories` x `categories`, row after row
 */
export function classificationScores(confusion: ArrayLike<number>, categories: number): ClassificationScores {
  const cell = (row: number, column: number): number => confusion[row * categories + column] ?? 0;
  const all = Array.from({ length: categories }, (_, index) => index);
  const counts = all.map((category) => ({
    right: cell(category, category),
    people: all.reduce((sum, column) => sum + cell(category, column), 0),
    judge: all.reduce((sum, row) => sum + cell(row, category), 0),
  }));
  const scores = counts.map(({ right, people, judge }) => ({
    precision: judge === 0 ? null : right / judge,
    recall: people === 0 ? null : right / people,
    f1: people + judge === 0 ? null : (2 * right) / (people + judge),
  }));
  const occurring = scores.filter(({ f1 }) => f1 !== null);
  const macroMean = (name: keyof CategoryScores): number => meanOf(occurring.map((score) => score[name] ?? 0));
  return {
    items: counts.reduce((sum, { people }) => sum + people, 0),
    accuracy: rawAgreement(confusion, categories),
    kappa: cohenKappa(confusion, categories),
    categories: scores,
    macro: occurring.length === 0 ? null : { precision: macroMean("precision"), recall: macroMean("recall"), f1: macroMean("f1") },
  };
}
