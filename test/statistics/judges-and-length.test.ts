import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { biasTable, judgeBias, ownFamilyPreference } from "../../src/statistics/agreement/judge-bias.ts";
import { codePoints } from "../../src/statistics/length/code-points.ts";
import { lengthControlledWinRate } from "../../src/statistics/length/length-controlled-win-rate.ts";
import { logisticRegression } from "../../src/statistics/length/logistic-regression.ts";
import { scoreAgainstLength } from "../../src/statistics/length/score-against-length.ts";
import { randomOf } from "../../src/statistics/numerics/random.ts";
import { logistic, logSumExp, compensatedSum } from "../../src/statistics/numerics/sums.ts";
import { orderEffects } from "../../src/statistics/pairwise/order-effects.ts";
import { momentsByCluster } from "../../src/statistics/rates/tally.ts";
import { type VarianceCell, varianceShares } from "../../src/statistics/variance/variance-shares.ts";
import { whatHelps } from "../../src/statistics/variance/what-helps.ts";

const { logistic: glm, regression } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../fixtures/statistics/crosschecks.json"), "utf8"),
) as {
  logistic: { y: number[]; columns: number[][]; clusters: number[]; coefficients: number[]; clusteredCovariance: number[] };
  regression: {
    x: number[];
    y: number[];
    clusters: number[];
    slope: number;
    intercept: number;
    standardError: number;
    correlation: number;
  };
};

describe("a judge's bias", () => {
  test("is its score minus the mean of the others, on items that two judges scored", () => {
    const table = biasTable(2, 3);
    table.count(0, [1, 0, 0]);
    table.count(1, [1, 0, Number.NaN]);
    table.count(1, [1, Number.NaN, Number.NaN]);
    expect(judgeBias(table, 0).value).toBe(1);
    expect(judgeBias(table, 1).value).toBeCloseTo((-0.5 - 1) / 2, 14);
    expect(judgeBias(table, 2)).toMatchObject({ value: -0.5, interval: null, reason: "only one statement has scored items" });
  });

  test("is null for the only judge there is", () => {
    const table = biasTable(1, 1);
    table.count(0, [1]);
    expect(judgeBias(table, 0)).toMatchObject({ value: null, reason: "nothing is scored" });
  });

  test("towards its own family is not mere leniency", () => {
    const [own, others] = [biasTable(3, 2), biasTable(3, 2)];
    for (const statement of [0, 1, 2]) {
      for (const table of [own, others]) {
        table.count(statement, [5, 4]);
        table.count(statement, [3, 2]);
      }
      own.count(statement, [statement + 2, 1]);
    }
    const { value, statements } = ownFamilyPreference(own, others, 0, { low: -8, high: 8 });
    expect(statements).toBe(3);
    // Biases of 1 on the others; (1 + 1 + own) / 3 on its own, with 1, 2 and 3 for the last item.
    expect(value).toBeCloseTo(1 / 3, 14);
  });

  test("towards the first place is counted among verdicts that name a winner", () => {
    const statements = [0, 4].map((flip) => ({ agree: 48 - flip, flip, differ: 2, first: 60 + flip, second: 40 - flip }));
    const { flips, firstPlace, agreement } = orderEffects(statements);
    expect([agreement.value, flips.value, firstPlace.value]).toEqual([0.92, 0.04, 0.62]);
  });

  test("is the less certain the more statements differ in it", () => {
    const [apart = 0, alike = 0] = [
      [0, 10, 0, 10, 0, 10],
      [4, 6, 4, 6, 4, 6],
    ].map(
      (flips) => orderEffects(flips.map((flip) => ({ agree: 20 - flip, flip, differ: 0, first: 20, second: 20 }))).flips.standardError ?? 0,
    );
    expect(apart).toBeCloseTo(5 * alike, 14);
  });
});

