import type { StatementSums } from "./resampling.ts";

/** Rows being filled: one per statement, a handful of sums each, whatever the number of items. */
export interface StatementRows extends StatementSums {
  /** Adds to one sum of one statement. */
  readonly add: (statement: number, column: number, amount: number) => void;
}

/**
 * @param statements how many there are; they are numbered from 0
 * @param width how many sums each has
 */
export function statementRows(statements: number, width: number): StatementRows {
  const values = new Float64Array(statements * width);
  return {
    statements,
    width,
    values,
    add: (statement, column, amount) => {
      const place = statement * width + column;
      values[place] = (values[place] ?? 0) + amount;
    },
  };
}

/** The rows that hold anything: statements without a scored item would only dilute a resample. */
export function filledRows({ statements, width, values }: StatementSums): StatementSums {
  const kept: number[] = [];
  for (let statement = 0; statement < statements; statement++) {
    const row = values.subarray(statement * width, (statement + 1) * width);
    if (row.some((value) => value !== 0)) kept.push(statement);
  }
  const filled = new Float64Array(kept.length * width);
  kept.forEach((statement, index) => filled.set(values.subarray(statement * width, (statement + 1) * width), index * width));
  return { statements: kept.length, width, values: filled };
}
