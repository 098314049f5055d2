import { criticalValue, DEFAULT_LEVEL, type Estimate, noEstimate } from "../estimate.ts";

/** What people's labels say of a judge, and what the judge says of all items. */
export interface JudgeCalibration {
  /** Labelled compliant by people: how many, and how many of them the judge passed too. */
  readonly compliant: { readonly labelled: number; readonly passed: number };
  /** Labelled non-compliant by people: how many, and how many of them the judge failed too. */
  readonly violating: { readonly labelled: number; readonly failed: number };
  /** All items that the judge scored, and how many it passed. */
  readonly judged: { readonly scored: number; readonly passed: number };
}

/** Below this, sensitivity + specificity - 1 divides by next to nothing. */
const LEAST_INFORMATIVE = 0.1;

/**
 * The compliance rate corrected for a judge's errors: (pass rate + specificity - 1) / (sensitivity + specificity - 1), cut to
 * 0 to 1. Source: Rogan and Gladen 1978. The interval includes what is uncertain in sensitivity and specificity: Lang and
 * Reiczigel 2014, whose added pseudo-observations keep it honest for small samples.
 *
 * Needs labels that were drawn at random, or at random among those the people's label: sampling by the judge's verdict or by
 * disagreement biases sensitivity and specificity. Then use `predictionPoweredRate` with strata.
 *
 * @returns no value where people labelled none of one kind, or where the judge hardly tells the kinds apart (below 0.1, or
 *   not surely above 0: less than 1.96 SE)
 */
export function roganGladen(calibration: JudgeCalibration, level = DEFAULT_LEVEL): Estimate {
  const { compliant, violating, judged } = calibration;
  if (judged.scored === 0) return noEstimate("the judge scored nothing");
  if (compliant.labelled === 0) return noEstimate("people labelled nothing as compliant, so the judge's sensitivity is unknown");
  if (violating.labelled === 0) return noEstimate("people labelled nothing as a violation, so the judge's specificity is unknown");
  const sensitivity = compliant.passed / compliant.labelled;
  const specificity = violating.failed / violating.labelled;
  const informative = sensitivity + specificity - 1;
  const z = criticalValue(Infinity, level);
  const adjusted = adjustedShares(calibration, z);
  const doubt = Math.sqrt(adjusted.sensitivity.variance + adjusted.specificity.variance);
  if (informative < LEAST_INFORMATIVE || informative < 1.96 * doubt) {
    return noEstimate(
      `the judge tells compliant from non-compliant too poorly to correct for: sensitivity + specificity - 1 is ${informative.toFixed(2)}`,
    );
  }
  const rate = (judged.passed / judged.scored + specificity - 1) / informative;
  const value = Math.min(1, Math.max(0, rate));
  const [p, se, sp] = [adjusted.passed, adjusted.sensitivity, adjusted.specificity];
  const scale = se.share + sp.share - 1;
  const middle = (p.share + sp.share - 1) / scale;
  const shift = 2 * z * z * (middle * se.variance - (1 - middle) * sp.variance);
  const standardError = Math.sqrt(p.variance + middle ** 2 * se.variance + (1 - middle) ** 2 * sp.variance) / scale;
  if (cut(middle + shift - z * standardError) === cut(middle + shift + z * standardError)) {
    const reason = "the judge passes more, or fewer, than its labels allow for at any true rate: the labels may not be of these items";
    return { value, standardError, interval: null, reason };
  }
  const low = Math.min(value, cut(middle + shift - z * standardError));
  const high = Math.max(value, cut(middle + shift + z * standardError));
  return { value, standardError, interval: { low, high, level }, reason: null };
}

function adjustedShares({ compliant, violating, judged }: JudgeCalibration, z: number) {
  return {
    passed: share(judged.passed, judged.scored, z * z),
    sensitivity: share(compliant.passed, compliant.labelled, 2),
    specificity: share(violating.failed, violating.labelled, 2),
  };
}

/** With pseudo-observations, half of them successes. */
function share(successes: number, trials: number, added: number): { readonly share: number; readonly variance: number } {
  const count = trials + added;
  const value = (successes + added / 2) / count;
  return { share: value, variance: (value * (1 - value)) / count };
}

function cut(end: number): number {
  return Math.min(1, Math.max(0, end));
}
