import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compare, type CompareOptions, type Comparison, renderComparisonMarkdown } from "../../../src/index.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { complianceFile, rankingFile, writeTree } from "../../helpers/verdict-tree.ts";

/** Verdicts by input, `p0` and on: `1` complies, `0` does not, `?` cannot be read. */
function verdicts(codes: string): Record<string, boolean | null> {
  return Object.fromEntries(Array.from(codes, (code, index) => [`p${index}`, code === "?" ? null : code === "1"]));
}

/** Statement -> codes, as files below `spec_{spec}/judge_{judge}/{candidate}/results`. */
function side(candidate: string, judge: string, statements: Readonly<Record<string, string>>, spec = "s"): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(statements).map(([statement, codes]) => [
      `spec_${spec}/judge_${judge}/${candidate}/results/${statement}.json`,
      complianceFile(candidate, statement, verdicts(codes)),
    ]),
  );
}

/** Eight statements with the same verdicts. */
function eightTimes(codes: string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`s${index}`, codes]));
}

function compareNamed(files: Readonly<Record<string, unknown>>, options: Partial<CompareOptions> = {}): Promise<Comparison> {
  return compare({ a: "old", b: "new", results: [writeTree(tempFolder(), files)], margin: "2pp", ...options });
}

function ratingFile(candidate: string, statement: string, ratings: readonly (number | null)[]): unknown {
  return {
    metadata: { judge_model: "j", candidate_model: candidate, statement_id: statement },
    results: ratings.map((rating, index) => ({ input: `p${index}`, output: "x", rating })),
  };
}

describe("two candidates", () => {
  test("are paired by prompt and compared with the baseline first", async () => {
    const comparison = await compareNamed({
      ...side("old", "j", { one: "1101", two: "11" }),
      ...side("new", "j", { one: "1000", two: "11" }),
    });
    expect(comparison.overall).toMatchObject({ a: 0.875, b: 0.625, statements: 2, prompts: 6 });
    expect(comparison.statements[0]).toMatchObject({ statement: "one", aBetter: 2, bBetter: 0, difference: -0.5 });
    expect(comparison.statements[1]).toMatchObject({ statement: "two", verdict: "same" });
    expect(comparison.outcome).toBe("undecided");
  });

  test("a clear loss is a regression", async () => {
    const { outcome, failed } = await compareNamed({
      ...side("old", "j", eightTimes("1111111110")),
      ...side("new", "j", eightTimes("0010100010")),
    });
    expect({ outcome, failed }).toEqual({ outcome: "regression", failed: true });
  });

  test("prompts of one side only are left out, counted and said", async () => {
    const comparison = await compareNamed({ ...side("old", "j", { one: "110" }), ...side("new", "j", { one: "11011", two: "0" }) });
    expect(comparison.coverage).toMatchObject({ prompts: 3, paired: 3, onlyA: 0, onlyB: 3 });
    expect(comparison.warnings.join(" ")).toContain("3 prompts only in B");
    expect(comparison.statements.find(({ statement }) => statement === "two")).toMatchObject({
      prompts: 0,
      verdict: "not compared",
      a: null,
    });
  });

  test("what is unscored on either side leaves the pair, is counted, and has its worst case said", async () => {
    const comparison = await compareNamed({ ...side("old", "j", { one: "1111?0" }), ...side("new", "j", { one: "11???0" }) });
    expect(comparison.coverage).toMatchObject({
      prompts: 6,
      paired: 3,
      verdicts: { paired: 3, unscoredA: 0, unscoredB: 2, unscoredBoth: 1 },
    });
    expect(comparison.overall.thisSpec.value).toBe(0);
    // Worst: both of B's fail, and of the one that neither has A passes. Best: both pass, and B alone has the other.
    expect(comparison.coverage.bounds?.low).toBeCloseTo(-3 / 6, 12);
    expect(comparison.coverage.bounds?.high).toBeCloseTo(1 / 6, 12);
    expect(comparison.warnings.join(" ")).toContain("which could hide a regression");
  });

  test("ratings are compared by --stage rate", async () => {
    const files = {
      "spec_s/judge_j/old/results/one.json": ratingFile("old", "one", [5, 5, 4, 5, 5, 4, 5, 5]),
      "spec_s/judge_j/new/results/one.json": ratingFile("new", "one", [2, 3, 1, 2, null, 1, 2, 3]),
    };
    const comparison = await compareNamed(files, { stage: "rate", margin: 0.5 });
    expect(comparison).toMatchObject({ outcome: "regression", coverage: { paired: 7 } });
    await expect(compareNamed(files)).rejects.toThrow(
      /no candidate old|holds no compliance verdicts; it holds ratings, which --stage rate compares/,
    );
  });
});

