import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { analyze, type Summary, writeAnalysis } from "../../../src/index.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { complianceFile, rankingFile, writeTree } from "../../helpers/verdict-tree.ts";

/** Analyses a tree of verdicts. @returns the summary, and the tables of one folder below that of the specification, by name */
async function tablesOf(files: Readonly<Record<string, unknown>>, folder: string) {
  const output = tempFolder();
  const analysis = await analyze([writeTree(tempFolder(), files)]);
  await writeAnalysis(analysis, output);
  const names = readdirSync(join(output, "spec_s", folder)).filter((name) => name.endsWith(".csv"));
  const tables = Object.fromEntries(names.map((name) => [name, readFileSync(join(output, "spec_s", folder, name), "utf8")]));
  return { summary: analysis.summary, tables };
}

type Rater = (statement: number, prompt: number) => number | null;

/** Ratings of three prompts to each of four statements, by judges on one model. */
function ratings(raters: Readonly<Record<string, Rater>>, model = "m"): Record<string, unknown> {
  const files: Record<string, unknown> = {};
  for (const [judge, rate] of Object.entries(raters)) {
    for (const statement of [0, 1, 2, 3]) {
      const results = [0, 1, 2].map((prompt) => ({ input: `p${prompt}`, output: "x", rating: rate(statement, prompt) }));
      files[`spec_s/judge_${judge}/${model}/results/s${statement}.json`] = { metadata: { model, statement_id: `s${statement}` }, results };
    }
  }
  return files;
}

const varied: Rater = (statement, prompt) => 1 + ((statement + 2 * prompt) % 5);
const opposite: Rater = (statement, prompt) => 6 - (varied(statement, prompt) ?? 0);

function pairOf({ specs }: Summary, kind: "compliance" | "ratings", ...judges: readonly string[]) {
  return specs[0]?.[kind]?.agreement.pairs.find((pair) => pair.judges.join() === judges.join());
}

test("judges' ratings have Pearson's r with an interval over statements", async () => {
  const noisy: Rater = (statement, prompt) => Math.min(5, (varied(statement, prompt) ?? 0) + ((statement * prompt) % 3));
  const { summary } = await tablesOf(ratings({ a: varied, b: noisy }), "agreement_ratings");
  const correlation = pairOf(summary, "ratings", "a", "b")?.correlation;
  // By numpy.corrcoef of the same twelve pairs.
  expect(correlation?.value).toBeCloseTo(0.897_933_102_735_433_1, 12);
  expect(correlation).toMatchObject({ name: "pearsonR", items: 12 });
  expect(correlation?.interval?.low).toBeLessThan(correlation?.value ?? 0);
  expect(correlation?.interval?.high).toBeGreaterThan(correlation?.value ?? 1);
});

test("verdicts on compliance have no r: they are no amounts", async () => {
  const files = Object.fromEntries(
    ["a", "b"].map((judge) => [`spec_s/judge_${judge}/m/results/s.json`, complianceFile("m", "s", { p: true, q: judge === "a" })]),
  );
  const { summary, tables } = await tablesOf(files, "agreement_compliance");
  expect(pairOf(summary, "compliance", "a", "b")).toMatchObject({ items: 2, correlation: null });
  expect(Object.keys(tables).filter((name) => name.includes("correlation"))).toEqual([]);
});

test("tables of ratings have the Python analysis's names and columns", async () => {
  const { tables } = await tablesOf(ratings({ a: varied, b: opposite, c: () => 3 }), "agreement_ratings");
  // A judge that always says the same is on no line with another: 0/0.
  expect(tables["global_pairwise_correlation.csv"]).toBe("judge1,judge2,correlation,common_inputs\na,b,-1,12\na,c,,12\nb,c,,12\n");
  const matrix = "judge,a,b,c\na,1,-1,\nb,-1,1,\nc,,,1\n";
  expect(tables["global_correlation_matrix.csv"]).toBe(matrix);
  expect(tables["model_correlation_matrix_m.csv"]).toBe(matrix);
  expect(tables["judge_counts.csv"]).toBe("judge,count\na,4\nb,4\nc,4\n");
  expect(tables["krippendorff_alpha_results.csv"]).toMatch(/^candidate,statement,krippendorff_alpha\nm,s0,-?0\.\d+\nm,s1,/);
  expect(tables["krippendorff_alpha_by_statement.csv"]).toMatch(/^candidate,s0,s1,s2,s3,mean_alpha\nm,(-?0\.\d+,?){5}\n$/);
  expect(tables["model_krippendorff_alpha_results.csv"]).toMatch(/^candidate,krippendorff_alpha,num_items\nm,-?0\.\d+,12\n$/);
  expect(tables["agreement.csv"]).toContain("\njudges,a and b,pearsonR,-1,,,12\n");
});

