import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Analysis, analyze, type SpecSummary, writeAnalysis } from "../../../src/index.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { rankingFile, writeTree } from "../../helpers/verdict-tree.ts";

async function analyzed(files: Readonly<Record<string, unknown>>): Promise<{ readonly analysis: Analysis; readonly spec: SpecSummary }> {
  const analysis = await analyze([writeTree(tempFolder(), files)]);
  const [spec] = analysis.summary.specs;
  if (spec === undefined) throw new Error("there is no specification");
  return { analysis, spec };
}

/** The text of a table, by its path in the folder of the analysis. */
async function tablesOf(analysis: Analysis): Promise<(path: string) => string> {
  const folder = tempFolder();
  await writeAnalysis(analysis, folder);
  return (path) => readFileSync(join(folder, path), "utf8");
}

/** The same verdict on two prompts. */
function twoRanks(rank: number): Record<string, number> {
  return { p0: rank, p1: rank };
}

test("both orders, names with an x in them, wins by the strict rule", async () => {
  const [a, b] = ["mixtral-8x7b", "exp-x"];
  const files = Object.fromEntries(
    ["s1", "s2", "s3"].flatMap((statement, place) => [
      [`spec_s/judge_j/${a}x${b}/results/${statement}.json`, rankingFile(a, b, "s", statement, twoRanks(1))],
      // In the last statement the judge goes by the place.
      [`spec_s/judge_j/${b}x${a}/results/${statement}.json`, rankingFile(b, a, "s", statement, twoRanks(place === 2 ? 1 : -1))],
    ]),
  );
  const { analysis, spec } = await analyzed(files);
  const [table] = spec.rankings?.tables ?? [];
  expect(table?.orders).toMatchObject({ both: 6, agree: 4, flip: 2, firstShare: 8 / 12 });
  expect(table?.strengths.map(({ candidate, winRate, strict }) => [candidate, winRate, strict])).toEqual([
    [a, 10 / 12, { wins: 4, losses: 0, ties: 2 }],
    [b, 2 / 12, { wins: 0, losses: 4, ties: 2 }],
  ]);
  const written = await tablesOf(analysis);
  expect(written("spec_s/judge_j/ranking_summary.csv")).toBe(`model,wins,losses,ties\n${b},0,4,2\n${a},4,0,2\n`);
  expect(written("spec_s/judge_j/per_statement_wins.csv")).toBe(`statement,${b},${a}\ns1,0,2\ns2,0,2\ns3,0,0\n`);
});

test("what a judge answered and nobody could read is counted, and said where it is much", async () => {
  const texts = { i: JSON.stringify({ model: "equal" }), j: "I would rather not." };
  const { analysis, spec } = await analyzed({
    "spec_s/judge_j/axb/results/s1.json": {
      metadata: { model_a: "a", model_b: "b", org_spec_name: "s", statement_id: "s1" },
      rankings: Object.entries(texts).map(([input, raw]) => ({ input, output_a: "x", output_b: "y", rank: 0, raw_judge_response: raw })),
    },
  });
  expect(spec.rankings?.tables[0]).toMatchObject({ unreadable: 0.5, reasked: 0 });
  expect(spec.sentences).toContainEqual("50.0 % of the comparisons of the judge j could not be read at first.");
  const written = await tablesOf(analysis);
  expect(written("spec_s/ranking_judges.csv").split("\n")).toContain("j,0.5,0,,,,0");
});

test("one order only is used, and said", async () => {
  const { analysis, spec } = await analyzed({ "spec_s/judge_j/axb/results/s1.json": rankingFile("a", "b", "s", "s1", twoRanks(1)) });
  expect(spec.rankings?.tables[0]?.pairs[0]?.winRate).toBe(1);
  expect(analysis.summary.warnings).toContainEqual(expect.stringContaining("1 pair was judged in one order only"));
});
