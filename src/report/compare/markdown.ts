import { countOf } from "../../domain/counts.ts";
import { plain } from "../../domain/plain-text.ts";
import type { Comparison, StatementComparison } from "./comparison.ts";
import { formatDifference, formatInterval, formatP, formatScore, unitOf } from "./numbers.ts";
import { notesOf } from "./sentences.ts";
import { describeCoverage, describeOverall, describeRankings } from "./tallies.ts";

/** Rows that a comment on a pull request can bear. */
const MOST_ROWS = 50;

const TITLES = { regression: "❌ Regression", no_regression: "✅ No regression", undecided: "⚠️ Undecided" } as const;

/**
 * A comparison as GitHub's Markdown, for a pull request. Names come from files and are anybody's text: they stand in code
 * spans, where nothing is a link, a mention or HTML.
 */
export function renderComparisonMarkdown(comparison: Comparison): string {
  const { a, b, outcome, headline, rules, overall, statements, judges, warnings, selfTest } = comparison;
  const { stage } = rules;
  const notes = notesOf(comparison, codeSpan);
  const changed = statements.filter(isChanged);
  const unchanged = statements.filter(({ verdict }) => verdict === "same").length;
  const parts = [
    `## ${TITLES[outcome]}`,
    headline,
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join("\n")]),
    table(
      ["", "candidate", stage === "comply" ? "compliance" : "mean rating"],
      [
        ["A", codeCell(a.candidate), formatScore(overall.a, stage)],
        ["B", codeCell(b.candidate), formatScore(overall.b, stage)],
      ],
    ),
    `### ${countOf(changed.length, "changed statement")}, ${unchanged} unchanged`,
    ...(changed.length === 0
      ? []
      : [
          table(
            columns(comparison),
            changed.slice(0, MOST_ROWS).map((row) => cells(row, comparison)),
          ),
        ]),
    ...(changed.length > MOST_ROWS ? [`${changed.length - MOST_ROWS} more changed statements are not shown.`] : []),
    [
      describeOverall(comparison),
      describeCoverage(comparison),
      `Judges: ${judges.common.map(codeSpan).join(", ")}.`,
      describeRankings(comparison),
    ]
      .filter((text) => text !== "")
      .join(" "),
    ...(warnings.length === 0 ? [] : ["### Warnings", codeBlock(warnings.map(plain))]),
    ...(selfTest === null ? [] : ["### Self-test of the gate", selfTest.sentences.map((sentence) => `- ${sentence}`).join("\n")]),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Statements on which at least one prompt differs. */
export function isChanged({ verdict }: StatementComparison): boolean {
  return verdict === "worse" || verdict === "better" || verdict === "not certain";
}

function columns({ rules, specs }: Comparison): string[] {
  const unit = unitOf(rules.stage);
  const names = ["statement", "A", "B", `B - A (${unit})`, "interval", "adjusted p", "better in A", "better in B", ""];
  return specs.length > 1 ? ["specification", ...names] : names;
}

function cells(row: StatementComparison, { rules, specs }: Comparison): string[] {
  const { stage } = rules;
  const own = [
    codeCell(row.statement),
    formatScore(row.a, stage),
    formatScore(row.b, stage),
    formatDifference(row.difference, stage),
    formatInterval(row.interval, stage),
    formatP(row.pAdjusted).replace("<", "&lt;"),
    String(row.aBetter),
    String(row.bBetter),
    row.regression ? "**worse beyond the margin**" : row.verdict,
  ];
  return specs.length > 1 ? [codeCell(row.spec), ...own] : own;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cellsOfRow) => `| ${cellsOfRow.join(" | ")} |`).join("\n");
}

/** Text in which nothing is Markdown: CommonMark 0.31, section 6.1; the fence is longer than any row of backticks in it. */
export function codeSpan(text: string): string {
  const shown = plain(text);
  const fence = "`".repeat(longestRun(shown) + 1);
  const blank = /^[` ]|[` ]$/.test(shown) || shown === "" ? " " : "";
  return `${fence}${blank}${shown}${blank}${fence}`;
}

/** The same in a table, where a bar ends the cell even in code unless a backslash stands before it (GFM 0.29, 4.10). */
export function codeCell(text: string): string {
  return codeSpan(text).replaceAll("|", String.raw`\|`);
}

function codeBlock(lines: readonly string[]): string {
  const text = lines.join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}text\n${text}\n${fence}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
