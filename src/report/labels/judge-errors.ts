import type { JudgeCalibration } from "../../statistics/labels/rogan-gladen.ts";
import { type StratumRates, weightedShare } from "./stratum-rates.ts";

/**
 * How a judge errs, over all candidates: sensitivity and specificity for all the answers it scored, and not for the sample,
 * in which disagreements are over-represented. As counts of a simple random sample that would be as certain: each share
 * times s(1 - s) / its variance, linearized over the strata (Särndal, Swensson and Wretman 1992, 5.5 and 5.6).
 */
export function judgeErrors(rates: readonly StratumRates[]): Pick<JudgeCalibration, "compliant" | "violating"> {
  const sensitivity = errorShare(rates, true);
  const specificity = errorShare(rates, false);
  return {
    compliant: { labelled: sensitivity.count, passed: sensitivity.share * sensitivity.count },
    violating: { labelled: specificity.count, failed: specificity.share * specificity.count },
  };
}

/** Share of what people call so that the judge calls so too. */
function errorShare(rates: readonly StratumRates[], compliant: boolean): { readonly share: number; readonly count: number } {
  const answers = rates.flatMap(({ stratum }) => stratum.answers).filter((answer) => answer.compliant === compliant);
  const share = weightedShare(answers, ({ passed }) => passed === compliant);
  if (share === null) return { share: 0, count: 0 };
  const parts = rates.map(({ stratum, labels, cautiousRate }) => {
    const own = stratum.answers.filter((answer) => answer.compliant === compliant);
    const passed = weightedShare(own, (answer) => answer.passed) ?? stratum.passed / stratum.scored;
    return {
      size: stratum.scored,
      labels,
      // Of the stratum, how much people call so; of that, how much the judge calls so too.
      rate: compliant ? cautiousRate : 1 - cautiousRate,
      right: compliant ? passed : 1 - passed,
    };
  });
  const all = parts.reduce((sum, { size, rate }) => sum + size * rate, 0);
  const cautious = parts.reduce((sum, { size, rate, right }) => sum + size * rate * right, 0) / all;
  const variance = parts.reduce((sum, { size, labels, rate, right }) => {
    const mean = rate * (right - cautious);
    const square = rate * (right * (1 - cautious) ** 2 + (1 - right) * cautious ** 2);
    return sum + ((size / all) ** 2 * (square - mean * mean)) / labels;
  }, 0);
  const count = variance > 0 ? (cautious * (1 - cautious)) / variance : answers.length;
  return { share, count };
}
