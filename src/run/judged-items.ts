import type { Statement } from "../domain/statement.ts";
import type { PairItem, RateItem } from "../stages/judged-item.ts";
import { type AnsweredInput, commonInputs } from "./common-inputs.ts";

/** Something to be judged, with its place among the rows of its statement. */
export interface PlacedItem<Item> {
  readonly originalIndex: number;
  readonly sampleIndex: number;
  readonly item: Item;
}

/** Each answer of a candidate. `rubric` is the statement's own scale, for ratings. */
export function answerItems(statement: Statement, rubric: string | null, rows: readonly AnsweredInput[]): PlacedItem<RateItem>[] {
  return rows.map(({ originalIndex, sampleIndex, input, answer }) => ({
    originalIndex,
    sampleIndex,
    item: { statement, rubric, input, answer },
  }));
}

/** Each input that both candidates answered, in A's order. */
export function pairItems(
  statement: Statement,
  rowsOfA: readonly AnsweredInput[],
  rowsOfB: readonly AnsweredInput[],
): PlacedItem<PairItem>[] {
  return commonInputs(rowsOfA, rowsOfB).rows.map(({ input, a, b }) => ({
    originalIndex: a.originalIndex,
    sampleIndex: a.sampleIndex,
    item: { statement, input, answerA: a.answer, answerB: b.answer },
  }));
}
