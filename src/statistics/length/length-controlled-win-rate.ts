import { criticalValue, DEFAULT_LEVEL, type Estimate, noEstimate } from "../estimate.ts";
import { logistic, meanOf, varianceOf } from "../numerics/sums.ts";
import { logisticRegression } from "./logistic-regression.ts";

/** Pairs of one model against one other, item by item. */
export interface LengthPairs {
  /** The outcome for the model: 0, 1/4, 1/2, 3/4 or 1. */
  readonly outcomes: Float64Array;
  /** The length of its answer minus that of the other's, in code points. */
  readonly lengthGaps: Float64Array;
  /** The statement of each item, from 0. */
  readonly statements: ArrayLike<number>;
  /** How hard each item is for the other model, if known: log odds, on average 0. */
  readonly difficulties?: Float64Array;
}

export interface LengthControlledWinRate extends Estimate {
  /** How much a longer answer gains: the coefficient of tanh(gap / sd of gaps), in log odds. Null where there is no fit. */
  readonly lengthEffect: number | null;
}

/**
 * What the win rate would be if both answers were equally long: the mean of logistic(theta + psi · difficulty) in the fit of
 * logit P(win) = theta + phi · tanh(gap / sd(gaps)) + psi · difficulty.
 * Source: Dubois et al. 2024, Length-Controlled AlpacaEval, section 3 (its form, without the penalty of its fit; without
 * difficulties, its term of the instruction is left out).
 *
 * The interval is of statements like these: clustered covariance, symmetric in log odds, t on statements - 1.
 */
export function lengthControlledWinRate(pairs: LengthPairs, level = DEFAULT_LEVEL): LengthControlledWinRate {
  const { outcomes, lengthGaps, statements, difficulties } = pairs;
  if (outcomes.length < 3) return none("fewer than three pairs are scored");
  const spread = Math.sqrt(varianceOf(lengthGaps));
  if (spread === 0) return none("all pairs differ in length by the same, so that length cannot be told from the model");
  const columns: Float64Array[] = [new Float64Array(outcomes.length).fill(1), lengthGaps.map((gap) => Math.tanh(gap / spread))];
  if (difficulties !== undefined) columns.push(difficulties);
  const fit = logisticRegression(outcomes, columns, statements);
  if (fit.status === "undefined") return none(fit.reason);
  const [theta = 0, phi = 0, psi = 0] = fit.coefficients;
  const levels = difficulties === undefined ? [0] : difficulties;
  const rates = Array.from(levels, (difficulty) => logistic(theta + psi * difficulty));
  const value = meanOf(rates);
  if (fit.covariance === null) {
    return { value, standardError: null, interval: null, reason: "only one statement has scored pairs", lengthEffect: phi };
  }
  // Delta method: derivatives of the mean rate by each coefficient.
  const slopes = rates.map((rate) => rate * (1 - rate));
  const gradient = [meanOf(slopes), 0, meanOf(slopes.map((slope, index) => slope * (levels[index] ?? 0)))].slice(0, columns.length);
  let variance = 0;
  gradient.forEach((first, row) => {
    gradient.forEach((second, column) => {
      variance += first * second * (fit.covariance?.get(row, column) ?? 0);
    });
  });
  const standardError = Math.sqrt(variance);
  if (standardError === 0) return { value, standardError: null, interval: null, reason: "all statements say the same", lengthEffect: phi };
  const odds = Math.log(value / (1 - value));
  const half = (criticalValue(fit.clusters - 1, level) * standardError) / (value * (1 - value));
  const interval = { low: logistic(odds - half), high: logistic(odds + half), level };
  return { value, standardError, interval, reason: null, lengthEffect: phi };
}

function none(reason: string): LengthControlledWinRate {
  return { ...noEstimate(reason), lengthEffect: null };
}
