import { describe, expect, test } from "vitest";
import type { StatementPairs } from "../../../src/report/compare/comparison.ts";
import { decide } from "../../../src/report/compare/decide.ts";
import { type Random, randomOf } from "../../../src/statistics/numerics/random.ts";
import { compareScores, RULES, statementOf } from "../../helpers/paired-scores.ts";

const many = (count: number, counts: readonly [number, number, number, number]) =>
  Array.from({ length: count }, (_, index) => statementOf(`s${index}`, counts));

/** Twelve statements of ten prompts, with ratings around these. */
function rated(first: number, second: number): StatementPairs[] {
  return Array.from({ length: 12 }, (_, index) => ({
    spec: "spec",
    statement: `s${index}`,
    a: Float64Array.from({ length: 10 }, (_score, prompt) => first - (prompt % 2)),
    b: Float64Array.from({ length: 10 }, (_score, prompt) => second - ((prompt + index) % 2)),
  }));
}

/** A spec of 12 statements with 10 prompts, answered twice; B's rates are lower by `loss` in all of them. */
function drawn(random: Random, loss: number, spread: number): Float64Array[] {
  return Array.from({ length: 12 }, () => {
    const rate = 0.55 + 0.3 * random.uniform();
    const own = loss + spread * (random.uniform() - 0.5);
    return Float64Array.from({ length: 10 }, () => Number(random.uniform() < rate - own) - Number(random.uniform() < rate));
  });
}

/** How often the gate calls it a regression. */
function alarms(loss: number, spread: number, rules: Partial<typeof RULES>): number {
  const random = randomOf(7);
  let count = 0;
  for (let audit = 0; audit < 2000; audit += 1) {
    if (decide(drawn(random, loss, spread), { ...RULES, ...rules }).outcome === "regression") count += 1;
  }
  return count / 2000;
}

describe("the outcome", () => {
  test("a loss in every statement is a regression, and fails", () => {
    const statements = [...many(10, [10, 8, 0, 2]), ...many(10, [10, 6, 1, 3])];
    const comparison = compareScores(statements);
    expect(comparison).toMatchObject({ outcome: "regression", failed: true });
    expect(comparison.overall.likeThese.value).toBeCloseTo(-0.325, 12);
    expect(comparison.headline).toMatch(/^Regression: B is worse than A by more than the margin of 2 pp: B minus A is -32.5 pp/);
  });

  test("many prompts without a difference show that there is no regression", () => {
    expect(compareScores(many(40, [18, 0, 0, 2]))).toMatchObject({ outcome: "no_regression", failed: false });
  });

  test("few prompts without a difference decide nothing: no interval has zero width", () => {
    const comparison = compareScores(many(3, [4, 0, 0, 1]));
    expect(comparison.outcome).toBe("undecided");
    expect(comparison.overall.likeThese.interval?.low).toBeLessThan(-0.1);
    expect(comparison.overall.needed).toBeGreaterThan(3);
  });

  test("a loss that may be smaller than the margin is undecided, and what that means is the caller's choice", () => {
    const statements = [...many(10, [15, 2, 0, 3]), ...many(10, [17, 0, 1, 2])];
    const pass = compareScores(statements, { margin: 0.04 });
    const fail = compareScores(statements, { margin: 0.04, undecided: "fail" });
    expect([pass.outcome, pass.failed, fail.outcome, fail.failed]).toEqual(["undecided", false, "undecided", true]);
    expect(pass.headline).toContain("the gate passes");
    expect(fail.headline).toContain("the gate fails");
    expect(pass.notes.join(" ")).toMatch(/about \d+ statements are needed/);
  });

  test("by the strict rule a difference below the margin is enough, and one of exactly the margin is not", () => {
    const statements = [...many(10, [15, 2, 0, 3]), ...many(10, [17, 0, 1, 2])];
    expect(compareScores(statements, { margin: 0.02, strict: true })).toMatchObject({ outcome: "regression", failed: true });
    expect(compareScores(statements, { margin: 0.025, strict: true }).outcome).toBe("undecided");
  });

  test("a gain is no regression, however large", () => {
    expect(compareScores(many(20, [5, 0, 10, 5])).outcome).toBe("no_regression");
  });

  test("ratings are compared in points", () => {
    const worse = compareScores(rated(5, 4), { stage: "rate", margin: 0.5 });
    expect(worse.outcome).toBe("regression");
    expect(worse.headline).toContain("B minus A is -1.00 points");
    expect(compareScores(rated(5, 5), { stage: "rate", margin: 0.5 }).outcome).toBe("no_regression");
  });

  test("a loss in few statements is certain for these, and not for others like them", () => {
    const statements = [...many(12, [9, 0, 0, 1]), statementOf("x", [2, 8, 0, 0]), statementOf("y", [3, 7, 0, 0])];
    const sampled = compareScores(statements);
    expect(sampled.outcome).toBe("undecided");
    expect(sampled.notes.join(" ")).toContain("Taken as they are, these statements show a regression");
    expect(compareScores(statements, { interval: "this-spec" }).outcome).toBe("regression");
  });
});

