import { countOf } from "../domain/counts.ts";
import { plain } from "../domain/plain-text.ts";
import type { Comparison, StatementComparison } from "../index.ts";
import { isChanged } from "../report/compare/markdown.ts";
import { formatDifference, formatInterval, formatP, formatScore, unitOf } from "../report/compare/numbers.ts";
import { describeCoverage, describeOverall, describeRankings } from "../report/compare/tallies.ts";
import { alignColumns } from "./columns.ts";

/** Rows that are shown; all are in what --json writes. */
const MOST_ROWS = 30;
const LONGEST_NAME = 44;

/** A comparison as a person wants to read it in a terminal. Warnings are said apart. */
export function renderComparison(comparison: Comparison): string {
  const { headline, notes, a, b, overall, rules, statements, judges, selfTest } = comparison;
  const changed = statements.filter(isChanged);
  const side = (name: string, { candidate, paths }: Comparison["a"], score: number): string =>
    `  ${name}  ${formatScore(score, rules.stage).padStart(7)}  ${plain(candidate)}  (${paths.map(plain).join(", ")})`;
  return [
    headline,
    ...notes,
    "",
    side("A", a, overall.a),
    side("B", b, overall.b),
    "",
    ...renderChanged(changed, comparison),
    renderRest(statements),
    describeOverall(comparison),
    describeCoverage(comparison),
    `Judges: ${judges.common.map(plain).join(", ")}.`,
    ...(comparison.rankings === null ? [] : [describeRankings(comparison)]),
    ...(selfTest === null ? [] : ["", "Self-test:", ...selfTest.sentences.map((sentence) => `  ${sentence}`)]),
  ].join("\n");
}

/** What a person should know before they trust the numbers. */
export function renderWarning(warning: string): string {
  return `warning: ${plain(warning)}`;
}

function renderChanged(changed: readonly StatementComparison[], { rules, specs }: Comparison): string[] {
  if (changed.length === 0) return [];
  const { stage } = rules;
  const nameOf = ({ spec, statement }: StatementComparison): string => cut(plain(specs.length > 1 ? `${spec}/${statement}` : statement));
  const head = ["changed statement", "A", "B", `B-A ${unitOf(stage)}`, "interval", "adj. p", "A>B", "B>A", ""];
  const rows = changed
    .slice(0, MOST_ROWS)
    .map((row) => [
      nameOf(row),
      formatScore(row.a, stage),
      formatScore(row.b, stage),
      formatDifference(row.difference, stage),
      formatInterval(row.interval, stage),
      formatP(row.pAdjusted),
      String(row.aBetter),
      String(row.bBetter),
      row.regression ? "worse beyond the margin" : row.verdict,
    ]);
  const lines = alignColumns([head, ...rows], (column) => column === 0 || column === head.length - 1);
  const more = changed.length - rows.length;
  return [...lines, ...(more > 0 ? [`  and ${countOf(more, "changed statement")} more (--json has all)`] : []), ""];
}

function cut(name: string): string {
  return name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name;
}

function renderRest(statements: readonly StatementComparison[]): string {
  const same = statements.filter(({ verdict }) => verdict === "same").length;
  const missing = statements.filter(({ verdict }) => verdict === "not compared").length;
  const rest = missing === 0 ? "" : `; ${countOf(missing, "statement has", "statements have")} no pair of scores`;
  return `Unchanged: ${countOf(same, "statement")}${rest}.`;
}
