import { type StatementRows, statementRows } from "../statement-rows.ts";

/** Verdicts of any number of judges on the same items, some missing, as the sums that agreement among many is made of. */
export interface RatingTable extends StatementRows {
  readonly categories: number;
  /** Counts an item. @param given how many judges gave each category; judges without a verdict are in none */
  readonly count: (statement: number, given: ArrayLike<number>) => void;
}

/** Where the sums are in a row. All are additive over items. */
export interface RatingLayout {
  /** Krippendorff's coincidences: an item with m verdicts adds n_c (n_k - [c = k]) / (m - 1). categories² numbers. */
  readonly coincidences: number;
  /** The same divided by m: pairs of verdicts, each item with the weight 1. categories² numbers. */
  readonly pairs: number;
  /** How often each category was given to items with two verdicts or more. categories numbers. */
  readonly given: number;
  /** The share of each category in an item's verdicts, for items with one verdict or more. categories numbers. */
  readonly shares: number;
  /** Items with two verdicts or more. */
  readonly paired: number;
  /** Items with one verdict or more. */
  readonly rated: number;
  readonly width: number;
}

export function ratingLayout(categories: number): RatingLayout {
  const cells = categories * categories;
  const given = 2 * cells;
  const paired = given + 2 * categories;
  return { coincidences: 0, pairs: cells, given, shares: given + categories, paired, rated: paired + 1, width: paired + 2 };
}

export function ratingTable(statements: number, categories: number): RatingTable {
  const layout = ratingLayout(categories);
  const rows = statementRows(statements, layout.width);
  const count = (statement: number, given: ArrayLike<number>): void => {
    let verdicts = 0;
    for (let category = 0; category < categories; category++) verdicts += given[category] ?? 0;
    if (verdicts === 0) return;
    rows.add(statement, layout.rated, 1);
    for (let category = 0; category < categories; category++) {
      rows.add(statement, layout.shares + category, (given[category] ?? 0) / verdicts);
    }
    if (verdicts < 2) return;
    rows.add(statement, layout.paired, 1);
    for (let row = 0; row < categories; row++) {
      const first = given[row] ?? 0;
      if (first === 0) continue;
      rows.add(statement, layout.given + row, first);
      for (let column = 0; column < categories; column++) {
        const pairs = first * ((given[column] ?? 0) - (row === column ? 1 : 0));
        if (pairs === 0) continue;
        rows.add(statement, layout.coincidences + row * categories + column, pairs / (verdicts - 1));
        rows.add(statement, layout.pairs + row * categories + column, pairs / (verdicts * (verdicts - 1)));
      }
    }
  };
  return { ...rows, categories, count };
}
