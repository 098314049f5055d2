import type { CalibrationAnswer, CalibrationStratum } from "./calibration.ts";

/** A stratum with what is needed of it to say how uncertain shares are. */
export interface StratumRates {
  readonly stratum: CalibrationStratum;
  /** Labels that count: of equal weights, their number (Kish 1965). */
  readonly labels: number;
  /** Share that people call compliant. */
  readonly rate: number;
  /** The same over all candidates' strata of this kind. */
  readonly kindRate: number;
  /**
   * The rate as if one more answer had come out like those of its kind: ten labels that agree do not show that all would. For
   * variances only.
   */
  readonly cautiousRate: number;
}

/** Of the strata that have labels. */
export function stratumRates(strata: readonly CalibrationStratum[]): StratumRates[] {
  const kinds = Map.groupBy(strata, ({ kind }) => kind);
  const kindRates = new Map([...kinds].map(([kind, own]) => [kind, rateOfKind(own.flatMap(({ answers }) => answers))]));
  return strata.flatMap((stratum) => {
    if (stratum.answers.length === 0) return [];
    const labels = effectiveCount(stratum.answers);
    const rate = weightedShare(stratum.answers, ({ compliant }) => compliant) ?? 0;
    const ofKind = kindRates.get(stratum.kind) ?? 0.5;
    return [{ stratum, labels, rate, kindRate: ofKind, cautiousRate: (rate * labels + ofKind) / (labels + 1) }];
  });
}

/** With half an answer more of either kind (Jeffreys). */
function rateOfKind(answers: readonly CalibrationAnswer[]): number {
  const compliant = answers.filter((answer) => answer.compliant).length;
  return (compliant + 0.5) / (answers.length + 1);
}

/** How many answers of equal weights would say as much: (sum of weights)² / sum of squares (Kish 1965). */
export function effectiveCount(answers: readonly CalibrationAnswer[]): number {
  const sum = answers.reduce((all, { weight }) => all + weight, 0);
  const squares = answers.reduce((all, { weight }) => all + weight * weight, 0);
  return squares === 0 ? 0 : (sum * sum) / squares;
}

/** Null where there are no answers. */
export function weightedShare(answers: readonly CalibrationAnswer[], test: (answer: CalibrationAnswer) => boolean): number | null {
  let [sum, all] = [0, 0];
  for (const answer of answers) {
    all += answer.weight;
    if (test(answer)) sum += answer.weight;
  }
  return all === 0 ? null : sum / all;
}