test("kappa of a statement has the verdicts on one candidate only, and its mean those that have a value", async () => {
  const files: Record<string, unknown> = {};
  for (const judge of ["a", "b"]) {
    const verdicts = { p: true, q: judge === "a" };
    files[`spec_s/judge_${judge}/m/results/s1.json`] = complianceFile("m", "s1", verdicts);
    files[`spec_s/judge_${judge}/m/results/s2.json`] = complianceFile("m", "s2", { p: true, q: false });
    files[`spec_s/judge_${judge}/n/results/s2.json`] = complianceFile("n", "s2", { p: true, q: true });
  }
  files["spec_s/judge_a/n/results/s1.json"] = complianceFile("n", "s1", { p: true });
  const { tables } = await tablesOf(files, "agreement_compliance");
  // All verdicts on n in s2 are the same, 0/0; on n in s1 there is only one judge's.
  expect(tables["fleiss_kappa_results.csv"]).toBe("candidate,statement,fleiss_kappa\nm,s1,-0.3333333333333333\nm,s2,1\nn,s2,\n");
  expect(tables["fleiss_kappa_by_statement.csv"]).toBe("candidate,s1,s2,mean_kappa\nm,-0.3333333333333333,1,0.33333333333333337\nn,,,\n");
  expect(tables["judge_counts.csv"]).toBe("judge,count\na,3\nb,3\n");
});

test("tables of rankings have the Python analysis's names and columns", async () => {
  const files: Record<string, unknown> = {};
  const ranks: Record<string, number> = { axb: 1, axc: 1, bxc: -1 };
  for (const judge of ["j", "k"]) {
    for (const [name, rank] of Object.entries(ranks)) {
      const [first = "", second = ""] = name.split("x");
      // k sees the last pair the other way round.
      const own = judge === "k" && name === "bxc" ? 1 : rank;
      files[`spec_s/judge_${judge}/${first}x${second}/results/s1.json`] = rankingFile(first, second, "s", "s1", { p: own, q: own });
      files[`spec_s/judge_${judge}/${second}x${first}/results/s1.json`] = rankingFile(second, first, "s", "s1", { p: -own, q: -own });
    }
  }
  const { tables } = await tablesOf(files, "agreement_rankings");
  expect(tables["global_pairwise_agreement.csv"]).toBe(`ranker1,ranker2,agreement,common_items\nj,k,${4 / 6},6\n`);
  expect(tables["global_agreement_matrix.csv"]).toBe(`ranker,j,k\nj,1,${4 / 6}\nk,${4 / 6},1\n`);
  expect(tables["model_pair_fleiss_kappa.csv"]).toBe("model1,model2,fleiss_kappa,num_items,num_rankers\na,b,,2,2\na,c,,2,2\nb,c,-1,2,2\n");
  expect(tables["model_pair_fleiss_kappa_pivot.csv"]).toBe("model1,b,c\na,,\nb,,-1\n");
  expect(tables["model_pair_pairwise_agreement.csv"]).toBe(
    "model1,model2,ranker1,ranker2,agreement,common_items\na,b,j,k,1,2\na,c,j,k,1,2\nb,c,j,k,0,2\n",
  );
  const { tables: above } = await tablesOf(files, ".");
  // By j: a beats both, c beats b. By k: a beats both, b beats c.
  expect(above["combined_ranker_comparison.csv"]).toBe(
    "model,j_score,k_score,avg_score,j_rank,k_rank\na,4,4,4,1,1\nb,-4,0,-2,3,2\nc,0,-4,-2,2,3\n",
  );
});

test("the two orders' ranks are correlated, pair by pair, as the Python analysis does", async () => {
  const { tables } = await tablesOf(
    {
      "spec_s/judge_j/axb/results/s1.json": rankingFile("a", "b", "s", "s1", { p0: 1, p1: 0, p2: -1, p3: 1, p4: 1 }),
      "spec_s/judge_j/bxa/results/s1.json": rankingFile("b", "a", "s", "s1", { p0: -1, p1: 0, p2: 1, p3: 1 }),
      "spec_s/judge_j/axc/results/s1.json": rankingFile("a", "c", "s", "s1", { p0: 1, p1: 0, p2: -1 }),
      "spec_s/judge_j/cxa/results/s1.json": rankingFile("c", "a", "s", "s1", { p0: -1, p1: 0, p2: 1 }),
    },
    ".",
  );
  const [header, ...rows] = (tables["order_flips.csv"] ?? "")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  const own = rows.filter(([judge]) => judge === "j").map((row) => [row[1], row[2], row[header?.indexOf("correlation") ?? -1]]);
  // Of (1, 0, -1, 1) and (1, 0, -1, -1): 1.25 / 2.75. What one order alone has does not count.
  expect(own).toEqual([
    ["", "", ""],
    ["a", "b", String(5 / 11)],
    ["a", "c", "1"],
  ]);
});
