import {
  criticalValue,
  DEFAULT_LEVEL,
  type Estimate,
  type Interval,
  noEstimate,
  type Range,
  SHARE,
  symmetricInterval,
} from "../estimate.ts";
import { compensatedSum, logistic } from "../numerics/sums.ts";
import { wilsonInterval } from "../rates/wilson.ts";

/** Labelled and judged items of one stratum: those from which labels were drawn at random. One stratum if from all. */
export interface LabelledStratum {
  /** Items with a label and a verdict: sums over them, of labels y and verdicts f. */
  readonly labelled: {
    readonly count: number;
    readonly y: number;
    readonly f: number;
    readonly yy: number;
    readonly ff: number;
    readonly yf: number;
  };
  /** Items with a verdict and no label. */
  readonly unlabelled: { readonly count: number; readonly f: number; readonly ff: number };
}

export interface PredictionPowered extends Estimate {
  /** How far the verdicts were trusted: 0, not at all (the labels alone), to 1 and beyond. Null where there is no value. */
  readonly lambda: number | null;
}

/**
 * The rate that people would give, from few labels and many verdicts: lambda · mean verdict of the unlabelled, plus the mean
 * of label - lambda · verdict of the labelled. Right whatever the judge is like, and narrower the better it is. Lambda is what
 * makes the variance smallest. Source: Angelopoulos, Duchi and Zrnic 2023, PPI++, section 6; strata as in Fisch et al. 2024.
 *
 * t with the degrees of freedom of the labels (their number minus two per stratum: a mean and a slope).
 *
 * @returns without an interval where a stratum has labels of fewer than three items, and without a value where one has none
 */
export function predictionPoweredRate(
  strata: readonly LabelledStratum[],
  options: { readonly level?: number; readonly range?: Range | null } = {},
): PredictionPowered {
  const { level = DEFAULT_LEVEL, range = SHARE } = options;
  const filled = strata.filter(({ labelled, unlabelled }) => labelled.count + unlabelled.count > 0);
  const all = compensatedSum(filled.map(({ labelled, unlabelled }) => labelled.count + unlabelled.count));
  if (all === 0) return { ...noEstimate("nothing is scored"), lambda: null };
  if (filled.some(({ labelled }) => labelled.count === 0)) return { ...noEstimate("a stratum has no labels"), lambda: null };
  const parts = filled.map((stratum) => momentsOf(stratum, all));
  const curvature = compensatedSum(parts.map((part) => part.weight2 * part.varF * (1 / part.n + part.inverseN)));
  const pull = compensatedSum(parts.map((part) => (part.weight2 * part.covariance) / part.n));
  const lambda = curvature === 0 ? 0 : Math.min(1, Math.max(0, pull / curvature));
  const value = compensatedSum(parts.map((part) => part.weight * (part.meanY + lambda * (part.meanUnlabelled - part.meanF))));
  const cut = range === null ? value : Math.min(range.high, Math.max(range.low, value));
  if (parts.some(({ n }) => n < 3)) {
    return { value: cut, standardError: null, interval: null, reason: "a stratum has fewer than three labels", lambda };
  }
  const variances = parts.map((part) => {
    // One degree of freedom of the residuals went into lambda.
    const residual =
      ((part.n - 1) / (part.n - 2)) * Math.max(0, part.varY - 2 * lambda * part.covariance + lambda * lambda * part.varLabelled);
    return { variance: part.weight2 * (residual / part.n + lambda * lambda * part.varF * part.inverseN), df: part.n - 2 };
  });
  const variance = compensatedSum(variances.map((part) => part.variance));
  if (variance === 0) return { ...constant(cut, compensatedSum(parts.map(({ n }) => n)), level, range), lambda };
  const df = variance ** 2 / compensatedSum(variances.map((part) => part.variance ** 2 / part.df));
  const standardError = Math.sqrt(variance);
  return { value: cut, standardError, interval: intervalOf(cut, standardError, df, level, range), reason: null, lambda };
}

/** A share's interval is symmetric in log odds: near 1 the errors that are missing from few labels would pull it up. */
function intervalOf(value: number, standardError: number, df: number, level: number, range: Range | null): Interval {
  if (range !== SHARE || value <= 0 || value >= 1) return symmetricInterval(value, standardError, df, level, range);
  const odds = Math.log(value / (1 - value));
  const half = (criticalValue(df, level) * standardError) / (value * (1 - value));
  return { low: logistic(odds - half), high: logistic(odds + half), level };
}

/** Nothing varies among the labels: a share gets the Wilson interval of as many items as have labels. */
function constant(value: number, labels: number, level: number, range: Range | null): Estimate {
  const reason = "the labels do not vary beyond what the verdicts explain";
  if (range !== SHARE) return { value, standardError: null, interval: null, reason };
  return { value, standardError: null, interval: wilsonInterval(value, labels, level), reason: `${reason}: Wilson interval` };
}

/** Of 0/1 labels and verdicts: the confusion matrix of the labelled, and how many unlabelled items the judge passed. */
export function binaryStratum(
  labelled: { readonly bothPass: number; readonly onlyPeople: number; readonly onlyJudge: number; readonly bothFail: number },
  unlabelled: { readonly count: number; readonly passed: number },
): LabelledStratum {
  const y = labelled.bothPass + labelled.onlyPeople;
  const f = labelled.bothPass + labelled.onlyJudge;
  const count = y + labelled.onlyJudge + labelled.bothFail;
  return {
    labelled: { count, y, f, yy: y, ff: f, yf: labelled.bothPass },
    unlabelled: { count: unlabelled.count, f: unlabelled.passed, ff: unlabelled.passed },
  };
}

function momentsOf({ labelled, unlabelled }: LabelledStratum, all: number) {
  const n = labelled.count;
  const weight = (n + unlabelled.count) / all;
  const total = { count: n + unlabelled.count, f: labelled.f + unlabelled.f, ff: labelled.ff + unlabelled.ff };
  return {
    n,
    weight,
    weight2: weight * weight,
    meanY: labelled.y / n,
    meanF: labelled.f / n,
    // Without unlabelled items the correction vanishes.
    meanUnlabelled: unlabelled.count === 0 ? labelled.f / n : unlabelled.f / unlabelled.count,
    inverseN: unlabelled.count === 0 ? 0 : 1 / unlabelled.count,
    varY: covarianceOf(labelled.yy, labelled.y, labelled.y, n),
    varLabelled: covarianceOf(labelled.ff, labelled.f, labelled.f, n),
    varF: unlabelled.count === 0 ? 0 : covarianceOf(total.ff, total.f, total.f, total.count),
    covariance: unlabelled.count === 0 ? 0 : covarianceOf(labelled.yf, labelled.y, labelled.f, n),
  };
}

/** The sample covariance, from sums; 0 for fewer than two items. */
function covarianceOf(product: number, first: number, second: number, count: number): number {
  return count < 2 ? 0 : (product - (first * second) / count) / (count - 1);
}
