import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { correctRankings, rank, resume, type RunEvent } from "../../../src/index.ts";
import { fenced, JUDGE, judgeBench, type JudgeBench, type Row } from "../../helpers/judging.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";

/** What a judge made of an input: 1, -1 or 0, as the Python tool writes it. */
type Ranks = Readonly<Record<string, number>>;

/** Writes rankings of A with B as the Python tool does; a rank of 0 is an answer that says so. */
function write(judge: string, [a, b]: readonly [string, string], statement: string, ranks: Ranks): string {
  const path = join(judge, `${a}x${b}/results/${statement}.json`);
  const rankings = Object.entries(ranks).map(([input, rankOf]) => ({
    input,
    output_a: `${a} on ${input}`,
    output_b: `${b} on ${input}`,
    rank: rankOf,
    raw_judge_response: `Model: ${rankOf === 0 ? "equal" : rankOf === 1 ? "A" : "B"}`,
  }));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ metadata: { model_a: a, model_b: b, statement_id: statement }, rankings }));
  return path;
}

function readRows(path: string): Row[] {
  return (JSON.parse(readFileSync(path, "utf8")) as { rankings: Row[] }).rankings;
}

/** A base with one judge's folder, and a folder for what is corrected. */
function places(): { base: string; judge: string; target: string } {
  const folder = tempFolder();
  return { base: join(folder, "rankings"), judge: join(folder, "rankings/spec_s/judge_j"), target: join(folder, "corrected") };
}

const NONE = { agree: 0, flip: 0, differ: 0, unscored: 0, missing: 0 };

describe("a pair", () => {
  test("is written under the order of the alphabet, with what the order did to each verdict", async () => {
    const { judge, target } = places();
    write(judge, ["n", "m"], "kind", { agree: 1, flip: 1, differ: 0, tie: 0 });
    write(judge, ["m", "n"], "kind", { agree: -1, flip: 1, differ: 1, tie: 0 });
    const [corrected] = await correctRankings(judge, target);
    const effects = { ...NONE, agree: 2, flip: 1, differ: 1 };
    expect(corrected).toEqual({
      source: judge,
      directory: join(target, "spec_s/judge_j"),
      pairs: [{ a: "m", b: "n", rows: 4, effects, flipRate: 0.25 }],
      oneOrder: [],
      rows: 4,
      effects,
      flipRate: 0.25,
    });
    const rows = readRows(join(target, "spec_s/judge_j/mxn/results/kind.json"));
    expect(rows.map(({ input, output_a, rank: rankOf, order_effect }) => [input, output_a, rankOf, order_effect])).toEqual([
      ["agree", "m on agree", -1, "agree"],
      ["flip", "m on flip", 0, "flip"],
      ["differ", "m on differ", 0, "differ"],
      ["tie", "m on tie", 0, "agree"],
    ]);
    expect(existsSync(join(target, "spec_s/judge_j/nxm"))).toBe(false);
  });

  test("may lack rows and whole statements in one order", async () => {
    const { judge, target } = places();
    write(judge, ["m", "n"], "kind", { both: 1, only_here: 1 });
    write(judge, ["n", "m"], "kind", { both: -1, only_there: 1 });
    write(judge, ["n", "m"], "honest", { other: -1 });
    const [corrected] = await correctRankings(judge, target);
    expect(corrected).toMatchObject({ effects: { ...NONE, agree: 1, missing: 3 }, rows: 4, flipRate: 0 });
    expect(readRows(join(target, "spec_s/judge_j/mxn/results/honest.json"))).toMatchObject([
      { output_a: "m on other", rank: null, verdict_ab: null, verdict_ba: "A", order_effect: "missing" },
    ]);
  });

  test("that was judged in one order only is told, and not written", async () => {
    const { judge, target } = places();
    write(judge, ["m", "n"], "kind", { i: 1 });
    write(judge, ["m", "o"], "kind", { i: 1 });
    write(judge, ["o", "m"], "kind", { i: 1 });
    const [corrected] = await correctRankings(judge, target);
    expect(corrected).toMatchObject({ oneOrder: ["mxn"], pairs: [{ a: "m", b: "o" }] });
    expect(existsSync(join(target, "spec_s/judge_j/mxn"))).toBe(false);
  });

  test("without any verdict in both orders has no rate of flips", async () => {
    const { judge, target } = places();
    write(judge, ["m", "n"], "kind", { i: 1 });
    write(judge, ["n", "m"], "kind", { j: 1 });
    expect(await correctRankings(judge, target)).toMatchObject([{ flipRate: null, pairs: [{ flipRate: null }] }]);
  });

  test("of models with an x in their names is told from others by what its files say", async () => {
    const { judge, target } = places();
    const names = ["Mixtral-8x7B", "a", "axb", "x"];
    for (const a of names) for (const b of names.filter((name) => name !== a)) write(judge, [a, b], "kind", { i: a < b ? 1 : -1 });
    const [corrected] = await correctRankings(judge, target);
    const { pairs = [], effects } = corrected ?? {};
    expect(pairs.map(({ a, b }) => `${a} ${b}`).toSorted()).toEqual([
      "Mixtral-8x7B a",
      "Mixtral-8x7B axb",
      "Mixtral-8x7B x",
      "a axb",
      "a x",
      "axb x",
    ]);
    expect(effects).toEqual({ ...NONE, agree: 6 });
  });
});