describe("single statements", () => {
  const broken = statementOf("broken", [6, 14, 0, 0]);
  const sound = Array.from({ length: 30 }, (_, index) => statementOf(`s${index}`, [19, 0, 0, 1]));

  test("one that breaks is named, and fails the gate only when asked", () => {
    const silent = compareScores([...sound, broken]);
    expect(silent).toMatchObject({ outcome: "undecided", failed: false });
    expect(silent.notes[0]).toContain("for which --per-statement would make the gate fail: broken");
    const asked = compareScores([...sound, broken], { perStatement: true });
    expect(asked).toMatchObject({ outcome: "regression", failed: true });
    expect(asked.headline).toContain("on 1 statement");
    expect(asked.statements[0]).toMatchObject({ statement: "broken", verdict: "worse", regression: true, aBetter: 14, bBetter: 0 });
  });

  test("p values are McNemar's exact ones, times the number of statements by Holm", () => {
    const { statements } = compareScores([...sound, broken]);
    expect(statements[0]?.p).toBeCloseTo(2 * 0.5 ** 14, 15);
    expect(statements[0]?.pAdjusted).toBeCloseTo(31 * 2 * 0.5 ** 14, 12);
  });

  test("changed ones come first, losses before gains, and what is the same last", () => {
    const { statements } = compareScores([
      statementOf("same", [5, 0, 0, 5]),
      statementOf("gain", [0, 0, 20, 0]),
      statementOf("slight", [8, 1, 0, 1]),
      statementOf("loss", [0, 20, 0, 0]),
      { spec: "spec", statement: "empty", a: new Float64Array(), b: new Float64Array() },
    ]);
    expect(statements.map(({ statement, verdict }) => `${statement}: ${verdict}`)).toEqual([
      "loss: worse",
      "gain: better",
      "slight: not certain",
      "same: same",
      "empty: not compared",
    ]);
  });

  test("two changes that cancel are a change", () => {
    const [only] = compareScores([statementOf("s", [5, 3, 3, 5])]).statements;
    expect(only).toMatchObject({ difference: 0, aBetter: 3, bBetter: 3, verdict: "not certain" });
  });
});

describe("one statement", () => {
  test("is decided by its prompts, as the exact test would", () => {
    const outcomes = [2, 4, 5, 6, 12].map((count) => compareScores([statementOf("s", [0, count, 0, 0])], { margin: 0 }).outcome);
    // 5 of 5 has an exact two-sided p of 0.0625, 6 of 6 one of 0.031.
    expect(outcomes).toEqual(["undecided", "undecided", "undecided", "regression", "regression"]);
  });

  test("with one prompt is never decided, by any rule of certainty", () => {
    for (const counts of [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
    ] as const) {
      const comparison = compareScores([statementOf("s", counts)], { perStatement: true });
      expect(comparison.outcome).toBe("undecided");
      expect(comparison.overall.thisSpec.interval).toBeNull();
      expect(comparison.notes.join(" ")).toContain("There is no interval: there is only one prompt");
    }
  });
});

describe("how often the gate is wrong on new data", () => {
  test("without a change and a margin it alarms about as often as its level says", () => {
    expect(alarms(0, 0, { margin: 0 })).toBeGreaterThan(0.015);
    expect(alarms(0, 0, { margin: 0 })).toBeLessThan(0.031);
    expect(alarms(0, 0, { margin: 0, interval: "this-spec" })).toBeLessThan(0.031);
  });

  test("with a loss of exactly the margin too, and with statements that differ", () => {
    expect(alarms(0.1, 0.3, { margin: 0.1 })).toBeLessThan(0.031);
    expect(alarms(0.1, 0.3, { margin: 0.1 })).toBeGreaterThan(0.012);
  });

  test("with a margin and no change hardly ever, and with a large loss nearly always", () => {
    expect(alarms(0, 0, { margin: 0.1 })).toBeLessThan(0.002);
    expect(alarms(0.35, 0, { margin: 0.05 })).toBeGreaterThan(0.95);
  });
});
