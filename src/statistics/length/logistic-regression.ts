import { inverse, LuDecomposition, Matrix } from "ml-matrix";
import { logistic } from "../numerics/sums.ts";
import { clusteredCovariance } from "../numerics/sandwich.ts";

/** A logistic regression, or why there is none. */
export type LogisticFit =
  | {
      readonly status: "fitted";
      readonly coefficients: readonly number[];
      /** Over clusters; null with fewer than two of them. */
      readonly covariance: Matrix | null;
      readonly clusters: number;
    }
  | { readonly status: "undefined"; readonly reason: string };

/** Coefficients this large, on columns of size 1, are on their way to infinity. */
const INFINITE = 25;

/**
 * log(p / (1 - p)) = sum of coefficient · column, by iteratively reweighted least squares (Newton's method).
 * Source: McCullagh and Nelder 1989, chapter 4; outcomes between 0 and 1: Papke and Wooldridge 1996.
 *
 * @param outcomes 0 to 1, one per item
 * @param columns one array per coefficient, the constant included, each about of size 1
 * @param clusters the cluster of each item
 */
export function logisticRegression(outcomes: Float64Array, columns: readonly Float64Array[], clusters: ArrayLike<number>): LogisticFit {
  const size = columns.length;
  if (outcomes.length === 0) return { status: "undefined", reason: "nothing is scored" };
  let coefficients = new Float64Array(size);
  for (let iteration = 0; iteration < 60; iteration++) {
    const { gradient, information } = derivatives(outcomes, columns, coefficients);
    const solver = new LuDecomposition(information);
    if (solver.isSingular()) return { status: "undefined", reason: "the columns cannot be told apart" };
    const step = solver.solve(Matrix.columnVector(gradient)).to1DArray();
    // Far from the maximum a whole step can overshoot; the likelihood is concave, so a bounded one gets there too.
    const shrink = Math.min(1, 3 / Math.max(...step.map(Math.abs), 1e-300));
    coefficients = coefficients.map((value, column) => value + shrink * (step[column] ?? 0));
    const largest = Math.max(...Array.from(coefficients, Math.abs));
    if (!(largest < INFINITE))
      return { status: "undefined", reason: "the outcomes are perfectly predicted, so that a coefficient is infinite" };
    if (Math.max(...step.map(Math.abs)) < 1e-12 * Math.max(1, largest)) return fitted(outcomes, columns, clusters, coefficients);
  }
  return { status: "undefined", reason: "the regression does not settle" };
}

function fitted(
  outcomes: Float64Array,
  columns: readonly Float64Array[],
  clusters: ArrayLike<number>,
  coefficients: Float64Array,
): LogisticFit {
  const { information } = derivatives(outcomes, columns, coefficients);
  const size = columns.length;
  const scores = new Float64Array(outcomes.length * size);
  for (let item = 0; item < outcomes.length; item++) {
    const residual = (outcomes[item] ?? 0) - logistic(linear(columns, coefficients, item));
    for (let column = 0; column < size; column++) scores[item * size + column] = residual * (columns[column]?.[item] ?? 0);
  }
  const covariance = clusteredCovariance(inverse(information), scores, clusters, size);
  return { status: "fitted", coefficients: [...coefficients], covariance, clusters: new Set(Array.from(clusters)).size };
}

function derivatives(outcomes: Float64Array, columns: readonly Float64Array[], coefficients: Float64Array) {
  const size = columns.length;
  const gradient = new Float64Array(size);
  const information = new Float64Array(size * size);
  for (let item = 0; item < outcomes.length; item++) {
    const p = logistic(linear(columns, coefficients, item));
    const residual = (outcomes[item] ?? 0) - p;
    const weight = p * (1 - p);
    for (let row = 0; row < size; row++) {
      const value = columns[row]?.[item] ?? 0;
      gradient[row] = (gradient[row] ?? 0) + residual * value;
      for (let column = 0; column < size; column++) {
        const place = row * size + column;
        information[place] = (information[place] ?? 0) + weight * value * (columns[column]?.[item] ?? 0);
      }
    }
  }
  return { gradient, information: Matrix.from1DArray(size, size, information) };
}

function linear(columns: readonly Float64Array[], coefficients: Float64Array, item: number): number {
  let sum = 0;
  for (let column = 0; column < columns.length; column++) sum += (coefficients[column] ?? 0) * (columns[column]?.[item] ?? 0);
  return sum;
}
