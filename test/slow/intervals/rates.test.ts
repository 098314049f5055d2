import { describe, test } from "vitest";
import { randomOf } from "../../../src/statistics/numerics/random.ts";
import { betaEstimate } from "../../../src/statistics/rates/beta-interval.ts";
import { clusteredEstimate } from "../../../src/statistics/rates/clustered-interval.ts";
import { ratingEstimate } from "../../../src/statistics/rates/rating-interval.ts";
import { stratifiedEstimate } from "../../../src/statistics/rates/stratified-interval.ts";
import { momentsOfTally } from "../../../src/statistics/rates/tally.ts";
import { wilsonEstimate } from "../../../src/statistics/rates/wilson.ts";
import { type BootstrapKind, bootstrapEstimate } from "../../../src/statistics/resampling.ts";
import { statementRows } from "../../../src/statistics/statement-rows.ts";
import {
  binomial,
  expectCoverage,
  logisticNormal,
  meanLogisticNormal,
  PROMPTS,
  STATEMENTS,
  statementsOf,
} from "../../helpers/simulated-audits.ts";

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

  test("of one statement's mean rating, which may be anything", () => {
    expectCoverage(23, (random) => {
      const rate = random.uniform();
      const ratings = Float64Array.from({ length: PROMPTS }, () => 1 + binomial(random, 4, rate));
      return [ratingEstimate(ratings, { low: 1, high: 5 }).interval, 1 + 4 * rate];
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
});
