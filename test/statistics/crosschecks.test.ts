import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cohenKappa } from "../../src/statistics/agreement/cohen-kappa.ts";
import { gwetCoefficient } from "../../src/statistics/agreement/gwet.ts";
import { fleissKappa } from "../../src/statistics/agreement/fleiss-kappa.ts";
import { pearsonCorrelation } from "../../src/statistics/agreement/pearson-correlation.ts";
import { ratingTable } from "../../src/statistics/agreement/rating-table.ts";
import { mcnemarTest } from "../../src/statistics/differences/mcnemar.ts";
import { benjaminiHochbergAdjusted, holmAdjusted } from "../../src/statistics/differences/multiple-testing.ts";
import { pairedDifference } from "../../src/statistics/differences/paired-difference.ts";
import * as distributions from "../../src/statistics/numerics/distributions.ts";
import { betaEstimate } from "../../src/statistics/rates/beta-interval.ts";
import { clusteredEstimate } from "../../src/statistics/rates/clustered-interval.ts";
import { stratifiedEstimate } from "../../src/statistics/rates/stratified-interval.ts";
import { momentsByCluster, momentsOfTally } from "../../src/statistics/rates/tally.ts";
import { wilsonEstimate } from "../../src/statistics/rates/wilson.ts";
import { totalSums } from "../../src/statistics/resampling.ts";
import type { Estimate } from "../../src/statistics/estimate.ts";

// What a second implementation computed: make-crosschecks.py beside the file.
const crosschecks = JSON.parse(readFileSync(join(import.meta.dirname, "../fixtures/statistics/crosschecks.json"), "utf8")) as {
  distributions: Record<string, number[][]>;
  shares: { successes: number; trials: number; wilson: number[]; jeffreys: number[]; exact: number[] }[];
  clusters: (Expected & { tallies: [number, number][] })[];
  stratified: Expected & { scores: number[][] };
  differences: Expected & {
    pairs: [number[], number[]];
    p: number;
    mcnemar: { onlyFirst: number; onlySecond: number; exactP: number; chiSquared: number; chiSquaredP: number }[];
    ps: number[];
    holm: number[];
    benjaminiHochberg: number[];
  };
  agreement: {
    confusion: number[];
    cohen: Record<"identity" | "linear" | "quadratic", number>;
    pearson: number;
    counts: number[][];
    fleiss: number;
    gwet: { counts: number[][]; coefficients: Record<"identity" | "linear" | "quadratic", number> };
  };
};

interface Expected {
  readonly value: number;
  readonly standardError: number;
  readonly interval: readonly [number, number];
}

/** Relative to the larger of the expected value and `floor`. */
function expectNear(actual: number | null | undefined, expected: number, tolerance = 1e-9, floor = 1e-300): void {
  const error = Math.abs((actual ?? Number.NaN) - expected) / Math.max(Math.abs(expected), floor);
  expect(error, `${String(actual)} is not ${expected}`).toBeLessThanOrEqual(tolerance);
}

function expectEstimate(actual: Estimate, expected: Expected, range: readonly [number, number]): void {
  expectNear(actual.value, expected.value);
  expectNear(actual.standardError, expected.standardError);
  expectNear(actual.interval?.low, Math.max(range[0], expected.interval[0]));
  expectNear(actual.interval?.high, Math.min(range[1], expected.interval[1]));
}

const FUNCTIONS: Readonly<Record<string, (...parameters: number[]) => number>> = { ...distributions };

describe("distributions agree with a second implementation to 1e-9, tails included", () => {
  test.each(Object.keys(crosschecks.distributions))("%s", (name) => {
    const compute = FUNCTIONS[name] ?? (() => Number.NaN);
    const rows = crosschecks.distributions[name] ?? [];
    expect(rows.length).toBeGreaterThan(8);
    for (const row of rows) expectNear(compute(...row.slice(0, -1)), row.at(-1) ?? 0, 1e-9, 1e-250);
  });
});

