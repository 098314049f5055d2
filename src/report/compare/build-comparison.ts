import { plain } from "../../domain/plain-text.ts";
import { SCALES } from "../scores/score-view.ts";
import { changedFirst, compareStatements, differencesOf } from "./compare-statements.ts";
import {
  type Comparison,
  COMPARISON_FORMAT,
  type GateRules,
  type OverallComparison,
  type SelfTest,
  type StatementPairs,
} from "./comparison.ts";
import { coverageWarnings } from "./coverage-warnings.ts";
import { type Decision, decide } from "./decide.ts";
import { differenceLikeThese, differenceThisSpec } from "./differences.ts";
import type { PairedScores } from "./pair-scores.ts";
import { alarmFigures, type SelfTestOptions } from "./self-test.ts";
import { type Findings, headlineOf, notesOf, selfTestSentences } from "./sentences.ts";

/** What a comparison is about, beside its numbers. */
export type ComparedThings = Pick<Comparison, "tool" | "a" | "b" | "specs" | "judges" | "rankings" | "warnings">;

/**
 * Puts a comparison together.
 *
 * @param selfTest how the gate is tested on the data itself; null for not at all
 * @throws {RangeError} when there is no pair: a caller says what that means
 */
export function buildComparison(
  things: ComparedThings,
  { statements, coverage, repeated }: PairedScores,
  rules: GateRules,
  selfTest: SelfTestOptions | null,
): Comparison {
  const paired = statements.filter(({ a }) => a.length > 0);
  if (paired.length === 0) throw new RangeError("there is no prompt with a score on both sides");
  const differences = paired.map((pairs) => differencesOf(pairs));
  const decision = decide(differences, rules);
  const { outcome } = decision;
  const failed = outcome === "regression" || (outcome === "undecided" && rules.undecided === "fail");
  const compared = changedFirst(compareStatements(statements, rules));
  const overall = overallOf(paired, differences, decision, rules);
  const findings: Findings = { rules, outcome, failed, overall, statements: compared, coverage };
  return {
    format: COMPARISON_FORMAT,
    ...things,
    rules,
    outcome,
    failed,
    headline: headlineOf(findings),
    notes: notesOf(findings, plain),
    overall,
    statements: compared,
    coverage,
    warnings: [...things.warnings, ...coverageWarnings(coverage, outcome, rules)],
    selfTest: selfTest === null ? null : testGate(paired, repeated, rules, selfTest),
  };
}

function overallOf(
  paired: readonly StatementPairs[],
  differences: readonly Float64Array[],
  { by, figure, overall }: Decision,
  rules: GateRules,
): OverallComparison {
  const options = { level: rules.level, range: SCALES[rules.stage].difference };
  const prompts = paired.reduce((sum, { a }) => sum + a.length, 0);
  return {
    a: meanOfMeans(paired.map(({ a }) => a)),
    b: meanOfMeans(paired.map(({ b }) => b)),
    statements: paired.length,
    prompts,
    likeThese: differenceLikeThese(differences, options),
    thisSpec: differenceThisSpec(differences, options),
    by,
    outcome: overall,
    needed: neededFor(figure.detectable, by === "like-these" ? paired.length : prompts, rules.margin),
  };
}

/** Standard errors shrink with the root of the number. Source: Miller, arXiv 2411.00640, section 5. */
function neededFor(detectable: number | null, counted: number, margin: number): number | null {
  return detectable === null || margin === 0 ? null : Math.ceil(counted * (detectable / margin) ** 2);
}

function meanOfMeans(scores: readonly Float64Array[]): number {
  const means = scores.map((own) => own.reduce((sum, score) => sum + score, 0) / own.length);
  return means.reduce((sum, mean) => sum + mean, 0) / means.length;
}

function testGate(
  paired: readonly StatementPairs[],
  repeated: PairedScores["repeated"],
  rules: GateRules,
  options: SelfTestOptions,
): SelfTest {
  const found = {
    seed: options.seed,
    nominal: (1 - rules.level) / 2,
    figures: alarmFigures(paired, rules, options),
    repeated: repeated.judgements === 0 ? null : repeated,
  };
  return { ...found, sentences: selfTestSentences(found, rules) };
}
