import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cohenKappa } from "../../src/statistics/agreement/cohen-kappa.ts";
import { krippendorffAlpha } from "../../src/statistics/agreement/krippendorff-alpha.ts";
import { pearsonCorrelation } from "../../src/statistics/agreement/pearson-correlation.ts";
import { ratingTable } from "../../src/statistics/agreement/rating-table.ts";
import { benjaminiHochbergAdjusted, holmAdjusted } from "../../src/statistics/differences/multiple-testing.ts";
import { pairedDifference } from "../../src/statistics/differences/paired-difference.ts";
import { bradleyTerry } from "../../src/statistics/pairwise/bradley-terry.ts";
import { betaEstimate } from "../../src/statistics/rates/beta-interval.ts";
import { clusteredEstimate } from "../../src/statistics/rates/clustered-interval.ts";
import { stratifiedEstimate } from "../../src/statistics/rates/stratified-interval.ts";
import { momentsOfTally } from "../../src/statistics/rates/tally.ts";
import { wilsonEstimate } from "../../src/statistics/rates/wilson.ts";
import { totalSums } from "../../src/statistics/resampling.ts";

const tally = fc.nat(30).chain((trials) => fc.record({ successes: fc.nat(trials), trials: fc.constant(trials) }));
const tallies = fc.array(tally, { maxLength: 20 });

function confusion(categories: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(40), { minLength: categories ** 2, maxLength: categories ** 2 });
}

describe("intervals", () => {
  test("hold their estimate, lie within 0 and 1, and are never NaN", () => {
    fc.assert(
      fc.property(tallies, (drawn) => {
        const clusters = drawn.map(momentsOfTally);
        const single = drawn.flatMap(({ successes, trials }) => [wilsonEstimate(successes, trials), betaEstimate(successes, trials)]);
        for (const { value, interval, reason } of [stratifiedEstimate(clusters), clusteredEstimate(clusters), ...single]) {
          if (value === null || interval === null) expect(reason).toBeTruthy();
          if (interval === null) continue;
          expect(0 <= interval.low && interval.low <= (value ?? 2) && (value ?? -1) <= interval.high && interval.high <= 1).toBe(true);
          expect(interval.high).toBeGreaterThan(interval.low);
        }
      }),
    );
  });

  test("do not depend on the order of statements", () => {
    fc.assert(
      fc.property(tallies, (drawn) => {
        const clusters = drawn.map(momentsOfTally);
        const there = clusteredEstimate(clusters);
        const back = clusteredEstimate(clusters.toReversed());
        expect(back.value ?? -1).toBeCloseTo(there.value ?? -1, 12);
        expect(back.standardError ?? -1).toBeCloseTo(there.standardError ?? -1, 12);
      }),
    );
  });

  test("of a difference are mirrored when the models change places", () => {
    const pair = fc.record({ first: fc.double({ min: 0, max: 1, noNaN: true }), second: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 15 }), (pairs) => {
        const there = pairedDifference(pairs);
        const back = pairedDifference(pairs.map(({ first, second }) => ({ first: second, second: first })));
        expect(back.value ?? 0).toBeCloseTo(-(there.value ?? 0), 12);
        expect(back.p).toEqual(there.p);
        expect(back.interval?.low ?? 0).toBeCloseTo(-(there.interval?.high ?? 0), 12);
      }),
    );
  });
});

describe("correlation", () => {
  test("is from -1 to 1, the same for exchanged judges, and reversed where one judge's scale is", () => {
    fc.assert(
      fc.property(confusion(5), (cells) => {
        const at = (row: number, column: number): number => cells[row * 5 + column] ?? 0;
        const places = [0, 1, 2, 3, 4];
        const r = pearsonCorrelation(cells, 5) ?? 0;
        const exchanged = places.flatMap((row) => places.map((column) => at(column, row)));
        const reversed = places.flatMap((row) => places.map((column) => at(row, 4 - column)));
        expect(Math.abs(r)).toBeLessThanOrEqual(1);
        expect(pearsonCorrelation(exchanged, 5) ?? 0).toBe(r);
        expect(pearsonCorrelation(reversed, 5) ?? 0).toBeCloseTo(-r, 12);
      }),
    );
  });

  test("of two items, which always lie on a line, is none", () => {
    expect(pearsonCorrelation([1, 0, 0, 1], 2)).toBeNull();
  });
});

