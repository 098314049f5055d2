import { describe, expect, test } from "vitest";
import { gwetCoefficient } from "../../src/statistics/agreement/gwet.ts";
import { cohenKappa } from "../../src/statistics/agreement/cohen-kappa.ts";
import { pairTable } from "../../src/statistics/agreement/pair-table.ts";
import { ratingTable } from "../../src/statistics/agreement/rating-table.ts";
import { quantile } from "../../src/statistics/numerics/quantile.ts";
import { randomOf } from "../../src/statistics/numerics/random.ts";
import { bootstrapEstimate, percentileInterval, totalSums } from "../../src/statistics/resampling.ts";
import { filledRows, statementRows } from "../../src/statistics/statement-rows.ts";
import { HAS_DATA, readLines } from "./shared-data.ts";

test.skipIf(!HAS_DATA)("percentile intervals are those of the published resamples", () => {
  const rows = readLines<{ lower: number; upper: number; results: number[] }>("bootstrap_ci/bootstrap_stats_20k_votes.jsonl");
  expect(rows.length).toBeGreaterThan(10);
  for (const { lower, upper, results } of rows) {
    const { low, high } = percentileInterval(results);
    expect(Math.abs(low - lower)).toBeLessThan(1e-9);
    expect(Math.abs(high - upper)).toBeLessThan(1e-9);
  }
});

test("a quantile is interpolated between its neighbours", () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([4, 1, 3, 2], 0.1)).toBeCloseTo(1.3, 14);
  expect(quantile([7], 0.975)).toBe(7);
});

describe("random numbers", () => {
  test("are those of xoshiro128** on every machine", () => {
    const random = randomOf(42);
    const drawn = [random.below(1000), random.below(1000), random.below(7), random.uniform()];
    const again = randomOf(42);
    expect([again.below(1000), again.below(1000), again.below(7), again.uniform()]).toEqual(drawn);
    expect(drawn).toMatchInlineSnapshot(`
      [
        924,
        897,
        5,
        0.814939410083783,
      ]
    `);
  });

  test("fall on every number alike", () => {
    const random = randomOf(1);
    const tallies = Array.from({ length: 6 }, () => 0);
    for (let draw = 0; draw < 60_000; draw++) {
      const face = random.below(6);
      tallies[face] = (tallies[face] ?? 0) + 1;
    }
    const chiSquared = tallies.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquared).toBeLessThan(20.5);
  });

  test("normal ones have mean 0 and variance 1", () => {
    const random = randomOf(3);
    const drawn = Array.from({ length: 20_000 }, () => random.normal());
    expect(drawn.reduce((sum, z) => sum + z, 0) / drawn.length).toBeCloseTo(0, 1);
    expect(drawn.reduce((sum, z) => sum + z * z, 0) / drawn.length).toBeCloseTo(1, 1);
  });
});

/** Sum and count of 0/1 scores. */
function meanRows(tallies: readonly (readonly [number, number])[]) {
  const rows = statementRows(tallies.length, 2);
  tallies.forEach(([successes, trials], statement) => {
    rows.add(statement, 0, successes);
    rows.add(statement, 1, trials);
  });
  return rows;
}
const mean = (sums: Float64Array): number | null => ((sums[1] ?? 0) === 0 ? null : (sums[0] ?? 0) / (sums[1] ?? 1));
const TALLIES = [
  [18, 20],
  [12, 20],
  [20, 20],
  [9, 20],
  [15, 20],
  [17, 20],
  [19, 20],
  [3, 20],
] as const;

function widthOf(kind: "percentile" | "expanded"): number {
  const { interval } = bootstrapEstimate(meanRows(TALLIES), mean, { seed: 5, kind });
  return (interval?.high ?? 0) - (interval?.low ?? 0);
}

function reasonOf(tallies: readonly (readonly [number, number])[]): string | null {
  return bootstrapEstimate(meanRows(tallies), mean, { seed: 1 }).reason;
}

describe("a bootstrap over statements", () => {
  test("is the same for the same seed", () => {
    const once = bootstrapEstimate(meanRows(TALLIES), mean, { seed: 5 });
    expect(bootstrapEstimate(meanRows(TALLIES), mean, { seed: 5 })).toEqual(once);
    expect(bootstrapEstimate(meanRows(TALLIES), mean, { seed: 6 }).interval).not.toEqual(once.interval);
  });

  test("has nearly the standard error of the formula", () => {
    const { standardError } = bootstrapEstimate(meanRows(TALLIES), mean, { seed: 5, resamples: 20_000 });
    const rates = TALLIES.map(([successes, trials]) => successes / trials);
    const middle = rates.reduce((sum, rate) => sum + rate, 0) / 8;
    const exact = Math.sqrt(rates.reduce((sum, rate) => sum + (rate - middle) ** 2, 0)) / 8;
    expect((standardError ?? 0) / exact).toBeCloseTo(1, 1.5);
  });

  test.each(["percentile", "expanded", "bca"] as const)("holds its value, %s", (kind) => {
    const { value, interval } = bootstrapEstimate(meanRows(TALLIES), mean, { seed: 5, kind });
    expect(interval?.low).toBeLessThan(value ?? 0);
    expect(interval?.high).toBeGreaterThan(value ?? 1);
  });

  test("is wider when expanded for few statements", () => {
    expect(widthOf("expanded")).toBeGreaterThan(widthOf("percentile") * 1.1);
  });

  test("says why there is no interval", () => {
    expect(reasonOf([])).toBe("nothing is scored");
    expect(reasonOf([[0, 0]])).toBe("the data define no value");
    expect(reasonOf([[3, 4]])).toBe("only one statement has scored items");
    expect(
      reasonOf([
        [3, 4],
        [3, 4],
      ]),
    ).toBe("every resample gives the same value");
    expect(
      reasonOf([
        [3, 4],
        [0, 0],
      ]),
    ).toBe("too many resamples define no value");
  });

  test("leaves empty statements out", () => {
    const filled = filledRows(
      meanRows([
        [3, 4],
        [0, 0],
        [1, 4],
      ]),
    );
    expect(filled).toEqual({ statements: 2, width: 2, values: Float64Array.of(3, 4, 1, 4) });
  });
});

describe("agreement where nearly all verdicts are the same", () => {
  test("kappa is null where both judges only ever say one thing", () => {
    const table = pairTable(1, 2);
    for (let item = 0; item < 5; item++) table.count(0, 1, 1);
    expect(cohenKappa(totalSums(table), 2)).toBeNull();
  });

  test("Gwet's AC1 stays high where kappa falls", () => {
    const table = pairTable(1, 2);
    const many = ratingTable(1, 2);
    for (const [first, second, times] of [
      [0, 0, 118],
      [0, 1, 5],
      [1, 0, 2],
    ] as const) {
      for (let item = 0; item < times; item++) {
        table.count(0, first, second);
        many.count(0, first === second ? [2, 0] : [1, 1]);
      }
    }
    // Gwet 2008: pa = 118/125, pe = 2 π (1 - π) with π the mean share of the first category.
    const share = (123 + 120) / 250;
    const expected = 2 * share * (1 - share);
    expect(cohenKappa(totalSums(table), 2)).toBeLessThan(0);
    expect(gwetCoefficient(totalSums(many), 2)).toBeCloseTo((118 / 125 - expected) / (1 - expected), 12);
  });
});
