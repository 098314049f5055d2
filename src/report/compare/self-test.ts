import { type Random, randomOf } from "../../statistics/numerics/random.ts";
import { wilsonInterval } from "../../statistics/rates/wilson.ts";
import { countSigns, differencesOf } from "./compare-statements.ts";
import type { AlarmFigures, GateRules, StatementPairs } from "./comparison.ts";
import { decide, judgeFigure } from "./decide.ts";

/** How a self-test is made. */
export interface SelfTestOptions {
  readonly runs: number;
  readonly seed: number;
}

/** Runs of a self-test where none are named. */
export const SELF_TEST_RUNS = 2000;

/**
 * How often the gate decides what on these very data when there is no difference: A/A tests.
 *
 * - Relabelled: on every prompt A and B change places or not, by a coin. Pairs, statements and the size of differences stay.
 * - Halves: a side against itself, its prompts of each statement dealt into two halves at random and paired as they come.
 *   That has what relabelling has not: the spread between prompts that a comparison on other prompts would have.
 *
 * @param statements such as have pairs
 */
export function alarmFigures(statements: readonly StatementPairs[], rules: GateRules, options: SelfTestOptions): AlarmFigures[] {
  const differences = statements.map((pairs) => differencesOf(pairs));
  const figures = [simulate("relabelled", (random) => differences.map((own) => relabelled(own, random)), rules, options)];
  for (const side of ["a", "b"] as const) {
    const scores = statements.map((pairs) => pairs[side]).filter(({ length }) => length >= 2);
    if (scores.length === 0) continue;
    figures.push(simulate(`halves-${side}`, (random) => scores.map((own) => halves(own, random)), rules, options));
  }
  return figures;
}

function simulate(
  kind: AlarmFigures["kind"],
  draw: (random: Random) => readonly Float64Array[],
  rules: GateRules,
  { runs, seed }: SelfTestOptions,
): AlarmFigures {
  const random = randomOf(seed);
  let [alarms, alarmsWithoutMargin, passes] = [0, 0, 0];
  let [pairs, differing] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const drawn = draw(random);
    const { outcome, figure } = decide(drawn, rules);
    if (outcome === "regression") alarms += 1;
    if (outcome === "no_regression") passes += 1;
    if (judgeFigure(figure, { margin: 0, level: rules.level }) === "regression") alarmsWithoutMargin += 1;
    if (run === 0) ({ pairs, differing } = sizeOf(drawn));
  }
  const rate = alarms / runs;
  const { low, high } = wilsonInterval(rate, runs);
  return {
    kind,
    runs,
    alarms,
    rate,
    interval: { low, high },
    alarmsWithoutMargin,
    passes,
    undecided: runs - alarms - passes,
    pairs,
    differing,
  };
}

function sizeOf(drawn: readonly Float64Array[]): { readonly pairs: number; readonly differing: number } {
  const signs = drawn.map((own) => countSigns(own));
  return {
    pairs: drawn.reduce((sum, { length }) => sum + length, 0),
    differing: signs.reduce((sum, { aBetter, bBetter }) => sum + aBetter + bBetter, 0),
  };
}

function relabelled(differences: Float64Array, random: Random): Float64Array {
  const swapped = differences.slice();
  let coins = 0;
  for (let prompt = 0; prompt < swapped.length; prompt += 1) {
    // Thirty-two coins a draw.
    coins = prompt % 32 === 0 ? random.below(2 ** 32) : coins >>> 1;
    if ((coins & 1) === 1) swapped[prompt] = -(swapped[prompt] ?? 0);
  }
  return swapped;
}

/** With an odd number of prompts, one that chance picks is left out. */
function halves(scores: Float64Array, random: Random): Float64Array {
  const dealt = scores.slice();
  for (let place = dealt.length - 1; place > 0; place -= 1) {
    const other = random.below(place + 1);
    const score = dealt[place] ?? 0;
    dealt[place] = dealt[other] ?? 0;
    dealt[other] = score;
  }
  const half = Math.floor(dealt.length / 2);
  const differences = dealt.slice(0, half);
  for (let pair = 0; pair < half; pair += 1) differences[pair] = (dealt[pair] ?? 0) - (dealt[half + pair] ?? 0);
  return differences;
}
