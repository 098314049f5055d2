import { isScored } from "../table/verdict-codes.ts";
import { itemCount, scoreOffset, statementsOfItems, type VerdictTable } from "../table/verdict-table.ts";
import { type AnswerStrata, NO_STRATUM } from "./answer-strata.ts";
import type { PeopleVerdict } from "./people-verdicts.ts";

/** A labelled answer that a judge scored too. */
export interface CalibrationAnswer {
  readonly statement: number;
  /** By people. */
  readonly compliant: boolean;
  /** By the judge. */
  readonly passed: boolean;
  /** How many of the answers that the judge scored it stands for. */
  readonly weight: number;
}

/** A stratum as one judge sees it: answers that it scored. */
export interface CalibrationStratum {
  readonly candidate: number;
  /** Place in `AGREEMENTS`: the kind of stratum, over all candidates. */
  readonly kind: number;
  readonly scored: number;
  readonly passed: number;
  /** Of `scored`, how many are of each statement. */
  readonly scoredByStatement: Int32Array;
  readonly answers: readonly CalibrationAnswer[];
}

/**
 * What a judge says and what people say, by stratum; empty strata are left out. Within a stratum, answers stand for each other:
 * by the inverse of their inclusion probabilities (Horvitz and Thompson 1952), scaled to the stratum's size, so that answers that
 * people would not decide on, or did not come to, are stood for by the rest of their stratum. Labels of answers that nobody drew
 * count as if they had been drawn like the rest.
 */
export function calibrationOf(
  table: VerdictTable,
  { strata, of }: AnswerStrata,
  people: readonly PeopleVerdict[],
  judge: number,
): CalibrationStratum[] {
  const items = itemCount(table);
  const kinds = strata.length / table.candidates.length;
  const codeOf = (candidate: number, item: number): number =>
    table.compliance.verdicts[scoreOffset(table, items, judge, candidate) + item] ?? NO_STRATUM;
  const statementOf = statementsOfItems(table);
  const counts = strata.map(() => ({ scored: 0, passed: 0, scoredByStatement: new Int32Array(table.statements.length) }));
  for (const [place, stratum] of of.entries()) {
    const count = counts[stratum];
    const item = place % items;
    const code = codeOf(Math.floor(place / items), item);
    if (count === undefined || !isScored(code)) continue;
    count.scored += 1;
    count.passed += code;
    const statement = statementOf[item] ?? 0;
    count.scoredByStatement[statement] = (count.scoredByStatement[statement] ?? 0) + 1;
  }
  const labelled = Map.groupBy(
    people.filter(({ candidate, item }) => isScored(codeOf(candidate, item))),
    ({ candidate, item }) => of[candidate * items + item] ?? NO_STRATUM,
  );
  return counts.flatMap((count, number) => {
    const { scored } = count;
    if (scored === 0) return [];
    const own = labelled.get(number) ?? [];
    const weights = scaledWeights(own, scored);
    const answers = own.map(({ candidate, item, compliant }, index) => ({
      statement: statementOf[item] ?? 0,
      compliant,
      passed: codeOf(candidate, item) === 1,
      weight: weights[index] ?? 0,
    }));
    return [{ candidate: Math.floor(number / kinds), kind: number % kinds, ...count, answers }];
  });
}

/** Inverse inclusion probabilities, scaled to add up to `total`. */
function scaledWeights(people: readonly PeopleVerdict[], total: number): number[] {
  const known = people.flatMap(({ inclusionProbability }) => (inclusionProbability === null ? [] : 1 / inclusionProbability));
  const usual = known.length === 0 ? 1 : known.reduce((sum, weight) => sum + weight, 0) / known.length;
  const weights = people.map(({ inclusionProbability }) => (inclusionProbability === null ? usual : 1 / inclusionProbability));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => (weight * total) / sum);
}
