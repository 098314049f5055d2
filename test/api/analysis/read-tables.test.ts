import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  findJudgements,
  isJudged,
  isScored,
  itemCount,
  NOT_JUDGED,
  rankingOffset,
  readTables,
  reasonOf,
  scoreOffset,
  type VerdictTable,
} from "../../../src/index.ts";
import { A_BETTER, B_BETTER, EQUAL, NOT_APPLICABLE, UNSURE } from "../../../src/report/table/verdict-codes.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { complianceFile, rankingFile, writeTree } from "../../helpers/verdict-tree.ts";

async function read(files: Readonly<Record<string, unknown>>, threads = 0): Promise<VerdictTable> {
  const { folders } = await findJudgements([writeTree(tempFolder(), files)]);
  const [{ table } = { table: undefined }] = await readTables(folders, threads);
  if (table === undefined) throw new Error("there is no table");
  return table;
}

/** A judge's verdicts on a candidate, by item. */
function compliance(table: VerdictTable, judge: string, candidate: string): number[] {
  const items = itemCount(table);
  const offset = scoreOffset(table, items, table.judges.comply.indexOf(judge), table.candidates.indexOf(candidate));
  return [...table.compliance.verdicts.subarray(offset, offset + items)];
}

const row = (input: string, compliant: boolean | null, more: object = {}): object => ({
  input,
  output: "x",
  compliant,
  confidence: 1,
  explanation: "",
  ...more,
});

describe("items", () => {
  test("the same text under two statements is two items", async () => {
    const table = await read({
      "spec_s/judge_j/m/results/one.json": complianceFile("m", "one", { hello: true }),
      "spec_s/judge_j/m/results/two.json": complianceFile("m", "two", { hello: false }),
    });
    expect([...table.starts]).toEqual([0, 1, 2]);
    expect(compliance(table, "j", "m")).toEqual([1, 0]);
  });

  test("a text that stands twice is two items, found again by their order", async () => {
    const metadata = { model: "m" };
    const table = await read({
      "spec_s/judge_a/m/results/s.json": { metadata, results: [row("hi", true), row("hi", false), row("ho", true)] },
      "spec_s/judge_b/m/results/s.json": { metadata, results: [row("ho", false), row("hi", true), row("hi", true)] },
    });
    expect(itemCount(table)).toBe(3);
    expect([compliance(table, "a", "m"), compliance(table, "b", "m")].map((codes) => codes.toSorted())).toEqual([
      [0, 1, 1],
      [0, 1, 1],
    ]);
  });

  test("rankings, which are sorted otherwise, are about the same items", async () => {
    const table = await read({
      "c/spec_s/judge_j/m/results/s.json": complianceFile("m", "s", { zebra: true, ape: false }),
      "r/spec_s/judge_j/mxn/results/s.json": rankingFile("m", "n", "s", "s", { ape: 1, zebra: -1 }),
      "r/spec_s/judge_j/nxm/results/s.json": rankingFile("n", "m", "s", "s", { ape: 1, zebra: 0 }),
    });
    const items = itemCount(table);
    const codes = ([0, 1] as const).map((order) =>
      [...table.rankings.verdicts.subarray(rankingOffset(table, items, 0, 0, order))].slice(0, items),
    );
    expect(compliance(table, "j", "m")).toEqual([1, 0]);
    // In the letters of the pair: with n shown first, A is n.
    expect(codes).toEqual([
      [B_BETTER, A_BETTER],
      [EQUAL, B_BETTER],
    ]);
  });

  test("what one judge has not judged is neither scored nor unscored", async () => {
    const table = await read({
      "spec_s/judge_a/m/results/s.json": complianceFile("m", "s", { one: true, two: null }),
      "spec_s/judge_b/m/results/s.json": complianceFile("m", "s", { one: false }),
    });
    const [a, b] = [compliance(table, "a", "m"), compliance(table, "b", "m")];
    expect(a.map(isScored)).toEqual([true, false]);
    expect(reasonOf(a[1] ?? 0)).toBe("unreadable");
    expect(b).toEqual([0, NOT_JUDGED]);
    expect(b.map(isJudged)).toEqual([true, false]);
    expect(table.compliance.calls).toEqual([
      { asked: 2, unreadable: 1, reasked: 0 },
      { asked: 1, unreadable: 0, reasked: 0 },
    ]);
  });

  test("a failure in the place of an answer is unscored and has no length", async () => {
    const table = await read({ "spec_s/judge_j/m/results/s.json": { metadata: {}, results: [row("i", true, { output: "ERROR: x: y" })] } });
    expect(compliance(table, "j", "m").map(reasonOf)).toEqual(["candidate_failed"]);
    expect([...table.lengths]).toEqual([-1]);
  });

  test("verdicts of pairs that are neither better nor equal", async () => {
    const metadata = { model_a: "a", model_b: "b" };
    const rankings = ["not_applicable", "unsure"].map((word, place) => ({
      input: `${place}`,
      output_a: "1",
      output_b: "2",
      rank: 0,
      raw_judge_response: JSON.stringify({ model: word }),
    }));
    const table = await read({ "spec_s/judge_j/axb/results/s.json": { metadata, rankings } });
    expect([...table.rankings.verdicts].slice(0, 2)).toEqual([NOT_APPLICABLE, UNSURE]);
  });
});

test("threads read the same as one, and say what is wrong with a file", async () => {
  const statements = Array.from({ length: 9 }, (_, index) => `s${index}`);
  const files = Object.fromEntries(
    statements.flatMap((statement, index) =>
      ["a", "b"].map((judge) => [
        `spec_s/judge_${judge}/m/results/${statement}.json`,
        complianceFile("m", statement, { x: index % 2 === 0, y: judge === "a" }),
      ]),
    ),
  );
  const base = writeTree(tempFolder(), files);
  const { folders } = await findJudgements([base]);
  expect(await readTables(folders, 2)).toEqual(await readTables(folders, 0));
  writeTree(base, { "spec_s/judge_b/m/results/s3.json": { results: [{ compliant: true }] } });
  await expect(readTables(folders, 2)).rejects.toThrow(`${join(base, "spec_s/judge_b/m/results/s3.json")}: row 0: "input" is missing`);
});
