import { describe, expect, test } from "vitest";
import { cohenKappa } from "../../src/statistics/agreement/cohen-kappa.ts";
import { krippendorffAlpha } from "../../src/statistics/agreement/krippendorff-alpha.ts";
import { pairTable } from "../../src/statistics/agreement/pair-table.ts";
import { ratingTable } from "../../src/statistics/agreement/rating-table.ts";
import { pairedDifference } from "../../src/statistics/differences/paired-difference.ts";
import type { Interval } from "../../src/statistics/estimate.ts";
import { binaryStratum, predictionPoweredRate } from "../../src/statistics/labels/prediction-powered.ts";
import { roganGladen } from "../../src/statistics/labels/rogan-gladen.ts";
import { lengthControlledWinRate } from "../../src/statistics/length/length-controlled-win-rate.ts";
import { scoreAgainstLength } from "../../src/statistics/length/score-against-length.ts";
import { type Random, randomOf } from "../../src/statistics/numerics/random.ts";
import { logistic } from "../../src/statistics/numerics/sums.ts";
import { bradleyTerryRanking } from "../../src/statistics/pairwise/bradley-terry-bootstrap.ts";
import { pairMatrix } from "../../src/statistics/pairwise/pair-matrix.ts";
import { winRate } from "../../src/statistics/pairwise/win-rate.ts";
import { betaEstimate } from "../../src/statistics/rates/beta-interval.ts";
import { clusteredEstimate } from "../../src/statistics/rates/clustered-interval.ts";
import { stratifiedEstimate } from "../../src/statistics/rates/stratified-interval.ts";
import { momentsOfTally } from "../../src/statistics/rates/tally.ts";
import { wilsonEstimate } from "../../src/statistics/rates/wilson.ts";
import { bootstrapEstimate, type BootstrapKind } from "../../src/statistics/resampling.ts";
import { statementRows } from "../../src/statistics/statement-rows.ts";

// Every kind of interval, in the world that it is made for, in 2,000 simulated audits each. The size is that of a real audit:
// 46 statements with 20 prompts.
const AUDITS = 2000;
const STATEMENTS = 46;
const PROMPTS = 20;

function binomial(random: Random, trials: number, p: number): number {
  let successes = 0;
  for (let trial = 0; trial < trials; trial++) if (random.uniform() < p) successes++;
  return successes;
}

function logisticNormal(random: Random, middle: number, spread: number): number {
  return logistic(middle + spread * random.normal());
}

/** The mean of logistic(middle + spread · Z), by the trapezoid rule, which is exact here to many digits. */
function meanLogisticNormal(middle: number, spread: number): number {
  let [sum, weights] = [0, 0];
  for (let z = -10; z <= 10; z += 0.01) {
    const weight = Math.exp((-z * z) / 2);
    sum += weight * logistic(middle + spread * z);
    weights += weight;
  }
  return sum / weights;
}

function statementsOf<Value>(make: (statement: number) => Value, count = STATEMENTS): Value[] {
  return Array.from({ length: count }, (_, statement) => make(statement));
}

/** @param audit one simulated audit: the interval it gives, and the truth */
function expectCoverage(seed: number, audit: (random: Random) => readonly [interval: Interval | null, truth: number]): void {
  const random = randomOf(seed);
  let covered = 0;
  for (let run = 0; run < AUDITS; run++) {
    const [interval, truth] = audit(random);
    if (interval !== null && interval.low <= truth && truth <= interval.high) covered++;
  }
  const share = covered / AUDITS;
  expect(share).toBeGreaterThanOrEqual(0.93);
  expect(share).toBeLessThanOrEqual(0.97);
}

