import type { JudgingStage } from "../summary.ts";

/** Candidates and judges of a specification: the axes of its table. Names are sorted. */
export interface TableAxes {
  readonly spec: string;
  readonly candidates: readonly string[];
  /** Judges by what they did. */
  readonly judges: Readonly<Record<JudgingStage, readonly string[]>>;
  /** Pairs that were ranked, in either order: places of two candidates, the first before the second. */
  readonly pairs: readonly (readonly [a: number, b: number])[];
}

/**
 * Everything that analysis needs of one specification, in memory: a byte for each verdict.
 *
 * An item is an input of a statement: what makes it the same in two files is statement, input text, sample, and which of
 * several equal ones it is. Ids alone repeat, and texts alone stand under several statements. Items are numbered by
 * statement; in each, by their place among the answers.
 */
export interface VerdictTable extends TableAxes {
  /** Sorted. */
  readonly statements: readonly string[];
  /** Number of each statement's first item; behind the last stands how many items there are. */
  readonly starts: Int32Array;
  /** Place of an item's prompt in its statement, as the files have it. */
  readonly originalIndex: Int32Array;
  readonly sampleIndex: Int32Array;
  /** Candidate x item: the answer's length in code points; -1 where there is no answer or the files do not have it. */
  readonly lengths: Int32Array;
  readonly compliance: ScoreColumns;
  readonly ratings: ScoreColumns;
  readonly rankings: RankingColumns;
}

/** Verdicts on single answers. Empty arrays where there are none. */
export interface ScoreColumns {
  /** Judge x candidate x item: see `verdict-codes.ts`. */
  readonly verdicts: Int8Array;
  /** As the verdicts; NaN where there is none. */
  readonly confidence: Float32Array;
  /** Of judgements that were made twice, the second, as the verdicts. */
  readonly again: Int8Array;
  /** By judge. */
  readonly calls: readonly CallCounts[];
}

/** Verdicts on pairs. */
export interface RankingColumns {
  /** Judge x pair x order x item, in the letters of the pair: A is the pair's first. Order 0 shows the first one first. */
  readonly verdicts: Int8Array;
  readonly again: Int8Array;
  readonly calls: readonly CallCounts[];
}

/** What a judge's calls came to. */
export interface CallCounts {
  /** Judgements for which it was asked: all but those of answers that failed. */
  readonly asked: number;
  /** Of these, such as could not be read at first. */
  readonly unreadable: number;
  /** Of these, such as were asked for once more. */
  readonly reasked: number;
}

/** How many items there are. */
export function itemCount(table: Pick<VerdictTable, "starts">): number {
  return table.starts.at(-1) ?? 0;
}

/** The place of each item's statement among the statements. */
export function statementsOfItems({ starts, statements }: Pick<VerdictTable, "starts" | "statements">): Int32Array {
  const statementOf = new Int32Array(starts.at(-1) ?? 0);
  for (const statement of statements.keys()) statementOf.fill(statement, starts[statement], starts[statement + 1]);
  return statementOf;
}

/** Where a judge's verdicts on a candidate begin; they are as many as there are items. */
export function scoreOffset(axes: TableAxes, items: number, judge: number, candidate: number): number {
  return (judge * axes.candidates.length + candidate) * items;
}

/** Where a judge's verdicts on a pair begin, in one order. */
export function rankingOffset(axes: TableAxes, items: number, judge: number, pair: number, order: 0 | 1): number {
  return ((judge * axes.pairs.length + pair) * 2 + order) * items;
}
