import { countOf } from "../../domain/counts.ts";
import { plain } from "../../domain/plain-text.ts";
import type { Comparison, StatementComparison } from "./comparison.ts";
import { formatDifference, formatInterval, formatP, formatScore, unitOf } from "./numbers.ts";
import { renderXml, type XmlElement } from "./xml.ts";

/**
 * A comparison as a JUnit file, as CI servers read it: a test case for the whole, and one for each statement. A statement fails
 * where the rules let it decide; one without a pair is skipped. Times are 0: a file of the same data has the same bytes.
 */
export function renderComparisonJUnit(comparison: Comparison): string {
  const cases = [overallCase(comparison), ...comparison.statements.map((statement) => statementCase(statement, comparison))];
  const count = (name: string): number => cases.filter(({ content }) => typeof content !== "string" && content[0]?.name === name).length;
  const numbers = { tests: cases.length, failures: count("failure"), errors: 0, skipped: count("skipped"), time: "0" };
  const { a, b } = comparison;
  const suite: XmlElement = {
    name: "testsuite",
    attributes: { name: `speceval compare: A ${plain(a.candidate)}, B ${plain(b.candidate)}`, ...numbers },
    content: cases,
  };
  const { skipped: _, ...totals } = numbers;
  return renderXml({ name: "testsuites", attributes: { name: "speceval compare", ...totals }, content: [suite] });
}

function overallCase({ headline, notes, warnings, failed, outcome }: Comparison): XmlElement {
  const details = [...notes, ...warnings.map((warning) => `warning: ${plain(warning)}`)].join("\n");
  const attributes = { classname: "speceval.compare", name: "all statements", time: "0" };
  if (failed) return { name: "testcase", attributes, content: [failure(headline, outcome, details)] };
  return { name: "testcase", attributes, content: [output([headline, details].filter((text) => text !== "").join("\n"))] };
}

function statementCase(statement: StatementComparison, { rules }: Comparison): XmlElement {
  const attributes = { classname: `speceval.compare.${plain(statement.spec)}`, name: plain(statement.statement), time: "0" };
  const testCase = (content: XmlElement): XmlElement => ({ name: "testcase", attributes, content: [content] });
  if (statement.prompts === 0) {
    return testCase({ name: "skipped", attributes: { message: "no prompt has a score on both sides" }, content: "" });
  }
  const { stage } = rules;
  const words =
    `B minus A is ${formatDifference(statement.difference, stage)} ${unitOf(stage)} (${formatInterval(statement.interval, stage)}), ` +
    `from ${formatScore(statement.a, stage)} to ${formatScore(statement.b, stage)} on ${countOf(statement.prompts, "prompt")}; ` +
    `A is better on ${statement.aBetter}, B on ${statement.bBetter}; adjusted p ${formatP(statement.pAdjusted)}.`;
  return testCase(rules.perStatement && statement.regression ? failure(words, "regression", "") : output(words));
}

function failure(message: string, type: string, content: string): XmlElement {
  return { name: "failure", attributes: { message, type }, content };
}

function output(content: string): XmlElement {
  return { name: "system-out", attributes: {}, content };
}
