import { ratingEstimate } from "../../src/statistics/rates/rating-interval.ts";
import { describe, expect, test } from "vitest";
import { betaEstimate } from "../../src/statistics/rates/beta-interval.ts";
import { clusteredEstimate } from "../../src/statistics/rates/clustered-interval.ts";
import { meanBounds, rateOf } from "../../src/statistics/rates/rate.ts";
import { stratifiedEstimate } from "../../src/statistics/rates/stratified-interval.ts";
import { momentsByCluster, momentsOfTally, sumTallies } from "../../src/statistics/rates/tally.ts";
import { wilsonEstimate } from "../../src/statistics/rates/wilson.ts";

const moments = (tallies: readonly (readonly [number, number])[]) =>
  tallies.map(([successes, trials]) => momentsOfTally({ successes, trials }));

describe("the mean rating of a statement", () => {
  test("has an interval of some width where all ratings are the same", () => {
    const { value, interval } = ratingEstimate(Float64Array.of(5, 5, 5, 5), { low: 1, high: 5 });
    expect(value).toBe(5);
    // Wilson's for 4 of 4 is 0.5101 to 1.
    expect(interval?.low).toBeCloseTo(1 + 4 * 0.510109, 5);
    expect(interval?.high).toBe(5);
  });

  test("is that of t, within the scale", () => {
    const { interval } = ratingEstimate(Float64Array.of(5, 4, 5), { low: 1, high: 5 });
    expect(interval?.low).toBeCloseTo(14 / 3 - 4.302652729749464 / 3, 10);
    expect(interval?.high).toBe(5);
  });
});

describe("a rate", () => {
  test("has unscored items in neither numerator nor denominator, and bounds that hold them", () => {
    const tallies = [
      { successes: 15, trials: 18, unscored: 2 },
      { successes: 4, trials: 17, unscored: 3 },
    ];
    expect(sumTallies(tallies)).toEqual({ successes: 19, trials: 35, unscored: 5 });
    expect(rateOf(tallies)).toEqual({
      value: 19 / 35,
      successes: 19,
      scored: 35,
      unscored: 5,
      coverage: 35 / 40,
      bounds: { low: 19 / 40, high: 24 / 40 },
    });
  });

  test("of nothing, or of nothing scored, is null and not NaN", () => {
    expect(rateOf([])).toEqual({ value: null, successes: 0, scored: 0, unscored: 0, coverage: null, bounds: null });
    expect(rateOf([{ successes: 0, trials: 0, unscored: 7 }])).toMatchObject({ value: null, coverage: 0, bounds: { low: 0, high: 1 } });
  });

  test("of ratings has bounds at the ends of the scale", () => {
    expect(meanBounds(30, 8, 2, { low: 1, high: 5 })).toEqual({ low: 3.2, high: 4 });
    expect(meanBounds(0, 0, 0)).toBeNull();
  });
});

describe("an interval of this spec", () => {
  test("has the SE of the formula where all statements have k prompts", () => {
    const shares = [0.9, 0.5, 0.75, 1];
    const { standardError } = stratifiedEstimate(moments(shares.map((share) => [share * 20, 20])));
    const sum = shares.reduce((total, p) => total + (p * (1 - p)) / 19, 0);
    expect(standardError).toBeCloseTo(Math.sqrt(sum) / 4, 14);
  });

  test("lends a statement with one scored item the variance of the others", () => {
    const estimate = stratifiedEstimate(
      moments([
        [3, 6],
        [4, 6],
        [1, 1],
        [0, 0],
      ]),
    );
    const pooled = (1.5 + 8 / 6) / 10;
    expect(estimate.value).toBe(8 / 13);
    expect(estimate.standardError).toBeCloseTo(Math.sqrt((1.5 / 5) * 6 + (8 / 6 / 5) * 6 + pooled) / 13, 14);
  });

  test("says why where no statement has two scored items", () => {
    const estimate = stratifiedEstimate(
      moments([
        [1, 1],
        [0, 1],
      ]),
    );
    expect(estimate).toEqual({ value: 0.5, standardError: null, interval: null, reason: "no statement has two scored items" });
  });

  test("is not of zero width where all verdicts are the same", () => {
    const { interval, reason } = stratifiedEstimate(
      moments([
        [20, 20],
        [20, 20],
      ]),
    );
    expect(interval?.high).toBe(1);
    expect(interval?.low).toBeCloseTo(40 / (40 + 1.959963984540054 ** 2), 12);
    expect(reason).toContain("Wilson");
  });
});

describe("an interval of statements like these", () => {
  test("needs two statements", () => {
    expect(clusteredEstimate(moments([[3, 6]]))).toMatchObject({
      value: 0.5,
      interval: null,
      reason: "only one statement has scored items",
    });
    expect(clusteredEstimate(moments([[0, 0]]))).toMatchObject({ value: null, reason: "nothing is scored" });
  });

  test("counts statements, not items, where all rates are the same", () => {
    const { interval } = clusteredEstimate(moments(Array.from({ length: 10 }, () => [20, 20])));
    expect(interval?.low).toBeCloseTo(10 / (10 + 1.959963984540054 ** 2), 12);
  });

  test("does not depend on a large offset of the scores", () => {
    const scores = [1, 2, 4, 3, 5, 5, 2, 1, 1];
    const clusters = [0, 0, 0, 1, 1, 1, 2, 2, 2];
    const near = clusteredEstimate(momentsByCluster(scores, clusters, 3), { range: null });
    const far = clusteredEstimate(
      momentsByCluster(
        scores.map((score) => score + 2 ** 26),
        clusters,
        3,
      ),
      { range: null },
    );
    expect(far.standardError).toBeCloseTo(near.standardError ?? 0, 7);
    expect(
      stratifiedEstimate(
        momentsByCluster(
          scores.map((score) => score + 2 ** 26),
          clusters,
          3,
        ),
        { range: null },
      ).standardError,
    ).toBeCloseTo(stratifiedEstimate(momentsByCluster(scores, clusters, 3), { range: null }).standardError ?? 0, 7);
  });
});

test("an unscored item, as NaN, is in no cluster's count", () => {
  expect(momentsByCluster([1, Number.NaN, 0], [0, 0, 1], 2)).toEqual([
    { count: 1, mean: 1, squares: 0 },
    { count: 1, mean: 0, squares: 0 },
  ]);
});

test.each([0, 1, 10, 19, 20])("an interval of one statement with %i of 20 is not of zero width, and holds the rate", (successes) => {
  const all = [
    wilsonEstimate(successes, 20),
    ...(["jeffreys", "uniform", "exact"] as const).map((kind) => betaEstimate(successes, 20, kind)),
  ];
  for (const { interval } of all) {
    expect((interval?.high ?? 0) - (interval?.low ?? 0)).toBeGreaterThan(0.1);
    expect(interval?.low).toBeLessThanOrEqual(successes / 20);
    expect(interval?.high).toBeGreaterThanOrEqual(successes / 20);
  }
});

test("an interval of one statement without scored items is null", () => {
  expect(wilsonEstimate(0, 0)).toMatchObject({ value: null, interval: null, reason: "nothing is scored" });
  expect(betaEstimate(0, 0)).toMatchObject({ value: null, interval: null, reason: "nothing is scored" });
});
