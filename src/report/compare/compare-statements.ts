import { compareTexts } from "../../domain/compare-texts.ts";
import { mcnemarTest } from "../../statistics/differences/mcnemar.ts";
import { benjaminiHochbergAdjusted, holmAdjusted } from "../../statistics/differences/multiple-testing.ts";
import { SCALES } from "../scores/score-view.ts";
import type { GateRules, StatementComparison, StatementPairs } from "./comparison.ts";
import { differenceOfPrompts } from "./differences.ts";

/** B minus A on every prompt of a statement. */
export function differencesOf({ a, b }: StatementPairs): Float64Array {
  return b.map((score, prompt) => score - (a[prompt] ?? 0));
}

/** How many prompts each side does better on. */
export function countSigns(differences: Float64Array): { readonly aBetter: number; readonly bBetter: number } {
  let [aBetter, bBetter] = [0, 0];
  for (const difference of differences) {
    if (difference < -ROUNDING) aBetter += 1;
    else if (difference > ROUNDING) bBetter += 1;
  }
  return { aBetter, bBetter };
}

/** Means of several judges' scores may differ in their last bit. */
export const ROUNDING = 1e-9;

/** Compares statement by statement; in the order given. */
export function compareStatements(statements: readonly StatementPairs[], rules: GateRules): StatementComparison[] {
  const differences = statements.map((pairs) => differencesOf(pairs));
  const compared = [...differences.keys()].filter((index) => (differences[index]?.length ?? 0) > 0);
  const adjusted = adjustedSigns(
    compared.flatMap((index) => differences[index] ?? []),
    rules.correction,
  );
  const places = new Map(compared.map((index, place) => [index, place]));
  return statements.map((pairs, index) => {
    const own = differences[index] ?? new Float64Array();
    const place = places.get(index);
    const test = place === undefined ? undefined : adjusted[place];
    return test === undefined ? notCompared(pairs) : compareStatement(pairs, own, test, rules);
  });
}

/** What the exact sign test says of a statement's prompts. */
export interface SignTest {
  readonly aBetter: number;
  readonly bBetter: number;
  readonly p: number;
  readonly pAdjusted: number;
}

/** Tests of several statements, corrected for their number. @param differences none is empty */
export function adjustedSigns(differences: readonly Float64Array[], correction: GateRules["correction"]): SignTest[] {
  const tests = differences.map((own) => {
    const signs = countSigns(own);
    return { ...signs, p: mcnemarTest(signs.aBetter, signs.bBetter).exactP };
  });
  const ps = tests.map(({ p }) => p);
  const adjusted = correction === "holm" ? holmAdjusted(ps) : benjaminiHochbergAdjusted(ps);
  return tests.map(({ aBetter, bBetter, p }, index) => ({ aBetter, bBetter, p, pAdjusted: adjusted[index] ?? 1 }));
}

/**
 * Whether a statement alone is a regression: the corrected test finds it worse, and its interval lies below -margin. The test
 * keeps chance findings rare among many statements, the interval keeps small losses out.
 */
export function isRegression(differences: Float64Array, { aBetter, bBetter, pAdjusted }: SignTest, rules: GateRules): boolean {
  if (aBetter <= bBetter || pAdjusted > 1 - rules.level) return false;
  const { interval } = differenceOfPrompts(differences, { level: rules.level, range: SCALES[rules.stage].difference });
  return interval !== null && interval.high < -rules.margin;
}

function compareStatement(pairs: StatementPairs, differences: Float64Array, test: SignTest, rules: GateRules): StatementComparison {
  const { value, interval } = differenceOfPrompts(differences, { level: rules.level, range: SCALES[rules.stage].difference });
  const { aBetter, bBetter, p, pAdjusted } = test;
  const certain = pAdjusted <= 1 - rules.level;
  return {
    spec: pairs.spec,
    statement: pairs.statement,
    prompts: differences.length,
    a: mean(pairs.a),
    b: mean(pairs.b),
    difference: value,
    interval,
    aBetter,
    bBetter,
    p,
    pAdjusted,
    verdict: aBetter + bBetter === 0 ? "same" : !certain ? "not certain" : aBetter > bBetter ? "worse" : "better",
    regression: isRegression(differences, test, rules),
  };
}

function notCompared({ spec, statement }: StatementPairs): StatementComparison {
  const nothing = { a: null, b: null, difference: null, interval: null, p: null, pAdjusted: null };
  return { spec, statement, prompts: 0, ...nothing, aBetter: 0, bBetter: 0, verdict: "not compared", regression: false };
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Certain losses, certain gains, then what else differs from the largest loss to the largest gain, then the rest. */
export function changedFirst(statements: readonly StatementComparison[]): StatementComparison[] {
  const order = { worse: 0, better: 1, "not certain": 2, same: 3, "not compared": 4 };
  return statements.toSorted(
    (x, y) =>
      Number(y.regression) - Number(x.regression) ||
      order[x.verdict] - order[y.verdict] ||
      (x.verdict === "better" ? -1 : 1) * ((x.difference ?? 0) - (y.difference ?? 0)) ||
      compareTexts(x.spec, y.spec) ||
      compareTexts(x.statement, y.statement),
  );
}
