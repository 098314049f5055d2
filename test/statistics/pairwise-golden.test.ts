import { describe, expect, test } from "vitest";
import { bradleyTerry } from "../../src/statistics/pairwise/bradley-terry.ts";
import { eloRatings } from "../../src/statistics/pairwise/elo.ts";
import { pairMatrix } from "../../src/statistics/pairwise/pair-matrix.ts";
import { singleOutcome } from "../../src/statistics/pairwise/pair-outcome.ts";
import { meanWinRates } from "../../src/statistics/pairwise/win-rate.ts";
import { totalSums } from "../../src/statistics/resampling.ts";
import { HAS_DATA, readCsv, readData } from "./shared-data.ts";

const RANKS = new Map<string, 1 | 0 | -1>([
  ["left", 1],
  ["tie", 0],
  ["right", -1],
]);

function tournament(name: string) {
  const matches = readCsv(`bradley_terry/${name}.csv`);
  const models = [...new Set(matches.flatMap(([left = "", right = ""]) => [left, right]))];
  const matrix = pairMatrix(1, models.length);
  const played = matches.map(([left = "", right = "", winner = ""]) => {
    const outcome = singleOutcome(RANKS.get(winner) ?? 0);
    const [first, second] = [models.indexOf(left), models.indexOf(right)];
    matrix.count(0, first, second, outcome);
    return { first, second, score: outcome.score };
  });
  const golden = readCsv(`bradley_terry/${name}-golden.csv`);
  const expected = (algorithm: string): number[] =>
    models.map((model) => Number(golden.find(([by, item]) => by === algorithm && item === model)?.[2]));
  return { models, matrix, played, expected };
}

function expectClose(actual: readonly (number | null)[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, index) => expect(Math.abs((actual[index] ?? Number.NaN) - value)).toBeLessThan(1e-9));
}

describe.skipIf(!HAS_DATA).each(["simple", "food"])("the tournament %s gives the golden", (name) => {
  test("Bradley-Terry strengths", () => {
    const { models, matrix, expected } = tournament(name);
    const fit = bradleyTerry(totalSums(matrix), models.length);
    if (fit.status === "disconnected") throw new Error("not fitted");
    expect(fit.status).toBe("fitted");
    const sum = fit.strengths.reduce((total, strength) => total + strength, 0);
    expectClose(
      fit.strengths.map((strength) => strength / sum),
      expected("bradley_terry"),
    );
  });

  test("Elo ratings", () => {
    const { models, played, expected } = tournament(name);
    expectClose(eloRatings(played, models.length), expected("elo"));
  });

  test("mean win rates", () => {
    const { models, matrix, expected } = tournament(name);
    expectClose(meanWinRates(totalSums(matrix), models.length), expected("average_win_rate"));
  });
});

test.skipIf(!HAS_DATA)("the four players have the strengths of the encyclopedia", () => {
  const { wins, expected_geomean_1: expected } = JSON.parse(readData("bradley_terry/four_players.json")) as {
    wins: [string, string, number][];
    expected_geomean_1: Record<string, number>;
  };
  const models = Object.keys(expected);
  const matrix = pairMatrix(1, models.length);
  for (const [winner, loser, count] of wins) {
    matrix.count(0, models.indexOf(winner), models.indexOf(loser), { wins: count, ties: 0, losses: 0 });
  }
  const fit = bradleyTerry(totalSums(matrix), models.length);
  if (fit.status === "disconnected") throw new Error("not fitted");
  expect(fit.strengths.map((strength) => Number(strength.toFixed(3)))).toEqual(Object.values(expected));
});
