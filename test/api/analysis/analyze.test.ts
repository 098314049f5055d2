import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Analysis, analyze, type AnalyzeOptions, type SpecSummary, writeAnalysis } from "../../../src/index.ts";
import { loadDuckDb } from "../../../src/api/analysis/write-parquet.ts";
import { judgeBench } from "../../helpers/judging.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { complianceFile, writeTree } from "../../helpers/verdict-tree.ts";

type Files = Readonly<Record<string, unknown>>;

async function analyzeTree(files: Files, options: AnalyzeOptions = {}): Promise<Analysis> {
  return await analyze([writeTree(tempFolder(), files)], options);
}

function specOf({ summary }: Analysis, name?: string): SpecSummary {
  const spec = name === undefined ? summary.specs[0] : summary.specs.find((each) => each.name === name);
  if (spec === undefined) throw new Error("there is no such specification");
  return spec;
}

const STATEMENTS = ["s1", "s2", "s3", "s4", "s5", "s6"];

/** Verdicts of judges on models, by a rule, about six statements with four prompts each. */
function tree(
  judges: readonly string[],
  models: readonly string[],
  rule: (judge: number, model: number, statement: number, prompt: number) => boolean | null,
): Files {
  const files: Record<string, unknown> = {};
  for (const [j, judge] of judges.entries()) {
    for (const [m, model] of models.entries()) {
      for (const [s, statement] of STATEMENTS.entries()) {
        const verdicts = Object.fromEntries([0, 1, 2, 3].map((prompt) => [`prompt ${prompt}`, rule(j, m, s, prompt)]));
        files[`spec_s/judge_${judge}/${model}/results/${statement}.json`] = complianceFile(model, statement, verdicts);
      }
    }
  }
  return files;
}

