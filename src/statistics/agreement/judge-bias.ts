import { DEFAULT_LEVEL, type Estimate, type Range } from "../estimate.ts";
import { meanOf } from "../numerics/sums.ts";
import { clusteredEstimate } from "../rates/clustered-interval.ts";
import { type StatementRows, statementRows } from "../statement-rows.ts";
import { type PairedDifference, pairedDifference } from "../differences/paired-difference.ts";

/** How much each judge's scores differ from those of the other judges on the same items, summed per statement. */
export interface BiasTable extends StatementRows {
  readonly judges: number;
  /** Counts an item. @param scores one per judge; NaN where unscored. Items that fewer than two judges scored say nothing */
  readonly count: (statement: number, scores: ArrayLike<number>) => void;
}

const COLUMNS = 2;

/** A row has, for each judge, the sum of its differences and the number of its items. */
export function biasTable(statements: number, judges: number): BiasTable {
  const rows = statementRows(statements, judges * COLUMNS);
  const count = (statement: number, scores: ArrayLike<number>): void => {
    const given = Array.from(scores).flatMap((score, judge) => (Number.isNaN(score) ? [] : [{ judge, score }]));
    if (given.length < 2) return;
    for (const { judge, score } of given) {
      const others = given.filter((other) => other.judge !== judge).map((other) => other.score);
      rows.add(statement, judge * COLUMNS, score - meanOf(others));
      rows.add(statement, judge * COLUMNS + 1, 1);
    }
  };
  return { ...rows, judges, count };
}

/**
 * A judge's score minus the mean of the *other* judges' on the same items; positive is lenient. The judge itself is not in
 * what it is compared with, which would shrink every bias by 1/judges. The interval is that of `clusteredEstimate`.
 *
 * @param range what the difference cannot leave: -1 to 1 for verdicts, -4 to 4 for ratings of 1 to 5
 */
export function judgeBias(table: BiasTable, judge: number, range: Range = { low: -1, high: 1 }, level = DEFAULT_LEVEL): Estimate {
  return clusteredEstimate(biasByStatement(table, judge), { level, range });
}

/** On how many items a judge is compared with others. */
export function comparedItems({ statements, width, values }: BiasTable, judge: number): number {
  let items = 0;
  for (let statement = 0; statement < statements; statement++) items += values[statement * width + judge * COLUMNS + 1] ?? 0;
  return items;
}

/**
 * Own-family preference: a judge's bias on the models of its own family minus its bias on all others, so that a judge that is
 * simply lenient has none. Paired by statement (`pairedDifference`, own minus others).
 * Source: the question of Panickssery, Bowman and Feng 2024 (self-preference), asked as a difference of differences.
 *
 * @param own items of models of the judge's family
 * @param others items of all other models
 */
export function ownFamilyPreference(
  own: BiasTable,
  others: BiasTable,
  judge: number,
  range: Range = { low: -2, high: 2 },
  level = DEFAULT_LEVEL,
): PairedDifference {
  const first = biasByStatement(others, judge);
  const pairs = biasByStatement(own, judge).flatMap((cluster, statement) => {
    const other = first[statement];
    return cluster.count > 0 && other !== undefined && other.count > 0 ? [{ first: other.mean, second: cluster.mean }] : [];
  });
  return pairedDifference(pairs, { level, range });
}

function biasByStatement({ statements, width, values }: BiasTable, judge: number): { count: number; mean: number }[] {
  return Array.from({ length: statements }, (_, statement) => {
    const start = statement * width + judge * COLUMNS;
    const count = values[start + 1] ?? 0;
    return { count, mean: count === 0 ? 0 : (values[start] ?? 0) / count };
  });
}