describe("length", () => {
  test.each([
    ["", 0],
    ["héllo", 5],
    ["👍🏽", 2],
    ["\ud83d", 1],
    ["\udc4d\ud83d", 2],
    ["a\ud83d\ud83d\udc4d", 3],
  ])("of %j is counted in code points", (text, count) => {
    expect(codePoints(text)).toBe(count);
    expect(codePoints(text)).toBe(Array.from(text).length);
  });

  test("explains scores as a second implementation says", () => {
    const line = scoreAgainstLength(Float64Array.from(regression.y), Float64Array.from(regression.x), regression.clusters);
    expect((line.slope.value ?? 0) / regression.slope).toBeCloseTo(1, 10);
    expect((line.slope.standardError ?? 0) / regression.standardError).toBeCloseTo(1, 10);
    expect(line.intercept).toBeCloseTo(regression.intercept, 10);
    expect(line.correlation).toBeCloseTo(regression.correlation, 12);
  });

  test("explains nothing where it does not vary", () => {
    const line = scoreAgainstLength(Float64Array.of(1, 2, 3), Float64Array.of(7, 7, 7), [0, 1, 2]);
    expect(line).toEqual({
      slope: { value: null, standardError: null, interval: null, reason: "all answers are equally long" },
      intercept: null,
      correlation: null,
    });
  });
});

describe("a logistic regression", () => {
  test("has the coefficients and clustered covariance of a second implementation", () => {
    const columns = glm.columns.map((column) => Float64Array.from(column));
    const fit = logisticRegression(Float64Array.from(glm.y), columns, glm.clusters);
    if (fit.status === "undefined") throw new Error(fit.reason);
    fit.coefficients.forEach((coefficient, index) => expect(coefficient).toBeCloseTo(glm.coefficients[index] ?? 0, 9));
    // 16 clusters: the other implementation's figure is without G/(G-1).
    const covariance = fit.covariance?.to1DArray() ?? [];
    covariance.forEach((value, index) => expect(value * (15 / 16)).toBeCloseTo(glm.clusteredCovariance[index] ?? 0, 9));
  });

  test("says that perfect prediction has no finite answer", () => {
    const x = Float64Array.of(-2, -1, 1, 2);
    const fit = logisticRegression(Float64Array.of(0, 0, 1, 1), [new Float64Array(4).fill(1), x], [0, 1, 2, 3]);
    expect(fit.status).toBe("undefined");
  });
});

describe("a length-controlled win rate", () => {
  test("takes away what length alone wins", () => {
    const random = randomOf(4);
    const lengthGaps = Float64Array.from({ length: 4000 }, () => 400 + 300 * random.normal());
    const outcomes = lengthGaps.map((gap) => (random.uniform() < logistic(1.5 * Math.tanh(gap / 300)) ? 1 : 0));
    const statements = lengthGaps.map((_, item) => item % 40);
    const raw = outcomes.reduce((sum, outcome) => sum + outcome, 0) / 4000;
    const controlled = lengthControlledWinRate({ outcomes, lengthGaps, statements });
    expect(raw).toBeGreaterThan(0.7);
    expect(controlled.value).toBeCloseTo(0.5, 1);
    expect(controlled.lengthEffect).toBeCloseTo(1.5, 0);
    expect(controlled.interval?.low).toBeLessThan(0.5);
    expect(controlled.interval?.high).toBeGreaterThan(0.5);
  });

  test("is 1 minus itself when the models change places", () => {
    const random = randomOf(5);
    const lengthGaps = Float64Array.from({ length: 200 }, () => random.normal());
    const outcomes = lengthGaps.map(() => random.below(5) / 4);
    const statements = lengthGaps.map((_, item) => item % 10);
    const there = lengthControlledWinRate({ outcomes, lengthGaps, statements });
    const back = lengthControlledWinRate({ outcomes: outcomes.map((y) => 1 - y), lengthGaps: lengthGaps.map((gap) => -gap), statements });
    expect((there.value ?? 0) + (back.value ?? 0)).toBeCloseTo(1, 12);
    expect((there.interval?.low ?? 0) + (back.interval?.high ?? 0)).toBeCloseTo(1, 10);
  });

  test("says why there is none", () => {
    const lengthGaps = Float64Array.of(3, 3, 3, 3);
    const pairs = { outcomes: Float64Array.of(1, 0, 1, 0), lengthGaps, statements: [0, 0, 1, 1] };
    expect(lengthControlledWinRate(pairs).reason).toContain("length cannot be told");
    expect(lengthControlledWinRate({ ...pairs, outcomes: new Float64Array() }).reason).toContain("fewer than three");
    const won = { ...pairs, outcomes: Float64Array.of(1, 1, 1, 1), lengthGaps: Float64Array.of(1, 2, 3, 4) };
    expect(lengthControlledWinRate(won).reason).toContain("perfectly predicted");
  });
});

