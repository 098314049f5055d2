import { LuDecomposition, Matrix } from "ml-matrix";
import { tiesOf, winsOf } from "./pair-matrix.ts";
import { type PairCounts, pairLikelihood, type TieModel } from "./tie-models.ts";

/** Strengths of models, or why there are none. */
export type BradleyTerry =
  | {
      /**
       * `fitted`: maximum likelihood. `regularised`: some model, or group of them, never lost (or never won) against the rest,
       * so that maximum likelihood would give it infinite strength; instead every model is given one more win and one more loss
       * against an average model (Newman 2023, the prior of equation 14 and after).
       */
      readonly status: "fitted" | "regularised";
      /** Positive, with a geometric mean of 1: the first beats the second with the odds of their ratio, ties aside. */
      readonly strengths: readonly number[];
      readonly logStrengths: readonly number[];
      /** Davidson's nu, or Rao and Kupper's theta; null where ties are half wins, or where there are none. */
      readonly tie: number | null;
    }
  | {
      /** The models fall into groups that were never compared with each other. */
      readonly status: "disconnected";
      /** The group of each model, from 0. */
      readonly groups: readonly number[];
    };

export interface BradleyTerryOptions {
  readonly ties?: TieModel;
  /** Where to begin: a fit of nearly the same data, which saves steps. The result is the same. */
  readonly start?: { readonly logStrengths: readonly number[]; readonly tie: number | null };
}

interface Pair extends PairCounts {
  readonly first: number;
  readonly second: number;
}

/** A log strength this far out is on its way to infinity: odds of 10^13. */
const INFINITE = 30;

/**
 * Strengths by maximum likelihood: Newton's method on their logarithms, for which the likelihood is concave in all three
 * models of ties. Source: Zermelo 1929; Bradley and Terry 1952; Hunter 2004 on when a maximum exists.
 *
 * @param sums of a `pairMatrix`, or any weighted sum of its rows
 */
export function bradleyTerry(sums: ArrayLike<number>, players: number, options: BradleyTerryOptions = {}): BradleyTerry {
  const pairs = comparedPairs(sums, players);
  const groups = groupsOf(pairs, players);
  if (groups.some((group) => group > 0)) return { status: "disconnected", groups };
  const asked = options.ties ?? "half";
  const model = pairs.some(({ ties }) => ties > 0) ? asked : "half";
  // With ties as half wins this is exactly when a maximum exists; for the other models it must at least hold.
  const fitted = stronglyConnected(pairs, players) ? maximise(pairs, players, model, options.start) : null;
  if (fitted !== null) return { status: "fitted", ...scaled(fitted, players, model) };
  const average: Pair[] = Array.from({ length: players }, (_, first) => ({ first, second: players, wins: 1, ties: 0, losses: 1 }));
  const prior = maximise([...pairs, ...average], players + 1, model);
  // Everything has won and lost against the average model now, so a maximum exists.
  if (prior === null) throw new Error("Bradley-Terry found no maximum although there is one.");
  return { status: "regularised", ...scaled(prior, players, model) };
}

function comparedPairs(sums: ArrayLike<number>, players: number): Pair[] {
  const pairs: Pair[] = [];
  for (let first = 0; first < players; first++) {
    for (let second = first + 1; second < players; second++) {
      const [wins, ties, losses] = [
        winsOf(sums, players, first, second),
        tiesOf(sums, players, first, second),
        winsOf(sums, players, second, first),
      ];
      if (wins + ties + losses > 0) pairs.push({ first, second, wins, ties, losses });
    }
  }
  return pairs;
}

function scaled(parameters: Float64Array, players: number, model: TieModel): Omit<Extract<BradleyTerry, { strengths: unknown }>, "status"> {
  const logs = parameters.subarray(0, players);
  const middle = logs.reduce((sum, log) => sum + log, 0) / players;
  const logStrengths = Array.from(logs, (log) => log - middle);
  const tie = model === "half" ? null : Math.exp(parameters.at(-1) ?? 0);
  return { strengths: logStrengths.map(Math.exp), logStrengths, tie };
}