describe("rankings of the two", () => {
  const rankings = {
    "r/spec_s/judge_j/newxold/results/one.json": rankingFile("new", "old", "s", "one", { p0: 1, p1: 1, p2: 0 }),
    "r/spec_s/judge_j/oldxnew/results/one.json": rankingFile("old", "new", "s", "one", { p0: -1, p1: 1, p2: 1 }),
    "r/spec_s/judge_j/newxthird/results/one.json": rankingFile("new", "third", "s", "one", { p0: -1 }),
  };

  test("are said beside the scores, as the mean of both orders", async () => {
    const comparison = await compareNamed({ ...side("old", "j", { one: "111" }), ...side("new", "j", { one: "111" }), ...rankings });
    // p0: new in both; p1: new, then old; p2: a tie, then old. From B's side 1, 1/2 and 1/4.
    expect(comparison.rankings).toMatchObject({ judges: ["j"], pairs: 3, aBetter: 1, bBetter: 1, ties: 1, interval: null });
    expect(comparison.rankings?.winRate).toBeCloseTo(1.75 / 3, 12);
    expect(comparison.coverage).toMatchObject({ prompts: 3, onlyA: 0, onlyB: 0 });
    expect(renderComparisonMarkdown(comparison)).toContain("B wins 58.3 %");
  });

  test("decide nothing, and are null where there are none", async () => {
    const files = { ...side("old", "j", { one: "1110" }), ...side("new", "j", { one: "1000" }) };
    const [without, beside] = [await compareNamed(files), await compareNamed({ ...files, ...rankings })];
    expect(without.rankings).toBeNull();
    expect(beside.headline).toBe(without.headline);
  });
});

describe("judges", () => {
  test("count only where they judged both sides, prompt by prompt", async () => {
    const comparison = await compareNamed({
      ...side("old", "j1", { one: "1111" }),
      ...side("new", "j1", { one: "11?0" }),
      ...side("old", "j2", { one: "1111" }),
      ...side("new", "j2", { one: "0111" }),
      // Were this judge's zeros mixed in, B would look far worse.
      ...side("new", "j3", { one: "0000" }),
    });
    expect(comparison.judges).toEqual({ common: ["j1", "j2"], onlyA: [], onlyB: ["j3"] });
    expect(comparison.warnings.join(" ")).toContain("Judges of one side only are left out: only B has j3");
    // Differences by prompt: -1/2, 0, 0 (of j2 alone), -1/2.
    expect(comparison.overall.thisSpec.value).toBeCloseTo(-0.25, 12);
  });

  test("may be narrowed down", async () => {
    const files = {
      ...side("old", "j1", { one: "11" }),
      ...side("new", "j1", { one: "10" }),
      ...side("old", "j2", { one: "11" }),
      ...side("new", "j2", { one: "11" }),
    };
    expect((await compareNamed(files, { judge: "j2" })).overall.b).toBe(1);
    await expect(compareNamed(files, { judge: ["j9"] })).rejects.toThrow(/judge j9.*those that have are j1, j2/);
  });

  test("none that judged both is an error that names them", async () => {
    const files = { ...side("old", "j1", { one: "11" }), ...side("new", "j2", { one: "10" }) };
    await expect(compareNamed(files)).rejects.toThrow(/No judge has judged both sides \(A: j1; B: j2\)/);
  });
});

