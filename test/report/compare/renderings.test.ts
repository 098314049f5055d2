import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import type { Comparison, StatementPairs } from "../../../src/report/compare/comparison.ts";
import { renderComparisonJUnit } from "../../../src/report/compare/junit.ts";
import { codeCell, codeSpan, renderComparisonMarkdown } from "../../../src/report/compare/markdown.ts";
import { plain } from "../../../src/domain/plain-text.ts";
import { compareScores, statementOf } from "../../helpers/paired-scores.ts";

interface Parsed {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
  readonly children: Parsed[];
}

/** By a parser that takes nothing but well-formed XML 1.0. */
function parseXml(xml: string): Parsed {
  const root: Parsed = { name: "", attributes: {}, text: "", children: [] };
  const open: Parsed[] = [root];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element: Parsed = { name, attributes, text: "", children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("text", (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on("closetag", () => void open.pop());
  parser.write(xml).close();
  const [only] = root.children;
  if (only === undefined) throw new Error("there is no element");
  return only;
}

function casesOf(comparison: Comparison): Parsed[] {
  return parseXml(renderComparisonJUnit(comparison)).children[0]?.children ?? [];
}

const HOSTILE = "a]]>&<script>alert('1')</script>\"|`x`\u001b[31m\u0000\u202e\ud800 @everyone #1";
const missing: StatementPairs = { spec: "spec", statement: "missing", a: new Float64Array(), b: new Float64Array() };
const sound = Array.from({ length: 30 }, (_, index) => statementOf(`s${index}`, [19, 0, 0, 1]));

describe("JUnit", () => {
  test("has a case for the whole and one for each statement; what could not be compared is skipped", () => {
    const comparison = compareScores([...sound, statementOf("broken", [6, 14, 0, 0]), missing], { perStatement: true });
    const root = parseXml(renderComparisonJUnit(comparison));
    expect(root.attributes).toMatchObject({ tests: "33", failures: "2", errors: "0" });
    expect(root.children[0]?.attributes).toMatchObject({ tests: "33", failures: "2", skipped: "1" });
    const cases = casesOf(comparison);
    expect(cases).toHaveLength(33);
    const failed = cases.filter(({ children }) => children[0]?.name === "failure").map(({ attributes }) => attributes["name"]);
    expect(failed).toEqual(["all statements", "broken"]);
    expect(cases.find(({ attributes }) => attributes["name"] === "missing")?.children[0]?.name).toBe("skipped");
  });

  test("single statements fail nothing where the rules do not let them", () => {
    const cases = casesOf(compareScores([...sound, statementOf("broken", [6, 14, 0, 0])]));
    expect(cases.flatMap(({ children }) => children).map(({ name }) => name)).not.toContain("failure");
  });

  test("an undecided gate that is to fail is a failure", () => {
    const [whole] = casesOf(compareScores([statementOf("s", [1, 0, 0, 0])], { undecided: "fail" }));
    expect(whole?.children[0]?.attributes).toMatchObject({ type: "undecided", message: expect.stringContaining("Undecided") as string });
  });

  test("is well-formed whatever names and warnings hold, and says them", () => {
    const things = { warnings: [HOSTILE, "two\nlines\r\tand \ufffe more"], b: { candidate: HOSTILE, paths: [] } };
    const comparison = compareScores([statementOf(HOSTILE, [3, 1, 0, 0])], {}, null, things);
    const xml = renderComparisonJUnit(comparison);
    const root = parseXml(xml);
    expect(root.children[0]?.children[1]?.attributes["name"]).toBe(plain(HOSTILE));
    expect(root.children[0]?.attributes["name"]).toContain("<script>alert('1')</script>");
    expect(xml).not.toContain("<script>");
  });

  test("the same data give the same bytes", () => {
    expect(renderComparisonJUnit(compareScores(sound))).toBe(renderComparisonJUnit(compareScores(sound)));
  });
});

describe("Markdown", () => {
  test("begins with the outcome and has changed statements in a table", () => {
    const text = renderComparisonMarkdown(compareScores([...sound, statementOf("broken", [6, 14, 0, 0])], { perStatement: true }));
    expect(text).toMatch(/^## ❌ Regression\n\nRegression: /);
    expect(text).toContain("| `broken` | 100.0 % | 30.0 % | -70.0 |");
    expect(text).toContain("### 1 changed statement, 30 unchanged");
    const rows = text.split("\n").filter((line) => line.startsWith("|"));
    const widths = rows.map((line) => line.split("|").length);
    expect(new Set(widths.slice(4))).toEqual(new Set([11]));
  });

  test("no name leaves its code span, and none ends a cell", () => {
    const things = {
      a: { candidate: HOSTILE, paths: [] },
      judges: { common: [HOSTILE], onlyA: [], onlyB: [] },
      warnings: ["``` <b>", HOSTILE],
    };
    const text = renderComparisonMarkdown(compareScores([...sound, statementOf(HOSTILE, [0, 20, 0, 0])], {}, null, things));
    // What is left without spans and blocks of code is ours.
    const outside = text.replaceAll(/^(`{3,})text\n.*?\n\1$/gms, "").replaceAll(/(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)/g, "");
    expect(outside).not.toMatch(/script|@everyone|#1|<b>/);
    expect(outside).toContain("worse beyond the margin");
    const row = text.split("\n").find((line) => line.includes("-100.0")) ?? "";
    expect(row.replaceAll(String.raw`\|`, "").split("|")).toHaveLength(11);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  test.each([
    ["plain", "`plain`"],
    ["a`b", "``a`b``"],
    ["``", "``` `` ```"],
    ["", "`  `"],
  ])("%j becomes %s", (name, span) => {
    expect(codeSpan(name)).toBe(span);
  });

  test("a bar in a cell is escaped", () => {
    expect(codeCell("a|b")).toBe("`a\\|b`");
  });
});