describe("a base", () => {
  test("is corrected judge by judge, with what was put aside left out", async () => {
    const { base, target } = places();
    for (const judge of ["spec_s/judge_j", "spec_s/judge_k", "spec_t/judge_j", "spec_t/.earlier/judge_j_20260101_000000"]) {
      write(join(base, judge), ["m", "n"], "kind", { i: 1 });
      write(join(base, judge), ["n", "m"], "kind", { i: -1 });
    }
    const corrected = await correctRankings(base, target);
    expect(corrected.map(({ directory }) => directory)).toEqual(
      ["spec_s/judge_j", "spec_s/judge_k", "spec_t/judge_j"].map((judge) => join(target, judge)),
    );
    expect(await correctRankings(join(base, "spec_t"), target)).toHaveLength(1);
  });

  test.each([
    ["that does not exist", () => {}, /^The folder of rankings: .* does not exist; /],
    ["without rankings", (base: string) => mkdirSync(join(base, "spec_s"), { recursive: true }), / holds no rankings, /],
    [
      "of judges that are not named as such",
      (base: string) => write(join(base, "s/j"), ["m", "n"], "kind", { i: 1 }),
      /its path does not end in spec_\{spec\}\/judge_\{judge\}; /,
    ],
    [
      "whose files do not say whose answers they rank",
      (base: string) => writeFileSync(write(join(base, "spec_s/judge_j"), ["m", "n"], "kind", {}), '{"rankings": []}'),
      /kind\.json does not say whose answers it ranks; /,
    ],
    [
      "that holds a pair twice",
      (base: string) => {
        const path = write(join(base, "spec_s/judge_j"), ["m", "n"], "kind", { i: 1 });
        const copy = join(base, "spec_s/judge_j/copy/results/kind.json");
        mkdirSync(dirname(copy), { recursive: true });
        writeFileSync(copy, readFileSync(path));
      },
      /rank the same pair; move one of them away\.$/,
    ],
    [
      "with a file that was cut off",
      (base: string) => writeFileSync(write(join(base, "spec_s/judge_j"), ["m", "n"], "kind", {}), '{"rankings": ['),
      /kind\.json/,
    ],
  ])("%s is refused, and nothing is written", async (_, prepare, message) => {
    const { base, target } = places();
    prepare(base);
    await expect(correctRankings(base, target)).rejects.toThrow(message);
    expect(existsSync(target)).toBe(false);
  });

  test.each([
    ["itself", (base: string) => base],
    [
      "a link to it",
      (base: string) => {
        symlinkSync(base, `${base}-link`);
        return `${base}-link`;
      },
    ],
  ])("is never overwritten: not where the target is %s", async (_, targetOf) => {
    const { base, judge } = places();
    const path = write(judge, ["m", "n"], "kind", { i: 1 });
    write(judge, ["n", "m"], "kind", { i: -1 });
    const before = readFileSync(path, "utf8");
    await expect(correctRankings(base, targetOf(base))).rejects.toThrow(/ holds the rankings themselves; choose another folder/);
    expect(readFileSync(path, "utf8")).toBe(before);
  });
});

describe("the same again", () => {
  test("leaves files that say the same alone, and writes what is new", async () => {
    const { judge, target } = places();
    for (const statement of ["honest", "kind"]) {
      write(judge, ["m", "n"], statement, { i: 1 });
      write(judge, ["n", "m"], statement, { i: -1 });
    }
    await correctRankings(judge, target);
    const honest = join(target, "spec_s/judge_j/mxn/results/honest.json");
    const kind = join(target, "spec_s/judge_j/mxn/results/kind.json");
    const before = { inode: statSync(honest).ino, text: readFileSync(honest, "utf8") };
    write(judge, ["n", "m"], "kind", { i: 1 });
    await correctRankings(judge, target);
    expect({ inode: statSync(honest).ino, text: readFileSync(honest, "utf8") }).toEqual(before);
    expect(readRows(kind)).toMatchObject([{ order_effect: "flip" }]);
  });

  test("writes a file that was damaged anew, with the same bytes", async () => {
    const { judge, target } = places();
    write(judge, ["m", "n"], "kind", { i: 1 });
    write(judge, ["n", "m"], "kind", { i: -1 });
    await correctRankings(judge, target);
    const path = join(target, "spec_s/judge_j/mxn/results/kind.json");
    const before = readFileSync(path, "utf8");
    writeFileSync(path, before.slice(0, 40));
    await correctRankings(judge, target);
    expect(readFileSync(path, "utf8")).toBe(before);
  });
});

