import { describe, expect, test } from "vitest";
import { nonInferiority } from "../../src/statistics/differences/non-inferiority.ts";
import { mcnemarTest } from "../../src/statistics/differences/mcnemar.ts";
import { pairedDifference } from "../../src/statistics/differences/paired-difference.ts";
import { bradleyTerry } from "../../src/statistics/pairwise/bradley-terry.ts";
import { bradleyTerryRanking } from "../../src/statistics/pairwise/bradley-terry-bootstrap.ts";
import { pairMatrix } from "../../src/statistics/pairwise/pair-matrix.ts";
import { pairOutcome, strictOutcome } from "../../src/statistics/pairwise/pair-outcome.ts";
import { rankSets } from "../../src/statistics/pairwise/rank-sets.ts";
import { winRate } from "../../src/statistics/pairwise/win-rate.ts";
import { totalSums } from "../../src/statistics/resampling.ts";

type Row = readonly [first: number, second: number, wins: number, ties: number, losses: number];

function matrixOf(players: number, statements: readonly (readonly Row[])[]) {
  const matrix = pairMatrix(statements.length, players);
  statements.forEach((rows, statement) => {
    for (const [first, second, wins, ties, losses] of rows) matrix.count(statement, first, second, { wins, ties, losses });
  });
  return matrix;
}

describe("the outcome of a pair", () => {
  test("is the mean of its two orders", () => {
    expect(pairOutcome(1, 1)).toEqual({ wins: 1, ties: 0, losses: 0, score: 1 });
    expect(pairOutcome(1, 0)).toEqual({ wins: 0.5, ties: 0.5, losses: 0, score: 0.75 });
    expect(pairOutcome(1, -1)).toEqual({ wins: 0.5, ties: 0, losses: 0.5, score: 0.5 });
    expect(pairOutcome(null, 1)).toBeNull();
  });

  test("by the strict rule is a win only where both orders agree", () => {
    expect(strictOutcome(1, 1)?.score).toBe(1);
    expect(strictOutcome(1, 0)).toEqual({ wins: 0, ties: 1, losses: 0, score: 0.5 });
    expect(strictOutcome(-1, -1)?.score).toBe(0);
    expect(strictOutcome(-1, null)).toBeNull();
  });
});

describe("Bradley-Terry", () => {
  test("of two models has the odds of their wins", () => {
    const fit = bradleyTerry(totalSums(matrixOf(2, [[[0, 1, 8, 0, 2]]])), 2);
    expect(fit).toMatchObject({ status: "fitted", tie: null });
    if (fit.status === "disconnected") return;
    expect(fit.strengths[0]).toBeCloseTo(2, 12);
    expect(fit.strengths[1]).toBeCloseTo(0.5, 12);
  });

  // With one pair, both models fit its three shares exactly, so that the parameters follow by hand.
  test("with Davidson's ties fits one pair exactly", () => {
    const fit = bradleyTerry(totalSums(matrixOf(2, [[[0, 1, 8, 6, 2]]])), 2, { ties: "davidson" });
    if (fit.status === "disconnected") throw new Error("not fitted");
    const [a = 0, b = 0] = fit.strengths;
    expect(a / b).toBeCloseTo(4, 11);
    expect(fit.tie).toBeCloseTo(6 / Math.sqrt(8 * 2), 11);
  });

  test("with Rao and Kupper's ties fits one pair exactly", () => {
    const fit = bradleyTerry(totalSums(matrixOf(2, [[[0, 1, 8, 6, 2]]])), 2, { ties: "rao-kupper" });
    if (fit.status === "disconnected") throw new Error("not fitted");
    const [a = 0, b = 0] = fit.strengths;
    const theta = fit.tie ?? 0;
    expect(a / (a + theta * b)).toBeCloseTo(0.5, 11);
    expect(b / (b + theta * a)).toBeCloseTo(0.125, 11);
  });

  test.each(["half", "davidson", "rao-kupper"] as const)("gives a model that never lost a finite strength, and says so (%s)", (ties) => {
    const fit = bradleyTerry(
      totalSums(
        matrixOf(3, [
          [
            [0, 1, 5, 0, 0],
            [0, 2, 5, 0, 0],
            [1, 2, 3, 1, 2],
          ],
        ]),
      ),
      3,
      { ties },
    );
    expect(fit.status).toBe("regularised");
    if (fit.status === "disconnected") return;
    const [best = 0, middle = 0, last = 0] = fit.strengths;
    expect(best).toBeGreaterThan(middle);
    expect(middle).toBeGreaterThan(last);
    expect(best).toBeLessThan(100);
    expect(best * middle * last).toBeCloseTo(1, 10);
  });

  test.each(["davidson", "rao-kupper"] as const)("is not fooled by ties that do not bound a strength (%s)", (ties) => {
    expect(bradleyTerry(totalSums(matrixOf(2, [[[0, 1, 5, 3, 0]]])), 2, { ties }).status).toBe("regularised");
    expect(bradleyTerry(totalSums(matrixOf(2, [[[0, 1, 0, 4, 0]]])), 2, { ties }).status).toBe("regularised");
  });

  test("names the groups of models that never met", () => {
    const fit = bradleyTerry(
      totalSums(
        matrixOf(4, [
          [
            [0, 2, 3, 0, 1],
            [1, 3, 2, 0, 2],
          ],
        ]),
      ),
      4,
    );
    expect(fit).toEqual({ status: "disconnected", groups: [0, 1, 0, 1] });
  });
});

