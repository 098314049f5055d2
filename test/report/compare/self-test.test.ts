import { describe, expect, test } from "vitest";
import type { StatementPairs } from "../../../src/report/compare/comparison.ts";
import { randomOf } from "../../../src/statistics/numerics/random.ts";
import { compareScores, statementOf } from "../../helpers/paired-scores.ts";

/** Two runs of one model: the same rate on both sides of each statement. */
function nullData(seed: number, statements: number, prompts: number): StatementPairs[] {
  const random = randomOf(seed);
  return Array.from({ length: statements }, (_, index) => {
    const rate = 0.3 + 0.6 * random.uniform();
    const side = (): Float64Array => Float64Array.from({ length: prompts }, () => Number(random.uniform() < rate));
    return { spec: "spec", statement: `s${index}`, a: side(), b: side() };
  });
}

describe("the self-test", () => {
  test("finds the rate that the level promises where nothing differs and there is no margin", () => {
    const { selfTest } = compareScores(nullData(3, 20, 12), { margin: 0 }, { runs: 1500, seed: 1 });
    expect(selfTest?.figures.map(({ kind }) => kind)).toEqual(["relabelled", "halves-a", "halves-b"]);
    for (const { rate, interval, alarms, alarmsWithoutMargin } of selfTest?.figures ?? []) {
      expect(rate).toBeGreaterThan(0.012);
      expect(rate).toBeLessThan(0.035);
      expect(interval.low).toBeLessThan(rate);
      expect(interval.high).toBeGreaterThan(rate);
      expect(alarmsWithoutMargin).toBe(alarms);
    }
  });

  test("finds it also where the two sides do differ: it swaps them", () => {
    const statements = Array.from({ length: 15 }, (_, index) => statementOf(`s${index}`, [4, 5, 1, 2]));
    const comparison = compareScores(statements, { margin: 0 }, { runs: 1500, seed: 1 });
    expect(comparison.outcome).toBe("regression");
    expect(comparison.selfTest?.figures[0]?.rate).toBeLessThan(0.035);
    expect(comparison.selfTest?.figures[0]?.rate).toBeGreaterThan(0.012);
  });

  test("shows what the strict rule costs, and what a margin saves", () => {
    const data = nullData(5, 10, 8);
    const rateOf = (rules: object): number => compareScores(data, rules, { runs: 1000, seed: 1 }).selfTest?.figures[0]?.rate ?? -1;
    expect(rateOf({ strict: true, margin: 0.02 })).toBeGreaterThan(0.25);
    expect(rateOf({ margin: 0.1 })).toBeLessThan(0.005);
  });

  test("counts alarms of single statements where these decide", () => {
    const data = nullData(6, 10, 20);
    const { selfTest } = compareScores(data, { margin: 0, perStatement: true }, { runs: 500, seed: 1 });
    const [figure] = selfTest?.figures ?? [];
    expect(figure?.alarms).toBeGreaterThanOrEqual(figure?.alarmsWithoutMargin ?? 0);
    // The overall test promises 2.5 %, Holm's over the statements 2.5 % more on the side of losses.
    expect(figure?.rate).toBeLessThan(0.07);
  });

  test("gives the same figures for the same seed, and adds up", () => {
    const data = nullData(8, 6, 6);
    const run = (seed: number) => compareScores(data, {}, { runs: 300, seed }).selfTest?.figures;
    expect(run(4)).toEqual(run(4));
    expect(run(4)).not.toEqual(run(5));
    for (const { runs, alarms, passes, undecided } of run(4) ?? []) expect(alarms + passes + undecided).toBe(runs);
  });

  test("says so where one prompt can decide nothing", () => {
    const { selfTest } = compareScores([statementOf("s", [0, 1, 0, 0])], {}, { runs: 100, seed: 1 });
    expect(selfTest?.figures).toHaveLength(1);
    expect(selfTest?.figures[0]).toMatchObject({ alarms: 0, passes: 0, undecided: 100 });
    expect(selfTest?.sentences.join(" ")).toContain("can hardly decide anything");
    expect(JSON.stringify(selfTest)).not.toContain("NaN");
  });

  test("says that swapping equal verdicts means little", () => {
    const { selfTest } = compareScores([statementOf("s", [6, 0, 0, 4])], {}, { runs: 100, seed: 1 });
    expect(selfTest?.sentences.join(" ")).toContain("swapping them changes nothing");
    expect(selfTest?.figures[0]?.interval.high).toBeGreaterThan(0.01);
  });
});
