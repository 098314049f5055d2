import { compensatedSum, meanOf } from "../numerics/sums.ts";
import type { Moments } from "../rates/tally.ts";

/** What scores vary by: a factor, two or three together, or `prompt`, which is what is left within a cell. */
export const VARIANCE_SOURCES = [
  "statement",
  "model",
  "judge",
  "statement x model",
  "statement x judge",
  "model x judge",
  "statement x model x judge",
  "prompt",
] as const;
export type VarianceSource = (typeof VARIANCE_SOURCES)[number];

export interface VarianceShare {
  readonly source: VarianceSource;
  /** Negative estimates are 0. */
  readonly variance: number;
  /** Of the sum of all. */
  readonly share: number;
}

export type VarianceShares =
  | {
      readonly status: "estimated";
      /** Those that the data can tell apart, in the order of `VARIANCE_SOURCES`. */
      readonly shares: readonly VarianceShare[];
      /** Statements in which every model and judge has a scored item; the others are left out. */
      readonly statements: number;
    }
  | { readonly status: "undefined"; readonly reason: string };

/** The scores of one statement, model and judge, all numbered from 0. */
export interface VarianceCell extends Moments {
  readonly statement: number;
  readonly model: number;
  readonly judge: number;
}

/**
 * Variance components of a crossed random-effects design, from mean squares of the cells' means and their expectations
 * (ANOVA estimates, unweighted means). Source: Searle, Casella and McCulloch 1992, chapter 4; Brennan 2001, Generalizability
 * Theory, chapter 3. A factor with one level is left out, and its interactions with it.
 *
 * The same prompts are answered by all models and judged by all judges; that part of their difficulty is counted as
 * `statement`, divided by the number of prompts, and the rest as `prompt`.
 *
 * @param cells at most one for each statement, model and judge
 */
export function varianceShares(cells: readonly VarianceCell[]): VarianceShares {
  const scored = cells.filter(({ count }) => count > 0);
  const models = new Set(scored.map(({ model }) => model)).size;
  const judges = new Set(scored.map(({ judge }) => judge)).size;
  const byStatement = Map.groupBy(scored, ({ statement }) => statement);
  const complete = [...byStatement.values()].filter((own) => own.length === models * judges).flat();
  const statements = complete.length / Math.max(1, models * judges);
  if (statements < 2) return { status: "undefined", reason: "fewer than two statements have scored items of every model and judge" };
  const levels = [statements, models, judges];
  const masks = Array.from({ length: 7 }, (_, index) => index + 1).filter((mask) =>
    levels.every((count, factor) => !has(mask, factor) || count > 1),
  );
  const meanSquares = new Map(masks.map((mask) => [mask, meanSquare(complete, mask, levels)]));
  const within = withinVariance(complete);
  const top = Math.max(...masks);
  const components = masks.map((mask) => {
    // E[MS of a set] is the sum, over the sets that hold it, of their variance times the levels outside of them: inverted,
    // mean squares are added and subtracted by how many factors a set has more.
    const terms = masks
      .filter((other) => (other & mask) === mask)
      .map((other) => (meanSquares.get(other) ?? 0) * (size(other ^ mask) % 2 === 0 ? 1 : -1));
    const outside = levels.reduce((product, count, factor) => (has(mask, factor) ? product : product * count), 1);
    // What the cells' means vary by within their cell is part of the last interaction.
    const noise = mask === top ? (within?.ofMeans ?? 0) : 0;
    return { source: SOURCES[mask - 1] ?? "prompt", variance: Math.max(0, compensatedSum(terms) / outside - noise) };
  });
  if (within !== null) components.push({ source: "prompt", variance: within.ofItems });
  const ordered = VARIANCE_SOURCES.flatMap((source) => components.filter((component) => component.source === source));
  const total = compensatedSum(ordered.map(({ variance }) => variance));
  if (total === 0) return { status: "undefined", reason: "all scores are the same" };
  return {
    status: "estimated",
    statements,
    shares: ordered.map(({ source, variance }) => ({ source, variance, share: variance / total })),
  };
}

/** By mask of factors: 1 statement, 2 model, 4 judge. */
const SOURCES: readonly VarianceSource[] = [
  "statement",
  "model",
  "statement x model",
  "judge",
  "statement x judge",
  "model x judge",
  "statement x model x judge",
];

function has(mask: number, factor: number): boolean {
  return (mask & (1 << factor)) !== 0;
}

function size(mask: number): number {
  return [0, 1, 2].filter((factor) => has(mask, factor)).length;
}

/** The mean square of an effect: squared effects of its combinations of levels, times the cells in each, by degrees of freedom. */
function meanSquare(cells: readonly VarianceCell[], mask: number, levels: readonly number[]): number {
  const parts = [0, 1, 2, 3, 4, 5, 6, 7].filter((part) => (part & mask) === part);
  const means = parts.map((part) => ({ part, sign: size(mask ^ part) % 2 === 0 ? 1 : -1, of: meansBy(cells, part) }));
  const combinations = new Map(cells.map((cell) => [keyOf(cell, mask), cell]));
  const squares = [...combinations.values()].map((cell) => {
    let effect = 0;
    for (const { part, sign, of } of means) effect += sign * (of.get(keyOf(cell, part)) ?? 0);
    return effect * effect;
  });
  const df = levels.reduce((product, count, factor) => (has(mask, factor) ? product * (count - 1) : product), 1);
  const repeats = levels.reduce((product, count, factor) => (has(mask, factor) ? product : product * count), 1);
  return (compensatedSum(squares) * repeats) / df;
}

function meansBy(cells: readonly VarianceCell[], mask: number): Map<number, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const cell of cells) {
    const key = keyOf(cell, mask);
    const known = sums.get(key);
    if (known === undefined) sums.set(key, { sum: cell.mean, count: 1 });
    else {
      known.sum += cell.mean;
      known.count++;
    }
  }
  return new Map([...sums].map(([key, { sum, count }]) => [key, sum / count]));
}

/** The levels of the factors in the mask as one number: up to 100,000 statements and 10,000 models and judges each. */
function keyOf({ statement, model, judge }: VarianceCell, mask: number): number {
  return (has(mask, 0) ? statement * 1e8 : 0) + (has(mask, 1) ? model * 1e4 : 0) + (has(mask, 2) ? judge : 0);
}

/** The pooled variance within cells, and what it adds to the variance of their means; null where no cell has two items. */
function withinVariance(cells: readonly VarianceCell[]): { readonly ofItems: number; readonly ofMeans: number } | null {
  const df = compensatedSum(cells.map(({ count }) => count - 1));
  if (df === 0) return null;
  const ofItems = compensatedSum(cells.map(({ squares }) => squares)) / df;
  return { ofItems, ofMeans: ofItems * meanOf(cells.map(({ count }) => 1 / count)) };
}