/** @returns log strengths, then the tie parameter; null where the likelihood has no maximum */
function maximise(pairs: readonly Pair[], players: number, model: TieModel, start?: BradleyTerryOptions["start"]): Float64Array | null {
  let parameters = new Float64Array(players + 1);
  parameters.set(start?.logStrengths ?? []);
  parameters[players] = model === "half" ? 0 : Math.log(start?.tie ?? (model === "davidson" ? 1 : 2));
  let current = evaluate(pairs, players, model, parameters);
  for (let iteration = 0; iteration < 100; iteration++) {
    const curvature = new LuDecomposition(current.curvature);
    // A direction in which the likelihood is flat: on the way to infinity.
    if (curvature.isSingular()) return null;
    const step = curvature.solve(current.gradient).to1DArray();
    let scale = 1;
    let next: Float64Array<ArrayBuffer> | null = null;
    for (; scale > 1e-12; scale /= 2) {
      const candidate = parameters.map((value, index) => value + scale * (step[index] ?? 0));
      if (model === "rao-kupper" && (candidate[players] ?? 0) <= 0) continue;
      const there = evaluate(pairs, players, model, candidate);
      if (!(there.value >= current.value - 1e-12 * Math.abs(current.value))) continue;
      next = candidate;
      current = there;
      break;
    }
    if (next === null) return parameters;
    parameters = next;
    if (parameters.some((value) => Math.abs(value) > INFINITE)) return null;
    if (Math.max(...step.map(Math.abs)) * scale < 1e-13) return parameters;
  }
  return parameters;
}

interface Evaluation {
  readonly value: number;
  readonly gradient: Matrix;
  /** Minus the second derivatives; made regular where a parameter is free. */
  readonly curvature: Matrix;
}

function evaluate(pairs: readonly Pair[], players: number, model: TieModel, parameters: Float64Array): Evaluation {
  const size = players + 1;
  const gradient = new Float64Array(size);
  const curvature = new Float64Array(size * size);
  let value = 0;
  let comparisons = 0;
  for (const pair of pairs) {
    const { first, second } = pair;
    const part = pairLikelihood(model, pair, (parameters[first] ?? 0) - (parameters[second] ?? 0), parameters[players] ?? 0);
    value += part.value;
    comparisons += pair.wins + pair.ties + pair.losses;
    bump(gradient, first, part.d);
    bump(gradient, second, -part.d);
    bump(gradient, players, part.t);
    for (const [row, column, amount] of [
      [first, first, -part.dd],
      [second, second, -part.dd],
      [first, second, part.dd],
      [second, first, part.dd],
      [first, players, -part.dt],
      [players, first, -part.dt],
      [second, players, part.dt],
      [players, second, part.dt],
      [players, players, -part.tt],
    ] as const) {
      bump(curvature, row * size + column, amount);
    }
  }
  // Only differences of log strengths matter: their sum is kept where it is.
  for (let row = 0; row < players; row++) {
    for (let column = 0; column < players; column++) bump(curvature, row * size + column, comparisons / (players * players));
  }
  if (model === "half") bump(curvature, players * size + players, 1);
  return { value, gradient: Matrix.columnVector(Array.from(gradient)), curvature: Matrix.from1DArray(size, size, curvature) };
}

function bump(array: Float64Array, place: number, amount: number): void {
  array[place] = (array[place] ?? 0) + amount;
}

/** The group of each model: those that comparisons connect, whoever won. */
function groupsOf(pairs: readonly Pair[], players: number): number[] {
  const groups: number[] = Array.from({ length: players }, () => -1);
  const neighbours = neighboursOf(pairs, players, () => [true, true]);
  let group = 0;
  for (let start = 0; start < players; start++) {
    if (groups[start] !== -1) continue;
    for (const reached of reachedFrom(start, neighbours)) groups[reached] = group;
    group++;
  }
  return groups;
}

/** Whether a chain of wins or ties leads from every model to every other (Ford 1957). */
function stronglyConnected(pairs: readonly Pair[], players: number): boolean {
  if (players === 0) return true;
  const beats = ({ wins, losses, ties }: Pair): readonly [boolean, boolean] => [wins + ties > 0, losses + ties > 0];
  const forward = reachedFrom(0, neighboursOf(pairs, players, beats));
  const backward = reachedFrom(
    0,
    neighboursOf(pairs, players, (pair) => {
      const [there, back] = beats(pair);
      return [back, there];
    }),
  );
  return forward.size === players && backward.size === players;
}

function neighboursOf(pairs: readonly Pair[], players: number, linked: (pair: Pair) => readonly [boolean, boolean]): number[][] {
  const neighbours: number[][] = Array.from({ length: players }, () => []);
  for (const pair of pairs) {
    const [there, back] = linked(pair);
    if (there) neighbours[pair.first]?.push(pair.second);
    if (back) neighbours[pair.second]?.push(pair.first);
  }
  return neighbours;
}

function reachedFrom(start: number, neighbours: readonly (readonly number[])[]): Set<number> {
  const reached = new Set([start]);
  for (const player of reached) for (const next of neighbours[player] ?? []) reached.add(next);
  return reached;
}
