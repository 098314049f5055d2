import type { StatementSums } from "../../statistics/resampling.ts";
import { statementRows } from "../../statistics/statement-rows.ts";
import type { CalibrationAnswer, CalibrationStratum } from "./calibration.ts";

/** People down, the judge across; non-compliant before compliant. */
const CELLS = 4;
/** How many answers a stratum has, and the cells of those that are labelled. */
const COLUMNS = 1 + CELLS;

/** The cell of an answer in a confusion matrix, row after row. */
export function cellOf({ compliant, passed }: CalibrationAnswer): number {
  return 2 * Number(compliant) + Number(passed);
}

/**
 * What resampling statements needs to estimate a judge's confusion matrix again: of every statement and stratum, how many
 * answers there are and how those with labels came out. So a resample has sizes of strata of its own, and labels stand for them.
 */
export function confusionRows(strata: readonly CalibrationStratum[], statements: number): StatementSums {
  const rows = statementRows(statements, strata.length * COLUMNS);
  for (const [place, { scoredByStatement, answers }] of strata.entries()) {
    for (const [statement, scored] of scoredByStatement.entries()) rows.add(statement, place * COLUMNS, scored);
    for (const answer of answers) rows.add(answer.statement, place * COLUMNS + 1 + cellOf(answer), answer.weight);
  }
  return rows;
}

/** The confusion matrix of all answers; strata without a label in the resample are left out. @param sums of `confusionRows` */
export function confusionOf(sums: Float64Array): Float64Array {
  const confusion = new Float64Array(CELLS);
  for (let start = 0; start < sums.length; start += COLUMNS) {
    const cells = sums.subarray(start + 1, start + COLUMNS);
    const labelled = cells.reduce((sum, weight) => sum + weight, 0);
    if (labelled === 0) continue;
    const each = (sums[start] ?? 0) / labelled;
    for (const [cell, weight] of cells.entries()) confusion[cell] = (confusion[cell] ?? 0) + weight * each;
  }
  return confusion;
}
