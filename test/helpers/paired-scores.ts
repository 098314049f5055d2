import { buildComparison, type ComparedThings } from "../../src/report/compare/build-comparison.ts";
import type { Comparison, GateRules, StatementPairs } from "../../src/report/compare/comparison.ts";
import type { SelfTestOptions } from "../../src/report/compare/self-test.ts";

export const RULES: GateRules = {
  stage: "comply",
  margin: 0.02,
  level: 0.95,
  interval: "like-these",
  strict: false,
  perStatement: false,
  correction: "holm",
  undecided: "pass",
};

const THINGS: ComparedThings = {
  tool: { name: "speceval", version: "0" },
  a: { candidate: "old", paths: ["runs"] },
  b: { candidate: "new", paths: ["runs"] },
  specs: ["spec"],
  judges: { common: ["judge"], onlyA: [], onlyB: [] },
  rankings: null,
  warnings: [],
};

function repeat(count: number, score: number): number[] {
  return Array.from({ length: count }, () => score);
}

/** Prompts of one statement by how they came out: passed by both, by A only, by B only, by neither. */
export function statementOf(statement: string, [both, onlyA, onlyB, neither]: readonly [number, number, number, number]): StatementPairs {
  return {
    spec: "spec",
    statement,
    a: Float64Array.from([...repeat(both + onlyA, 1), ...repeat(onlyB + neither, 0)]),
    b: Float64Array.from([...repeat(both, 1), ...repeat(onlyA, 0), ...repeat(onlyB, 1), ...repeat(neither, 0)]),
  };
}

/** The comparison of scores that are all there. */
export function compareScores(
  statements: readonly StatementPairs[],
  rules: Partial<GateRules> = {},
  selfTest: SelfTestOptions | null = null,
  things: Partial<ComparedThings> = {},
): Comparison {
  const prompts = statements.reduce((sum, { a }) => sum + a.length, 0);
  const verdicts = { paired: prompts, unscoredA: 0, unscoredB: 0, unscoredBoth: 0, oneSided: 0 };
  const coverage = { prompts, paired: prompts, onlyA: 0, onlyB: 0, verdicts, bounds: null };
  const scores = { statements, coverage, repeated: { judgements: 0, changed: 0 } };
  return buildComparison({ ...THINGS, ...things }, scores, { ...RULES, ...rules }, selfTest);
}
