import { nonInferiority } from "../../statistics/differences/non-inferiority.ts";
import { SCALES } from "../scores/score-view.ts";
import { adjustedSigns, isRegression } from "./compare-statements.ts";
import type { DifferenceFigure, GateOutcome, GateRules, IntervalKind } from "./comparison.ts";
import { differenceLikeThese, differenceThisSpec } from "./differences.ts";

/** Why the gate decided as it did. */
export interface Decision {
  readonly outcome: GateOutcome;
  /** What the overall difference alone says, by its interval. */
  readonly overall: GateOutcome;
  readonly by: IntervalKind;
  readonly figure: DifferenceFigure;
}

/** A loss of exactly the margin is no regression, whatever its last bit. */
const LAST_BITS = 1e-12;

/**
 * What the gate says of B against A. A self-test runs this very function.
 *
 * @param differences B minus A on each prompt, by statement; none is empty
 */
export function decide(differences: readonly Float64Array[], rules: GateRules): Decision {
  const by = differences.length < 2 ? "this-spec" : rules.interval;
  const options = { level: rules.level, range: SCALES[rules.stage].difference };
  const figure = by === "this-spec" ? differenceThisSpec(differences, options) : differenceLikeThese(differences, options);
  const overall = judgeFigure(figure, rules);
  const strictly = rules.strict && figure.value < -rules.margin - LAST_BITS;
  const isRegressed = overall === "regression" || strictly || (rules.perStatement && hasRegression(differences, rules));
  return { outcome: isRegressed ? "regression" : overall, overall, by, figure };
}

/** What an interval says by itself. */
export function judgeFigure(
  { value, df, interval }: DifferenceFigure,
  { margin, level }: Pick<GateRules, "margin" | "level">,
): GateOutcome {
  if (interval === null) return "undecided";
  // Without its standard error there is no p value, which would cost more than the rest and is not shown.
  const estimate = { value, standardError: null, interval: { ...interval, level }, reason: null };
  const { verdict } = nonInferiority(estimate, margin, df ?? 1);
  return verdict === "regression" ? "regression" : verdict === "non-inferior" ? "no_regression" : "undecided";
}

/** Whether a single statement is a regression by itself. */
function hasRegression(differences: readonly Float64Array[], rules: GateRules): boolean {
  return adjustedSigns(differences, rules.correction).some((test, index) =>
    isRegression(differences[index] ?? new Float64Array(), test, rules),
  );
}