describe("95 % intervals hold the truth in 93 to 97 % of 2,000 audits", () => {
  test("of this spec: statements fixed, prompts drawn", () => {
    const fixed = randomOf(100);
    const rates = statementsOf(() => logisticNormal(fixed, 1.5, 1.2));
    const truth = rates.reduce((sum, rate) => sum + rate, 0) / STATEMENTS;
    expectCoverage(1, (random) => {
      const tallies = rates.map((rate) => momentsOfTally({ successes: binomial(random, PROMPTS, rate), trials: PROMPTS }));
      return [stratifiedEstimate(tallies).interval, truth];
    });
  });

  test("of statements like these: statements drawn, then prompts", () => {
    const truth = meanLogisticNormal(1.5, 1.2);
    expectCoverage(2, (random) => {
      const tallies = statementsOf(() => {
        const rate = logisticNormal(random, 1.5, 1.2);
        return momentsOfTally({ successes: binomial(random, PROMPTS, rate), trials: PROMPTS });
      });
      return [clusteredEstimate(tallies).interval, truth];
    });
  });

  test.each([
    ["Wilson", (x: number) => wilsonEstimate(x, PROMPTS)],
    ["Jeffreys", (x: number) => betaEstimate(x, PROMPTS, "jeffreys")],
    ["uniform beta", (x: number) => betaEstimate(x, PROMPTS, "uniform")],
  ] as const)("of one statement, whose rate may be anything: %s", (_, estimate) => {
    expectCoverage(3, (random) => {
      const rate = random.uniform();
      return [estimate(binomial(random, PROMPTS, rate)).interval, rate];
    });
  });

  test("of a paired difference: statements drawn, the same prompts for both", () => {
    const truth = meanLogisticNormal(1.3, 1.2) - meanLogisticNormal(1, 1.2);
    expectCoverage(4, (random) => {
      const pairs = statementsOf(() => {
        const ease = 1.2 * random.normal();
        let [first, second] = [0, 0];
        for (let prompt = 0; prompt < PROMPTS; prompt++) {
          // One draw for both: prompts that are hard for one are hard for the other.
          const hardness = random.uniform();
          if (hardness < logistic(1 + ease)) first++;
          if (hardness < logistic(1.3 + ease)) second++;
        }
        return { first: first / PROMPTS, second: second / PROMPTS };
      });
      return [pairedDifference(pairs).interval, truth];
    });
  });

  test.each(["expanded", "bca"] as const)("of a mean by bootstrap over statements: %s", (kind: BootstrapKind) => {
    const truth = meanLogisticNormal(1.5, 1.2);
    expectCoverage(5, (random) => {
      const rows = statementRows(STATEMENTS, 2);
      for (let statement = 0; statement < STATEMENTS; statement++) {
        rows.add(statement, 0, binomial(random, PROMPTS, logisticNormal(random, 1.5, 1.2)));
        rows.add(statement, 1, PROMPTS);
      }
      const seed = random.below(1e9);
      return [bootstrapEstimate(rows, (sums) => (sums[0] ?? 0) / (sums[1] ?? 1), { seed, kind, resamples: 500 }).interval, truth];
    });
  });

  // Two judges who say the truth, except for errors of their own; a statement's rate of violations is drawn. The truth of kappa
  // and alpha follows from the mean probabilities of the four outcomes.
  const ERRORS = [0.1, 0.15] as const;
  function judged(random: Random, rate: number): readonly [number, number] {
    const real = random.uniform() < rate ? 1 : 0;
    const verdict = (error: number): number => (random.uniform() < error ? 1 - real : real);
    return [verdict(ERRORS[0]), verdict(ERRORS[1])];
  }
  function trueTable(mean: number): Float64Array {
    const cells = new Float64Array(4);
    for (const [real, weight] of [
      [0, 1 - mean],
      [1, mean],
    ] as const) {
      for (let cell = 0; cell < 4; cell++) {
        const [first, second] = [cell >> 1, cell & 1];
        const chance = (verdict: number, error: number): number => (verdict === real ? 1 - error : error);
        cells[cell] = (cells[cell] ?? 0) + weight * chance(first, ERRORS[0]) * chance(second, ERRORS[1]);
      }
    }
    return cells;
  }

  test("of Cohen's kappa by bootstrap over statements", () => {
    const truth = cohenKappa(trueTable(meanLogisticNormal(-1, 1)), 2) ?? 0;
    expectCoverage(6, (random) => {
      const table = pairTable(STATEMENTS, 2);
      for (let statement = 0; statement < STATEMENTS; statement++) {
        const rate = logisticNormal(random, -1, 1);
        for (let prompt = 0; prompt < PROMPTS; prompt++) table.count(statement, ...judged(random, rate));
      }
      const seed = random.below(1e9);
      return [bootstrapEstimate(table, (sums) => cohenKappa(sums, 2), { seed, resamples: 500 }).interval, truth];
    });
  });

  test("of Krippendorff's alpha by bootstrap over statements", () => {
    const [a = 0, b = 0, c = 0, d = 0] = trueTable(meanLogisticNormal(-1, 1));
    const share = a + (b + c) / 2;
    const truth = 1 - (b + c) / (2 * share * (d + (b + c) / 2));
    expectCoverage(7, (random) => {
      const table = ratingTable(STATEMENTS, 2);
      for (let statement = 0; statement < STATEMENTS; statement++) {
        const rate = logisticNormal(random, -1, 1);
        for (let prompt = 0; prompt < PROMPTS; prompt++) {
          const given = judged(random, rate).reduce((sum, verdict) => sum + verdict, 0);
          table.count(statement, [2 - given, given]);
        }
      }
      const seed = random.below(1e9);
      return [bootstrapEstimate(table, (sums) => krippendorffAlpha(sums, 2), { seed, resamples: 300 }).interval, truth];
    });
  });

  // Three models, 10 comparisons of each pair in each of 30 statements, with the same strengths in all of them.
  test.each(["half", "davidson"] as const)(
    "of a Bradley-Terry strength by bootstrap over statements, ties %s",
    (ties) => {
      const logs = [0.5, 0, -0.5];
      expectCoverage(8, (random) => {
        const matrix = pairMatrix(30, 3);
        for (let statement = 0; statement < 30; statement++) {
          for (const [first, second] of [
            [0, 1],
            [0, 2],
            [1, 2],
          ] as const) {
            const gap = (logs[first] ?? 0) - (logs[second] ?? 0);
            const tie = ties === "half" ? 0 : 0.5;
            const [win, loss] = [Math.exp(gap / 2), Math.exp(-gap / 2)];
            for (let prompt = 0; prompt < 10; prompt++) {
              const drawn = random.uniform() * (win + loss + tie);
              const outcome = drawn < win ? [1, 0, 0] : drawn < win + loss ? [0, 0, 1] : [0, 1, 0];
              matrix.count(statement, first, second, { wins: outcome[0] ?? 0, ties: outcome[1] ?? 0, losses: outcome[2] ?? 0 });
            }
          }
        }
        const ranking = bradleyTerryRanking(matrix, 3, { seed: random.below(1e9), resamples: 99, ties });
        return [ranking.intervals?.[0] ?? null, Math.exp(0.5)];
      });
    },
    300_000,
  );

  test("of a win rate: statements drawn", () => {
    const truth = meanLogisticNormal(0.3, 0.8);
    expectCoverage(9, (random) => {
      const matrix = pairMatrix(STATEMENTS, 2);
      for (let statement = 0; statement < STATEMENTS; statement++) {
        const wins = binomial(random, PROMPTS, logisticNormal(random, 0.3, 0.8));
        matrix.count(statement, 0, 1, { wins, ties: 0, losses: PROMPTS - wins });
      }
      return [winRate(matrix, 2, 0, 1).interval, truth];
    });
  });

  test("of a length-controlled win rate", () => {
    expectCoverage(10, (random) => {
      const size = STATEMENTS * 10;
      const lengthGaps = Float64Array.from({ length: size }, () => 300 * random.normal());
      const spread = 300;
      const outcomes = lengthGaps.map((gap) => (random.uniform() < logistic(0.4 + 0.8 * Math.tanh(gap / spread)) ? 1 : 0));
      const statements = Array.from({ length: size }, (_, item) => item % STATEMENTS);
      return [lengthControlledWinRate({ outcomes, lengthGaps, statements }).interval, logistic(0.4)];
    });
  });

  test("of the slope of scores against length, with statements that differ", () => {
    expectCoverage(11, (random) => {
      const size = STATEMENTS * 10;
      const levels = statementsOf(() => ({ score: random.normal(), length: 100 * random.normal() }));
      const statements = Array.from({ length: size }, (_, item) => item % STATEMENTS);
      const lengths = Float64Array.from(statements, (statement) => 1000 + (levels[statement]?.length ?? 0) + 200 * random.normal());
      const scores = lengths.map((length, item) => 3 + 0.001 * length + 0.3 * (levels[item % STATEMENTS]?.score ?? 0) + random.normal());
      return [scoreAgainstLength(scores, lengths, statements).slope.interval, 0.001];
    });
  });

  test("of a rate corrected by Rogan and Gladen, with 60 + 40 labels", () => {
    const [truth, sensitivity, specificity] = [0.7, 0.9, 0.8];
    expectCoverage(12, (random) => {
      const scored = STATEMENTS * PROMPTS;
      const { interval } = roganGladen({
        compliant: { labelled: 60, passed: binomial(random, 60, sensitivity) },
        violating: { labelled: 40, failed: binomial(random, 40, specificity) },
        judged: { scored, passed: binomial(random, scored, truth * sensitivity + (1 - truth) * (1 - specificity)) },
      });
      return [interval, truth];
    });
  });

  test("of a prediction-powered rate, with 100 labels", () => {
    const [truth, sensitivity, specificity] = [0.8, 0.9, 0.8];
    expectCoverage(13, (random) => {
      const counts = { bothPass: 0, onlyPeople: 0, onlyJudge: 0, bothFail: 0 };
      for (let item = 0; item < 100; item++) {
        if (random.uniform() < truth) counts[random.uniform() < sensitivity ? "bothPass" : "onlyPeople"]++;
        else counts[random.uniform() < specificity ? "bothFail" : "onlyJudge"]++;
      }
      const passed = binomial(random, 820, truth * sensitivity + (1 - truth) * (1 - specificity));
      return [predictionPoweredRate([binaryStratum(counts, { count: 820, passed })]).interval, truth];
    });
  });

  test("of a prediction-powered rate in two strata, with 40 labels where judges disagree and 60 elsewhere", () => {
    const strata = [
      { share: 0.2, truth: 0.5, accuracy: 0.65, labels: 40 },
      { share: 0.8, truth: 0.85, accuracy: 0.95, labels: 60 },
    ];
    const truth = strata.reduce((sum, stratum) => sum + stratum.share * stratum.truth, 0);
    expectCoverage(14, (random) => {
      const drawn = strata.map((stratum) => {
        const counts = { bothPass: 0, onlyPeople: 0, onlyJudge: 0, bothFail: 0 };
        for (let item = 0; item < stratum.labels; item++) {
          const right = random.uniform() < stratum.accuracy;
          if (random.uniform() < stratum.truth) counts[right ? "bothPass" : "onlyPeople"]++;
          else counts[right ? "bothFail" : "onlyJudge"]++;
        }
        const count = Math.round(stratum.share * 1000) - stratum.labels;
        const passing = stratum.truth * stratum.accuracy + (1 - stratum.truth) * (1 - stratum.accuracy);
        return binaryStratum(counts, { count, passed: binomial(random, count, passing) });
      });
      return [predictionPoweredRate(drawn).interval, truth];
    });
  });
});