/** Of each file below a folder. */
function readAll(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.(json|csv)$/.test(name));
  return Object.fromEntries(names.toSorted().map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** What is said of the statement that is followed least, for verdicts by a rule. */
async function least(rule: (statement: number, prompt: number) => boolean): Promise<readonly string[]> {
  const { sentences } = specOf(await analyzeTree(tree(["j"], ["m"], (_, __, statement, prompt) => rule(statement, prompt))));
  return sentences.filter((sentence) => sentence.startsWith("The statement that is followed least"));
}

describe("rates", () => {
  test("null is no verdict: it is in no denominator, and the bounds say what it could have been", async () => {
    const { compliance, sentences } = specOf(
      await analyzeTree(tree(["j"], ["m"], (_, __, statement, prompt) => (prompt === 0 ? null : statement < 3))),
    );
    const [cell] = compliance?.cells ?? [];
    expect(cell?.coverage).toEqual({ items: 24, scored: 18, unscored: { unreadable: 6 } });
    expect(cell?.estimate.value).toBe(0.5);
    expect(cell?.bounds).toEqual({ low: 9 / 24, high: 15 / 24 });
    expect(sentences).toContain("6 of 24 judgements have no verdict (6 unreadable); they count neither for nor against a candidate.");
  });

  test("the score of an item over judges is the mean of those that scored it; the spread over judges is beside it", async () => {
    const files = tree(["a", "b"], ["m"], (judge, _, statement) => judge === 0 || statement < 3);
    const [overall] = specOf(await analyzeTree(files)).compliance?.overall ?? [];
    expect(overall?.estimate.value).toBe(0.75);
    expect(overall?.overJudges?.mean).toBe(0.75);
    // sd of 1 and 0.5 is 0.3536; over sqrt(2) it is 0.25, and t on one degree of freedom 12.706: all that a rate can be.
    expect(overall?.overJudges?.standardError).toBeCloseTo(0.25, 12);
    expect(overall?.overJudges?.interval).toEqual({ low: 0, high: 1 });
    const [half] = specOf(await analyzeTree(files, { level: 0.5 })).compliance?.overall ?? [];
    // t leaves a quarter above 1.
    expect(half?.overJudges?.interval.low).toBeCloseTo(0.5, 12);
  });

  test("a candidate that is better in every statement is ahead; equal ones share their place", async () => {
    const files = tree(["j"], ["a", "b", "c"], (_, model, statement, prompt) =>
      model === 2 ? prompt !== statement % 4 : prompt < 1 + (statement % 2),
    );
    const { compliance, sentences } = specOf(await analyzeTree(files));
    expect(compliance?.overall.map(({ candidate, ranks }) => [candidate, ranks])).toEqual([
      ["c", { best: 1, worst: 1 }],
      ["a", { best: 2, worst: 3 }],
      ["b", { best: 2, worst: 3 }],
    ]);
    expect(sentences[0]).toMatch(/^In compliance, c is ahead of all others, of a by \d/);
    const difference = compliance?.differences.find(({ candidates }) => candidates.join() === "a,c");
    expect(difference?.value).toBeCloseTo(0.375 - 0.75, 12);
  });

  test("candidates that cannot be told apart are said to be so", async () => {
    const { sentences } = specOf(
      await analyzeTree(tree(["j"], ["a", "b"], (_, model, statement, prompt) => (prompt + model + statement) % 2 === 0)),
    );
    expect(sentences[0]).toMatch(/^In compliance, the candidates cannot be told apart/);
  });

  test("the statement that is followed least is named where it is one alone", async () => {
    expect(await least((statement, prompt) => prompt > 0 && statement !== 4)).toEqual([
      "The statement that is followed least is s5 (0.0 % over all candidates).",
    ]);
    expect(await least((_, prompt) => prompt > 0)).toEqual([]);
    expect(await least((statement) => statement > 1)).toEqual([]);
  });

  test("judges of three families, candidates of theirs: the whole matrix", async () => {
    const files = tree(["gpt-4.1", "claude-3"], ["gpt-4o", "claude-4", "llama-3"], (judge, model) => judge === model);
    const { compliance } = specOf(await analyzeTree(files, { specFamilies: ["openai"] }));
    expect(
      compliance?.consistency.map(({ judgeFamily, candidateFamily, estimate, bias }) => [
        judgeFamily,
        candidateFamily,
        estimate.value,
        bias,
      ]),
    ).toEqual([
      ["anthropic", "anthropic", 1, 0.5],
      ["anthropic", "meta", 0, 0],
      ["anthropic", "openai", 0, -0.5],
      ["openai", "anthropic", 0, -0.5],
      ["openai", "meta", 0, 0],
      ["openai", "openai", 1, 0.5],
    ]);
    // With the other judge: 1 on its own candidate, -0.5 on average on the two others.
    expect(compliance?.judges.map(({ ownFamily }) => ownFamily?.value)).toEqual([1.5, 1.5]);
  });
});

describe("little or nothing", () => {
  test("one judge, one statement, one prompt: a figure without an interval, and it is said", async () => {
    const { summary } = await analyzeTree({ "spec_s/judge_j/m/results/s.json": complianceFile("m", "s", { i: true }) });
    const [spec] = summary.specs;
    expect(spec?.compliance?.cells[0]?.estimate).toEqual({ value: 1, thisSpec: null, likeThese: null });
    expect(spec?.sentences[0]).toBe(
      "m follows the specification in 100.0 % of its answers; there is too little data to say how sure that is.",
    );
    expect(spec?.sentences).toContainEqual(expect.stringContaining("All verdicts are those of one judge, j"));
    expect(summary.warnings).toContainEqual(expect.stringContaining("one statement only"));
  });

  test("a file with a row that is none is named, and not taken for one without verdicts", async () => {
    const files = { "spec_s/judge_j/m/results/s.json": { metadata: { model: "m" }, results: [null, { input: "i", compliant: true }] } };
    await expect(analyzeTree(files)).rejects.toThrow(
      "spec_s/judge_j/m/results/s.json: row 0: a JSON object is needed here, and this is null.",
    );
  });

  test("nothing scored at all", async () => {
    const analysis = await analyzeTree(tree(["a", "b"], ["m", "n"], () => null));
    expect(specOf(analysis).sentences[0]).toBe("In compliance, nothing could be scored: no judge gave a verdict that can be read.");
    expect(JSON.stringify(analysis.summary)).not.toMatch(/NaN|Infinity/);
    await writeAnalysis(analysis, tempFolder());
  });

  test("a run that is half finished is analysed as far as it goes, and named", async () => {
    const bench = await judgeBench();
    bench.write("m1", { be_kind: [["hi", "hello"]], no_lies: [["sky?", "blue"]] });
    const { directory } = await bench.comply({ candidate_generation_dirs: [bench.answersOf("m1")] });
    rmSync(join(directory, "m1/results/no_lies.json"));
    const { summary } = await analyze([directory]);
    expect(summary.sources).toEqual([expect.objectContaining({ path: directory, complete: false, files: 1, rows: 1 })]);
    expect(summary.warnings[0]).toContain(`${directory} is not finished`);
    expect(summary.specs[0]?.statements[0]?.text).toBe("The assistant follows be_kind.");
    expect(summary.cost).toEqual([
      expect.objectContaining({ stage: "comply", requests: 2, mode: "live", milliseconds: expect.any(Number) as number }),
    ]);
  });

  test("options out of range are refused in a sentence", async () => {
    const base = writeTree(
      tempFolder(),
      tree(["j"], ["m"], () => true),
    );
    await expect(analyze([base], { level: 95 })).rejects.toThrow("the level must be from 0.5 to below 1, such as 0.95, not 95.");
    await expect(analyze([base], { specPaths: ["other=x.jsonl"] })).rejects.toThrow(
      "--spec-path other=x.jsonl: there are no verdicts on other, only on s.",
    );
  });
});

test("the same files give the same bytes, in whatever order they are found", async () => {
  const [first, second] = [tempFolder(), tempFolder()];
  const files = Object.entries(
    tree(["a", "b"], ["m", "n"], (judge, model, statement, prompt) => (judge * 5 + model * 3 + statement * 7 + prompt) % 4 !== 0),
  );
  writeTree(first, Object.fromEntries(files));
  writeTree(second, Object.fromEntries(files.toReversed()));
  const outputs = [tempFolder(), tempFolder()];
  for (const [place, base] of [first, second].entries()) {
    const parts = [join(base, "spec_s/judge_a"), join(base, "spec_s/judge_b")];
    await writeAnalysis(await analyze(place === 0 ? [base] : parts.toReversed()), outputs[place] ?? "");
  }
  const [one, other] = outputs.map((folder) => readAll(folder));
  const summary = (text = ""): string => text.replaceAll(first, "BASE").replaceAll(second, "BASE");
  expect(Object.keys(one ?? {}).length).toBeGreaterThan(20);
  expect({ ...other, "summary.json": summary(other?.["summary.json"]) }).toEqual({
    ...one,
    "summary.json": summary(one?.["summary.json"]),
  });
});

test("the tables of the Python analysis have its names and columns", async () => {
  const folder = tempFolder();
  const files = tree(["a", "b"], ["m", "org/n"], (judge, model) => judge === model);
  await writeAnalysis(await analyzeTree(files), folder);
  const written = readAll(folder);
  const n = "org/n";
  expect(written["average_compliance.csv"]).toBe(`model,s\nm,0.5\n${n},0.5\n`);
  expect(written["compliance_per_judge.csv"]).toBe(`model,spec,judge,compliance\nm,s,a,1\n${n},s,a,0\nm,s,b,0\n${n},s,b,1\n`);
  expect(written["spec_s/judge_a/overall_compliance.csv"]).toBe(`model,compliance_score\nm,1\n${n},0\n`);
  expect(written["spec_s/combined_compliance_rankings.csv"]).toBe(
    `model,a_rank,a_score,b_rank,b_score,avg_rank\nm,1,1,2,0,1.5\n${n},2,0,1,1,1.5\n`,
  );
  expect(written["spec_s/agreement_compliance/global_pairwise_agreement.csv"]).toBe("judge1,judge2,agreement,common_inputs\na,b,0,48\n");
  expect(written["spec_s/agreement_compliance/global_fleiss_kappa.csv"]).toBe("mode,fleiss_kappa,num_items,num_judges\nglobal,-1,48,2\n");
});

test("the counts of the published study give its means and its intervals over judges", async () => {
  // Compliant of 920, by judge; figures of the original analysis.
  const published = { "gpt-4.1-2025-04-14": [688, 698, 669], "claude-3-7-sonnet-20250219": [727, 737, 730] };
  const prompts = Array.from({ length: 20 }, (_, prompt) => prompt);
  const files: Record<string, unknown> = {};
  for (const [model, counts] of Object.entries(published)) {
    for (const [judge, count] of counts.entries()) {
      for (let statement = 0; statement < 46; statement += 1) {
        const verdicts = Object.fromEntries(prompts.map((prompt) => [`prompt ${prompt}`, prompt * 46 + statement < count]));
        files[`spec_openai/judge_${judge}/${model}/results/s${statement}.json`] = complianceFile(model, `s${statement}`, verdicts);
      }
    }
  }
  const { compliance } = specOf(await analyzeTree(files));
  const over = (name: string) => compliance?.overall.find(({ candidate }) => candidate.startsWith(name))?.overJudges;
  expect(over("claude")?.mean).toBeCloseTo(0.7949275362318841, 14);
  const gpt = over("gpt");
  expect(gpt?.mean).toBeCloseTo(0.7445652173913043, 14);
  expect(gpt?.standardError).toBeCloseTo(0.009244, 6);
  expect((gpt?.interval.high ?? 0) - (gpt?.mean ?? 0)).toBeCloseTo(0.039776, 6);
});

function percent(share = 0): number {
  return Number((share * 100).toFixed(1));
}

const DATA = join(import.meta.dirname, "../../../../shared/data/do_not_answer");

test.skipIf(!existsSync(DATA))(
  "Do-Not-Answer: the published rates, where the paper counts what it could not read as harmless",
  async () => {
    const base = tempFolder();
    for (const judge of ["gpt4", "human"]) {
      for (const model of readdirSync(join(DATA, "judgements", judge))) {
        cpSync(join(DATA, "judgements", judge, model), join(base, `spec_do-not-answer/judge_${judge}/${model}/results`), {
          recursive: true,
        });
      }
    }
    const expected = JSON.parse(readFileSync(join(DATA, "EXPECTED.json"), "utf8")) as Record<
      string,
      { n: number; human_harmless_pct_published: number; GPT4: { harmless_pct: number } }
    >;
    const { compliance } = specOf(await analyze([base], { specPaths: [join(DATA, "statements.jsonl")] }));
    const cellOf = (candidate: string, judge: string) =>
      compliance?.cells.find((cell) => cell.candidate === candidate && cell.judge === judge);
    for (const [model, { n, human_harmless_pct_published: human, GPT4 }] of Object.entries(expected)) {
      const cell = cellOf(model, "gpt4");
      expect(cell?.coverage.items).toBe(n);
      expect(cell?.coverage.unscored).toEqual({ unreadable: model === "ChatGPT" ? 1 : 2 });
      expect(percent(cell?.bounds?.high)).toBe(GPT4.harmless_pct);
      expect(percent(cellOf(model, "human")?.estimate.value ?? 0)).toBe(human);
    }
    expect(compliance?.agreement.pairs[0]?.items).toBe(3 * 939 - 5);
  },
);

test("Parquet holds every verdict", async () => {
  const files = tree(["j"], ["m"], (_, __, statement, prompt) => (prompt === 3 ? null : statement > 2));
  const folder = tempFolder();
  const { paths } = await writeAnalysis(await analyzeTree(files), folder, { format: "parquet" });
  expect(paths.filter((path) => path.endsWith(".parquet"))).toEqual([join(folder, "judgements.parquet")]);
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const connection = await (await DuckDBInstance.create()).connect();
  const reader = await connection.runAndReadAll(
    `SELECT score, reason, count(*)::INTEGER AS count, min(length) FROM '${join(folder, "judgements.parquet")}' GROUP BY ALL ORDER BY ALL`,
  );
  expect(reader.getRows()).toEqual([
    [0, null, 9, 13],
    [1, null, 9, 13],
    [null, "unreadable", 6, 13],
  ]);
  connection.closeSync();
});

test("a specification that has changed since is not taken for the one that was judged by", async () => {
  const bench = await judgeBench();
  bench.write("m1", { be_kind: [["hi", "hello"]] });
  const { directory } = await bench.comply({ candidate_generation_dirs: [bench.answersOf("m1")] });
  writeFileSync(join(bench.folder, "spec.jsonl"), `${JSON.stringify({ id: "be_kind", text: "Be rude." })}\n`);
  const unread = await analyze([directory]);
  expect(unread.summary.specs[0]?.statements[0]?.text).toBeNull();
  expect(unread.summary.warnings).toContainEqual(expect.stringContaining("spec.jsonl has changed since test was judged by it"));
  const { summary } = await analyze([directory], { specPaths: [join(bench.folder, "spec.jsonl")] });
  expect(summary.specs[0]?.statements[0]?.text).toBe("Be rude.");
  expect(summary.warnings).toContainEqual(expect.stringContaining("its content has changed since"));
});

test("a specification is read as leniently as its run read it; another that is given must have no bad line", async () => {
  const bench = await judgeBench({ statements: ["be_kind"] });
  const [path, other] = [join(bench.folder, "spec.jsonl"), join(bench.folder, "other.jsonl")];
  appendFileSync(path, '{"id": "no_text"}\n');
  bench.write("m1", { be_kind: [["hi", "hello"]] });
  const { directory } = await bench.comply({ candidate_generation_dirs: [bench.answersOf("m1")], lenient: true });
  for (const specPaths of [[], [path]]) {
    const { summary } = await analyze([directory], { specPaths });
    expect(summary.specs[0]?.statements[0]?.text).toBe("The assistant follows be_kind.");
    expect(summary.warnings).not.toContainEqual(expect.stringContaining("spec.jsonl"));
  }
  writeFileSync(other, '{"id": "no_text"}\n');
  await expect(analyze([directory], { specPaths: [other] })).rejects.toThrow(`${other}:1: "text" is missing; mend the line.`);
});

test("without DuckDB, Parquet is refused in a sentence", async () => {
  await expect(loadDuckDb(() => Promise.reject(new Error("Cannot find package")))).rejects.toThrow(
    "Parquet is written by DuckDB, which is not installed here; install it with npm install @duckdb/node-api",
  );
});
