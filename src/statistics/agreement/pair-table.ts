import { type StatementRows, statementRows } from "../statement-rows.ts";

/** Verdicts of two judges (or a judge and a person, or a judge and itself) on the same items, counted per statement. */
export interface PairTable extends StatementRows {
  /** How many categories a verdict can have. */
  readonly categories: number;
  /** Counts an item that both have scored. Categories are numbered from 0. */
  readonly count: (statement: number, first: number, second: number) => void;
}

/** A row is the statement's confusion matrix, the first judge's categories down, the second's across. */
export function pairTable(statements: number, categories: number): PairTable {
  const rows = statementRows(statements, categories * categories);
  return { ...rows, categories, count: (statement, first, second) => rows.add(statement, first * categories + second, 1) };
}