describe("agreement", () => {
  test("is at most 1, and the same for renamed categories and exchanged judges", () => {
    fc.assert(
      fc.property(confusion(3), (cells) => {
        const at = (row: number, column: number): number => cells[row * 3 + column] ?? 0;
        const kappa = cohenKappa(cells, 3);
        const renamed = [2, 0, 1].flatMap((row) => [2, 0, 1].map((column) => at(row, column)));
        const exchanged = [0, 1, 2].flatMap((row) => [0, 1, 2].map((column) => at(column, row)));
        for (const other of [cohenKappa(renamed, 3), cohenKappa(exchanged, 3)]) {
          expect(other === null).toBe(kappa === null);
          expect(other ?? 0).toBeCloseTo(kappa ?? 0, 10);
        }
        expect(kappa ?? 0).toBeLessThanOrEqual(1);
        expect(kappa ?? 0).toBeGreaterThanOrEqual(-1);
      }),
    );
  });

  // The labels A and B stand for places, not for models: put the other model first in some pairs, and the agreement is the same
  // while kappa is not.
  test("on A and B changes its kappa with which model is put first, as is known", () => {
    const before = [40, 5, 5, 0];
    const after = [20, 5, 5, 20];
    expect(cohenKappa(before, 2)).toBeCloseTo(-1 / 9, 10);
    expect(cohenKappa(after, 2)).toBeCloseTo(0.6, 10);
  });

  test("among many is at most 1, and 1 for those who always agree", () => {
    const item = fc.array(fc.nat(4), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 20 }), (items) => {
        const table = ratingTable(1, 3);
        for (const given of items) table.count(0, given);
        for (const metric of ["nominal", "ordinal", "interval"] as const) {
          expect(krippendorffAlpha(totalSums(table), 3, metric) ?? 0).toBeLessThanOrEqual(1);
        }
      }),
    );
    const table = ratingTable(1, 2);
    table.count(0, [3, 0]);
    table.count(0, [0, 2]);
    expect(krippendorffAlpha(totalSums(table), 2)).toBe(1);
  });
});

const sumsOf = (wins: readonly number[], order: readonly number[], factor: number): Float64Array => {
  const sums = new Float64Array(32);
  let next = 0;
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      if (row !== column) sums[(order[row] ?? 0) * 4 + (order[column] ?? 0)] = factor * (wins[next++] ?? 0);
    }
  }
  return sums;
};
const strengthsOf = (sums: Float64Array): readonly number[] => {
  const fit = bradleyTerry(sums, 4);
  return fit.status === "disconnected" ? [] : fit.strengths;
};

describe("Bradley-Terry", () => {
  const games = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 12, maxLength: 12 });
  test("depends neither on how often everything is repeated nor on the models' order, with geometric mean 1", () => {
    fc.assert(
      fc.property(games, (wins) => {
        const strengths = strengthsOf(sumsOf(wins, [0, 1, 2, 3], 1));
        const repeated = strengthsOf(sumsOf(wins, [0, 1, 2, 3], 7));
        const moved = strengthsOf(sumsOf(wins, [3, 1, 0, 2], 1));
        expect(strengths.reduce((product, strength) => product * strength, 1)).toBeCloseTo(1, 9);
        strengths.forEach((strength, model) => {
          expect((repeated[model] ?? 0) / strength).toBeCloseTo(1, 9);
          expect((moved[[3, 1, 0, 2][model] ?? 0] ?? 0) / strength).toBeCloseTo(1, 9);
        });
      }),
    );
  });
});

test("adjusted p values are never smaller than before, and Holm's never below Benjamini and Hochberg's", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (ps) => {
      const [holm, hochberg] = [holmAdjusted(ps), benjaminiHochbergAdjusted(ps)];
      ps.forEach((p, index) => {
        expect(hochberg[index]).toBeGreaterThanOrEqual(p * (1 - 1e-12));
        expect(holm[index]).toBeGreaterThanOrEqual((hochberg[index] ?? 0) * (1 - 1e-12));
        expect(holm[index]).toBeLessThanOrEqual(1);
      });
    }),
  );
});