/** Cells whose scores are sums of random effects with the given standard deviations. */
function simulatedCells(spread: { statement: number; model: number; judge: number; both: number; prompt: number }): VarianceCell[] {
  const random = randomOf(11);
  const draw = (count: number, sd: number): number[] => Array.from({ length: count }, () => sd * random.normal());
  const [statements, models, judges] = [draw(100, spread.statement), draw(12, spread.model), draw(8, spread.judge)];
  return statements.flatMap((s, statement) =>
    models.flatMap((m, model) => {
      const both = spread.both * random.normal();
      return judges.map((j, judge) => {
        const scores = draw(3, spread.prompt).map((noise) => s + m + j + both + noise);
        const [{ count, mean, squares } = { count: 0, mean: 0, squares: 0 }] = momentsByCluster(scores, [0, 0, 0], 1);
        return { statement, model, judge, count, mean, squares };
      });
    }),
  );
}

describe("shares of variance", () => {
  test("are those that scores were made with", () => {
    const found = varianceShares(simulatedCells({ statement: 2, model: 1, judge: 0.5, both: 1.5, prompt: 1 }));
    if (found.status === "undefined") throw new Error(found.reason);
    const variance = Object.fromEntries(found.shares.map((share) => [share.source, share.variance]));
    // Within what 100 statements and 12 models tell.
    expect(variance["statement"]).toBeGreaterThan(3);
    expect(variance["statement"]).toBeLessThan(5.2);
    expect(variance["model"]).toBeGreaterThan(0.3);
    expect(variance["model"]).toBeLessThan(2.5);
    expect(variance["statement x model"]).toBeGreaterThan(2);
    expect(variance["statement x model"]).toBeLessThan(2.5);
    expect(variance["prompt"]).toBeCloseTo(1, 1);
    expect(variance["statement x judge"]).toBeLessThan(0.03);
    expect(variance["statement x model x judge"]).toBeLessThan(0.03);
    expect(compensatedSum(found.shares.map(({ share }) => share))).toBeCloseTo(1, 12);
    expect(whatHelps(found)).toMatch(/^\d+ % of the variation of scores is by statement\. More statements/);
  });

  test("leave a factor with one level out", () => {
    const cells = [
      [0, 0, 1],
      [0, 1, 3],
      [1, 0, 2],
      [1, 1, 8],
    ].map(([statement = 0, model = 0, mean = 0]) => ({ statement, model, judge: 0, count: 1, mean, squares: 0 }));
    const found = varianceShares(cells);
    if (found.status === "undefined") throw new Error(found.reason);
    expect(found.shares.map(({ source }) => source)).toEqual(["statement", "model", "statement x model"]);
    // By hand: MS of the statements 9, of the models 16, of both 4.
    expect(found.shares.map(({ variance }) => variance)).toEqual([2.5, 6, 4]);
  });

  test("say why there are none", () => {
    expect(varianceShares([])).toMatchObject({ status: "undefined" });
    const same = [0, 1].map((statement) => ({ statement, model: 0, judge: 0, count: 3, mean: 1, squares: 0 }));
    expect(varianceShares(same)).toEqual({ status: "undefined", reason: "all scores are the same" });
    expect(whatHelps(varianceShares(same))).toBeNull();
  });
});

describe("sums", () => {
  test("keep what plain addition loses", () => {
    expect(compensatedSum([1, 1e100, 1, -1e100])).toBe(2);
    expect(compensatedSum(Array.from({ length: 10 }, () => 0.1))).toBe(1);
  });

  test("of exponentials do not overflow", () => {
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12);
    expect(logSumExp([])).toBe(-Infinity);
    expect(logistic(-1000)).toBe(0);
    expect(logistic(1000)).toBe(1);
  });
});