describe("two runs", () => {
  test("of one model are compared folder against folder", async () => {
    const [before, after] = [tempFolder(), tempFolder()];
    writeTree(before, side("m", "j", { one: "1111", two: "11" }));
    writeTree(after, side("m", "j", { one: "1011", two: "01" }));
    const comparison = await compare({ a: before, b: after, margin: 0.02 });
    expect(comparison).toMatchObject({ a: { candidate: "m", paths: [before] }, b: { candidate: "m", paths: [after] } });
    expect(comparison.overall).toMatchObject({ a: 1, b: 0.625 });
  });

  test("the one candidate that both have is the one", async () => {
    const [before, after] = [tempFolder(), tempFolder()];
    writeTree(before, { ...side("m", "j", { one: "11" }), ...side("other", "j", { one: "00" }) });
    writeTree(after, side("m", "j", { one: "10" }));
    expect((await compare({ a: before, b: after })).a.candidate).toBe("m");
  });

  test("of several candidates need a choice, and the error shows how to make it", async () => {
    const [before, after] = [tempFolder(), tempFolder()];
    for (const base of [before, after]) writeTree(base, { ...side("m", "j", { one: "11" }), ...side("n", "j", { one: "01" }) });
    await expect(compare({ a: before, b: after })).rejects.toThrow(
      /2 candidates \(m, n\); choose one with --candidate NAME, or compare two of them/,
    );
    expect((await compare({ a: before, b: after, candidate: "n" })).overall.a).toBe(0.5);
  });

  test("that are the same files are told so", async () => {
    const base = writeTree(tempFolder(), side("m", "j", { one: "10" }));
    expect((await compare({ a: base, b: join(base, "spec_s") })).warnings[0]).toContain("A and B are the same files");
  });

  test("with the very same answers are told from two models", async () => {
    const [before, after] = [tempFolder(), tempFolder()];
    writeTree(before, side("m", "j", { one: "1111111111" }));
    writeTree(after, side("m", "j", { one: "1011111111" }));
    expect((await compare({ a: before, b: after })).warnings.join(" ")).toContain("All 10 answers are as long in B as in A");
  });
});

describe("what cannot be compared", () => {
  test.each([
    ["a name that is not there", { b: "newer" }, /has no candidate newer; the candidates there are new, old/],
    ["one candidate twice", { b: "old" }, /A and B are the same candidate, old/],
    [
      "a choice of candidate beside two names",
      { candidate: "old" },
      /--candidate chooses among those of folders, and A and B are names already/,
    ],
    ["a margin that could be two things", { margin: "2" }, /margin "2" may be a share or percentage points/],
    ["a level that is none", { level: 95 }, /level must be at most 0.9999/],
    ["a setting that there is not", { treshold: 1 }, /treshold: there is no such setting/],
  ] as [string, object, RegExp][])("%s", async (_name, options, message) => {
    const files = { ...side("old", "j", { one: "11" }), ...side("new", "j", { one: "10" }) };
    await expect(compareNamed(files, options)).rejects.toThrow(message);
  });

  test("nothing scored on both sides", async () => {
    const files = { ...side("old", "j", { one: "??1" }), ...side("new", "j", { one: "???" }) };
    await expect(compareNamed(files)).rejects.toThrow(/No prompt has a verdict on both sides: 3 verdicts are unscored/);
  });

  test("no prompt in common", async () => {
    const files = { ...side("old", "j", { one: "11" }), ...side("new", "j", { two: "11" }) };
    await expect(compareNamed(files)).rejects.toThrow(/have no prompt in common/);
  });

  test("two specifications", async () => {
    const files = { ...side("old", "j", { one: "11" }, "s"), ...side("new", "j", { one: "11" }, "t") };
    await expect(compareNamed(files)).rejects.toThrow(/A is about s, B about t/);
  });

  test("a folder that is not there", async () => {
    await expect(compare({ a: join(tempFolder(), "no"), b: tempFolder() })).rejects.toThrow(/is no folder of verdicts; .*--results DIR/);
  });
});
