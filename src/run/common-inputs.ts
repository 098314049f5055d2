import type { CandidateAnswer } from "../domain/judgement.ts";

/** One row of a candidate's results: what it was asked, and what it answered. */
export interface AnsweredInput {
  readonly originalIndex: number;
  /** 0-based; counts repeated answers to the same prompt. */
  readonly sampleIndex: number;
  readonly input: string;
  readonly answer: CandidateAnswer;
}

/** Two candidates' answers to the same input. */
export interface CommonInput {
  readonly input: string;
  readonly a: AnsweredInput;
  readonly b: AnsweredInput;
}

/** What can be compared of one statement's answers of a pair, and what cannot. */
export interface CommonInputs {
  /** In the order of A's rows. */
  readonly rows: readonly CommonInput[];
  /** Rows that have no counterpart on the other side. */
  readonly onlyInA: number;
  readonly onlyInB: number;
}

/**
 * The inputs that both candidates of a pair answered; what other candidates answered does not matter. Inputs are the same
 * when their texts are. The k-th row of a text in A goes with the k-th in B, so that inputs that stand twice and repeated
 * samples are all compared, each row once. B x A matches exactly the rows that A x B does. Pure.
 *
 * @param a one statement's rows, in generation order
 * @param b the other candidate's, in generation order
 */
export function commonInputs(a: readonly AnsweredInput[], b: readonly AnsweredInput[]): CommonInputs {
  const rowsOfB = groupByInput(b);
  const occurrences = new Map<string, number>();
  const rows: CommonInput[] = [];
  for (const row of a) {
    const occurrence = occurrences.get(row.input) ?? 0;
    occurrences.set(row.input, occurrence + 1);
    const counterpart = rowsOfB.get(row.input)?.[occurrence];
    if (counterpart !== undefined) rows.push({ input: row.input, a: row, b: counterpart });
  }
  return { rows, onlyInA: a.length - rows.length, onlyInB: b.length - rows.length };
}

function groupByInput(rows: readonly AnsweredInput[]): ReadonlyMap<string, readonly AnsweredInput[]> {
  const groups = new Map<string, AnsweredInput[]>();
  for (const row of rows) {
    const group = groups.get(row.input);
    if (group === undefined) groups.set(row.input, [row]);
    else group.push(row);
  }
  return groups;
}