describe("intervals agree with a second implementation", () => {
  test.each(crosschecks.shares)("of $successes in $trials", ({ successes, trials, wilson, jeffreys, exact }) => {
    const pairs = [
      [wilsonEstimate(successes, trials), wilson],
      [betaEstimate(successes, trials, "exact"), exact],
    ] as const;
    for (const [actual, expected] of pairs) {
      expectNear(actual.interval?.low, expected[0] ?? 0, 1e-9, 1e-6);
      expectNear(actual.interval?.high, expected[1] ?? 0, 1e-9);
    }
    const own = betaEstimate(successes, trials, "jeffreys");
    // At 0 and at 1 the end is moved out there, which the other implementation does not do.
    if (successes > 0) expectNear(own.interval?.low, jeffreys[0] ?? 0);
    if (successes < trials) expectNear(own.interval?.high, jeffreys[1] ?? 0);
  });

  test.each(crosschecks.clusters)("of a mean over clusters", (expected) => {
    const clusters = expected.tallies.map(([successes, trials]) => momentsOfTally({ successes, trials }));
    expectEstimate(clusteredEstimate(clusters), expected, [0, 1]);
  });

  test("of a mean over strata", () => {
    const { scores } = crosschecks.stratified;
    const clusters = momentsByCluster(
      scores.flat(),
      scores.flatMap((each, cluster) => each.map(() => cluster)),
      scores.length,
    );
    expectEstimate(stratifiedEstimate(clusters, { range: { low: 1, high: 5 } }), crosschecks.stratified, [1, 5]);
  });

  test("of a paired difference, with its p value", () => {
    const [first, second] = crosschecks.differences.pairs;
    const difference = pairedDifference(first.map((value, index) => ({ first: value, second: second[index] ?? 0 })));
    expectEstimate(difference, crosschecks.differences, [-1, 1]);
    expectNear(difference.p, crosschecks.differences.p);
  });
});

describe("tests agree with a second implementation", () => {
  test.each(crosschecks.differences.mcnemar)("McNemar's of $onlyFirst and $onlySecond", (expected) => {
    const actual = mcnemarTest(expected.onlyFirst, expected.onlySecond);
    expectNear(actual.exactP, expected.exactP);
    expectNear(actual.chiSquared, expected.chiSquared);
    expectNear(actual.chiSquaredP, expected.chiSquaredP);
  });

  test("Holm's and Benjamini and Hochberg's adjustments", () => {
    const { ps, holm, benjaminiHochberg } = crosschecks.differences;
    holmAdjusted(ps).forEach((p, index) => expectNear(p, holm[index] ?? 0));
    benjaminiHochbergAdjusted(ps).forEach((p, index) => expectNear(p, benjaminiHochberg[index] ?? 0));
  });
});

describe("agreement agrees with a second implementation", () => {
  test.each(["identity", "linear", "quadratic"] as const)("Cohen's kappa, %s weights", (weights) => {
    expectNear(cohenKappa(crosschecks.agreement.confusion, 4, weights), crosschecks.agreement.cohen[weights]);
  });

  test("Pearson's r", () => {
    expectNear(pearsonCorrelation(crosschecks.agreement.confusion, 4), crosschecks.agreement.pearson);
  });

  test("Fleiss' kappa", () => {
    const { counts, fleiss } = crosschecks.agreement;
    const categories = counts[0]?.length ?? 0;
    const table = ratingTable(1, categories);
    for (const given of counts) table.count(0, given);
    expectNear(fleissKappa(totalSums(table), categories), fleiss);
  });

  test.each(["identity", "linear", "quadratic"] as const)("Gwet's coefficient with verdicts missing, %s weights", (weights) => {
    const { counts, coefficients } = crosschecks.agreement.gwet;
    const table = ratingTable(1, 5);
    for (const given of counts) table.count(0, given);
    expectNear(gwetCoefficient(totalSums(table), 5, weights), coefficients[weights]);
  });
});