/** Prefers whatever comes first, but for the second input, where `m` is better. */
async function biasedBench(): Promise<{ bench: JudgeBench; paths: string[]; target: string }> {
  const bench = await judgeBench({
    answer({ messages }) {
      const { answer_a: a = "" } = fenced(messages.at(-1)?.text ?? "");
      return a.endsWith("1") ? `Model: ${a.startsWith("m") ? "A" : "B"}` : "Model: A";
    },
  });
  const paths = ["n", "m"].map((model) =>
    bench.write(model, { be_kind: [0, 1, 2].map((index) => [`input ${index}`, `${model} says ${index}`] as const) }),
  );
  return { bench, paths, target: join(bench.folder, "corrected") };
}

describe("rank with a folder for corrected rankings", () => {
  test("writes them when the run is complete, from files that stay as they are", async () => {
    const { bench, paths, target } = await biasedBench();
    const options = { ...bench.options, candidate_generation_dirs: paths };
    const [before] = await rank(options, bench.hooks);
    const source = join(before?.directory ?? "", "mxn/results/be_kind.json");
    const text = readFileSync(source, "utf8");
    const [end] = await rank({ ...options, corrected_dir: target }, bench.hooks);
    expect(end).toMatchObject({
      summary: { state: "complete" },
      corrected: { directory: join(target, "spec_test", `judge_${JUDGE}`), effects: { ...NONE, agree: 1, flip: 2 }, rows: 3 },
    });
    const rows = readRows(join(target, "spec_test", `judge_${JUDGE}`, "mxn/results/be_kind.json"));
    expect(rows.map(({ output_a, rank: rankOf, order_effect }) => [output_a, rankOf, order_effect])).toEqual([
      ["m says 0", 0, "flip"],
      ["m says 1", 1, "agree"],
      ["m says 2", 0, "flip"],
    ]);
    expect(readFileSync(source, "utf8")).toBe(text);
  });

  test("says of a run that is not complete what will write them, and that does", async () => {
    const { bench, paths, target } = await biasedBench();
    const events: RunEvent[] = [];
    const options = { ...bench.options, candidate_generation_dirs: paths, corrected_dir: target, mode: "batch", wait: false } as const;
    const [end] = await rank(options, { ...bench.hooks, onEvent: (event) => events.push(event) });
    const directory = end?.directory ?? "";
    expect(end).not.toHaveProperty("corrected");
    expect(events).toContainEqual({
      type: "note",
      message: `rankings are corrected when all are there: with the same command again, or speceval correct ${directory} --output-dir ${target}`,
    });
    await resume(directory, {}, bench.hooks);
    expect(await correctRankings(directory, target)).toMatchObject([{ effects: { agree: 1, flip: 2 } }]);
  });

  test("ends with an error where they cannot be written, and the rankings are kept", async () => {
    const { bench, paths, target } = await biasedBench();
    writeFileSync(target, "a file stands in the way");
    const [end] = await rank({ ...bench.options, candidate_generation_dirs: paths, corrected_dir: target }, bench.hooks);
    expect(end).toMatchObject({ error: { code: "config", message: expect.stringContaining(target) as string } });
    expect(existsSync(join(end?.directory ?? "", "nxm/results/be_kind.json"))).toBe(true);
  });

  test.each([
    ["pairs in one order", { pairs: "unordered" }, /corrected_dir needs pairs in both orders, and pairs is unordered; /],
    [
      "the folder of the rankings",
      { output_dir_base: "a/b", corrected_dir: "a/./b/" },
      /corrected_dir is where the rankings themselves go \(a\/b\); /,
    ],
  ])("is refused with %s, before anybody is asked", async (_, changes, message) => {
    const { bench, paths, target } = await biasedBench();
    await expect(bench.rank({ candidate_generation_dirs: paths, corrected_dir: target, ...changes })).rejects.toThrow(message);
    expect(bench.simulator.bill()).toMatchObject({ liveCalls: 0 });
  });
});
