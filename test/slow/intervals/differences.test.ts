import { describe, test } from "vitest";
import { differenceLikeThese, differenceOfPrompts, differenceThisSpec } from "../../../src/report/compare/differences.ts";
import { pairedDifference } from "../../../src/statistics/differences/paired-difference.ts";
import { type Random, randomOf } from "../../../src/statistics/numerics/random.ts";
import { logistic, meanOf } from "../../../src/statistics/numerics/sums.ts";
import { expectCoverage, expectHeld, meanLogisticNormal, PROMPTS, statementsOf } from "../../helpers/simulated-audits.ts";

// Two models on the same prompts: the second is better, in log odds, by this much.
const GAIN = 0.3;
const [MIDDLE, SPREAD] = [1, 1.2];
const LIMITS = { level: 0.95, range: { low: -1, high: 1 } };

/** Verdicts of the second minus those of the first on a statement's prompts. @param ease log odds of the first */
function drawDifferences(random: Random, ease: number): Float64Array {
  return Float64Array.from({ length: PROMPTS }, () => {
    // One draw for both: prompts that are hard for one are hard for the other.
    const hardness = random.uniform();
    return Number(hardness < logistic(GAIN + ease)) - Number(hardness < logistic(ease));
  });
}

function gainAt(ease: number): number {
  return logistic(GAIN + ease) - logistic(ease);
}

describe("95 % intervals of a difference hold the truth in 93 to 97 % of 2,000 audits", () => {
  const overall = meanLogisticNormal(MIDDLE + GAIN, SPREAD) - meanLogisticNormal(MIDDLE, SPREAD);
  const drawAudit = (random: Random): Float64Array[] => statementsOf(() => drawDifferences(random, MIDDLE + SPREAD * random.normal()));

  test("in a report: statements drawn", () => {
    expectCoverage(4, (random) => {
      const pairs = drawAudit(random).map((differences) => ({ first: 0, second: meanOf(differences) }));
      return [pairedDifference(pairs).interval, overall];
    });
  });

  test("in a comparison: statements drawn", () => {
    expectCoverage(20, (random) => [differenceLikeThese(drawAudit(random), LIMITS).interval, overall]);
  });

  test("in a comparison: statements fixed, prompts drawn", () => {
    const fixed = randomOf(101);
    const eases = statementsOf(() => MIDDLE + SPREAD * fixed.normal());
    const truth = meanOf(eases.map(gainAt));
    expectCoverage(21, (random) => [
      differenceThisSpec(
        eases.map((ease) => drawDifferences(random, ease)),
        LIMITS,
      ).interval,
      truth,
    ]);
  });

  // The interval agrees with the exact test, which is careful with few prompts.
  test.each([
    [20, 0.98],
    [50, 0.97],
  ])("of one statement with %i prompts, where both rates may be anything (at most %d)", (prompts, most) => {
    expectHeld(
      22,
      (random) => {
        const [first, second] = [random.uniform(), random.uniform()];
        const verdict = (rate: number): number => Number(random.uniform() < rate);
        const { interval } = differenceOfPrompts(
          Float64Array.from({ length: prompts }, () => verdict(second) - verdict(first)),
          LIMITS,
        );
        return interval !== null && interval.low <= second - first && second - first <= interval.high;
      },
      most,
    );
  });
});