describe("a ranking with intervals", () => {
  const statements = Array.from({ length: 12 }, (_, index): Row[] => [
    [0, 1, 8 + (index % 3), 1, 1],
    [0, 2, 9, 0, 1 + (index % 2)],
    [1, 2, 5 + (index % 2), 0, 5 + ((index + 1) % 2)],
  ]);

  test("holds every strength, and ranks as sets", () => {
    const { fit, intervals, ranks } = bradleyTerryRanking(matrixOf(3, statements), 3, { seed: 1, resamples: 300 });
    if (fit.status === "disconnected") throw new Error("not fitted");
    fit.strengths.forEach((strength, player) => {
      expect(intervals?.[player]?.low).toBeLessThan(strength);
      expect(intervals?.[player]?.high).toBeGreaterThan(strength);
    });
    expect(ranks).toEqual([
      { best: 1, worst: 1 },
      { best: 2, worst: 3 },
      { best: 2, worst: 3 },
    ]);
  });

  test("says why it has none", () => {
    const few = bradleyTerryRanking(matrixOf(3, statements.slice(0, 1)), 3, { seed: 1 });
    expect(few).toMatchObject({ intervals: null, ranks: null, reason: "only one statement has comparisons" });
    expect(few.fit.status).toBe("fitted");
    expect(bradleyTerryRanking(matrixOf(3, [[[0, 1, 1, 0, 1]]]), 3, { seed: 1 }).reason).toContain("never compared");
  });

  test("counts those that are surely better and surely worse", () => {
    const surelyBetter = new Set(["0 2", "1 2"]);
    expect(rankSets(3, (first, second) => surelyBetter.has(`${first} ${second}`))).toEqual([
      { best: 1, worst: 2 },
      { best: 1, worst: 2 },
      { best: 3, worst: 3 },
    ]);
  });

  test("a win rate counts ties half, against one model or all", () => {
    const matrix = matrixOf(3, [
      [[0, 1, 3, 1, 0]],
      [
        [0, 1, 1, 2, 1],
        [0, 2, 4, 0, 0],
      ],
    ]);
    expect(winRate(matrix, 3, 0, 1).value).toBeCloseTo(5.5 / 8, 14);
    expect(winRate(matrix, 3, 1, 0).value).toBeCloseTo(2.5 / 8, 14);
    expect(winRate(matrix, 3, 0, null).value).toBeCloseTo(9.5 / 12, 14);
    expect(winRate(matrix, 3, 1, 2)).toMatchObject({ value: null, reason: "nothing is scored" });
  });
});

describe("a difference of two models", () => {
  test("says why there is none", () => {
    expect(pairedDifference([])).toMatchObject({ value: null, p: null, reason: "no statement is scored for both" });
    expect(pairedDifference([{ first: 0.5, second: 0.75 }])).toMatchObject({ value: 0.25, interval: null });
    const same = [
      { first: 0.5, second: 0.75 },
      { first: 0.25, second: 0.5 },
    ];
    expect(pairedDifference(same)).toMatchObject({ value: 0.25, interval: null, reason: "the difference is the same in every statement" });
  });

  test("can be detected from 2.8 standard errors on", () => {
    const { detectable, standardError } = pairedDifference([
      { first: 0.5, second: 0.75 },
      { first: 0.25, second: 0.75 },
    ]);
    expect((detectable ?? 0) / (standardError ?? 1)).toBeCloseTo(2.8, 2);
  });

  test.each([
    ["regression", -0.08, 0.01],
    ["undecided", -0.03, 0.02],
    ["non-inferior", 0.01, 0.01],
  ] as const)("is a %s by its interval and the margin", (verdict, value, standardError) => {
    const interval = { low: value - 2 * standardError, high: value + 2 * standardError, level: 0.95 };
    expect(nonInferiority({ value, standardError, interval, reason: null }, 0.02, 45).verdict).toBe(verdict);
  });

  test("is unknown to a gate without an interval", () => {
    expect(nonInferiority({ value: 0, standardError: null, interval: null, reason: "x" }, 0.02, 1)).toEqual({
      verdict: "unknown",
      p: null,
    });
  });

  test("within one statement has p = 1 where the models never differ", () => {
    expect(mcnemarTest(0, 0)).toEqual({ exactP: 1, chiSquared: null, chiSquaredP: null });
  });
});
