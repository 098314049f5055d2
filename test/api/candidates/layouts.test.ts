import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../../src/errors.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { refusal, resolved, resolvedOne, writeJudgingManifest, writeOwnRun, writeResults, writeTree } from "./folders.ts";

const MODEL = "claude-3-7-sonnet-20250219";

describe("the results of a candidate", () => {
  it.each(["results", "", ".."])("are found from a folder of the Python tool: {time}/results/%s", async (end) => {
    const base = tempFolder();
    const run = join(base, "openai", MODEL, "20250506_115521");
    writeResults(join(run, "results"), ["b", "a"]);
    writeTree(run, { "metadata/batch_1.json": {}, "preprocessed/batch_input_1.jsonl": "" });
    const candidate = await resolvedOne(join(run, end));
    expect(candidate).toEqual({
      name: MODEL,
      model: null,
      provider: null,
      resultsFolder: join(run, "results"),
      runFolder: run,
      statements: ["a", "b"],
    });
  });

  it("may lie right in the folder, with files of other kinds", async () => {
    const folder = writeResults(join(tempFolder(), "generations", "Claude"));
    writeTree(folder, { ".hidden.json": {}, "notes.txt": "", "sub.json/a.json": {} });
    expect(await resolvedOne(folder)).toEqual({
      name: "Claude",
      model: null,
      provider: null,
      resultsFolder: folder,
      runFolder: null,
      statements: ["a", "b"],
    });
  });

  it("may be of a statement called results", async () => {
    const folder = writeResults(join(tempFolder(), "Claude"), ["results"]);
    expect((await resolvedOne(folder)).statements).toEqual(["results"]);
  });

  it("may lie behind a link", async () => {
    const base = tempFolder();
    writeResults(join(base, "elsewhere"));
    mkdirSync(join(base, "Claude", "20250506_115521"), { recursive: true });
    symlinkSync(join(base, "elsewhere"), join(base, "Claude", "20250506_115521", "results"));
    expect(await resolvedOne(join(base, "Claude"))).toMatchObject({ name: "Claude", statements: ["a", "b"] });
  });

  it("are found where the examples of the Python tool have them, with X for digits", async () => {
    const folder = writeResults(join(tempFolder(), "batched_generations/modelA/202505XX_XXXXXX/results"));
    expect(await resolvedOne(folder)).toMatchObject({ name: "modelA" });
  });
});

describe("a model's folder", () => {
  it("stands for the run with files for most statements, although another is newer", async () => {
    const base = join(tempFolder(), MODEL);
    const full = join(base, "20250506_100000");
    writeResults(join(full, "results"), ["a", "b", "c"]);
    writeResults(join(base, "20250507_100000", "results"), ["a", "b"]);
    mkdirSync(join(base, "20250508_100000"));
    const { candidates, warnings } = await resolved(base);
    expect(candidates).toMatchObject([{ name: MODEL, runFolder: full, statements: ["a", "b", "c"] }]);
    expect(warnings).toEqual([`candidate ${MODEL}: of the 2 runs in ${base}, ${full} is taken, the newest of those with most statements`]);
  });

  it("stands for the newest of several such runs", async () => {
    const base = join(tempFolder(), MODEL);
    for (const time of ["20250506_235959", "20251001_000000", "20250930_120000"]) writeResults(join(base, time, "results"));
    expect((await resolvedOne(base)).runFolder).toBe(join(base, "20251001_000000"));
  });

  it.each([
    ["20250506_9", "20250506_10"],
    ["20250506_0900", "20250506_090001"],
  ])("takes %s for older than %s", async (older, newer) => {
    const base = join(tempFolder(), MODEL);
    for (const name of [older, newer]) writeResults(join(base, name, "results"));
    expect((await resolvedOne(base)).runFolder).toBe(join(base, newer));
  });

  it("goes by the records of our runs, whatever their folders are called", async () => {
    const base = tempFolder();
    writeOwnRun(join(base, "20260101_000000"), { model: MODEL, createdAt: "2026-01-01T00:00:00.000Z" });
    writeOwnRun(join(base, "20250101_000000"), { model: MODEL, createdAt: "2026-03-01T00:00:00.000Z" });
    expect(await resolvedOne(base)).toMatchObject({ name: MODEL, runFolder: join(base, "20250101_000000") });
    writeOwnRun(join(base, "kept"), { model: MODEL, createdAt: "2026-04-01T00:00:00.000Z" });
    expect(await resolvedOne(base)).toMatchObject({ name: MODEL, runFolder: join(base, "kept") });
  });

  it("is refused when its runs are of several models", async () => {
    const base = tempFolder();
    writeOwnRun(join(base, "20260101_000000"), { model: "acme/one" });
    writeOwnRun(join(base, "20260101_000001"), { model: "acme-one" });
    expect(await refusal(base)).toContain("its runs are of several models (acme/one, acme-one); give the folder of one run.");
  });

  it("is refused when it holds results itself as well", async () => {
    const base = writeResults(join(tempFolder(), MODEL));
    writeResults(join(base, "20250506_115521", "results"));
    expect(await refusal(base)).toContain("it holds results and also runs (20250506_115521); give the folder of the one that is meant.");
  });

  it("is refused when none of its runs has results", async () => {
    const base = join(tempFolder(), MODEL);
    mkdirSync(join(base, "20250506_115521", "results"), { recursive: true });
    expect(await refusal(base)).toContain("in its runs (20250506_115521); give a folder that has some.");
  });

  it("is not what a folder of several models is, even where each has a folder of results", async () => {
    const base = tempFolder();
    for (const model of ["Claude", "ChatGPT"]) writeResults(join(base, model, "results"));
    expect(await refusal(base)).toContain(
      "it holds neither {statement_id}.json nor a run; give one of the folders in it (ChatGPT, Claude).",
    );
  });
});

describe("a run of ours", () => {
  it("is called by its record's model, not by its folder", async () => {
    const run = writeOwnRun(join(tempFolder(), "elsewhere", "kept"), { model: "deepseek-ai/DeepSeek-V3" });
    const expected = {
      name: "deepseek-ai/DeepSeek-V3",
      model: "deepseek-ai/DeepSeek-V3",
      provider: "openai",
      runFolder: run,
      resultsFolder: join(run, "results"),
    };
    expect(await resolved(run)).toMatchObject({ candidates: [expected], warnings: [] });
    expect(await resolvedOne(join(run, "results"))).toMatchObject(expected);
  });

  it("is called by the name given with it, and its model stays the record's", async () => {
    const run = writeOwnRun(join(tempFolder(), "kept"), { model: "gpt-4.1-mini" });
    expect(await resolvedOne(`second try=${run}`)).toMatchObject({ name: "second try", model: "gpt-4.1-mini" });
  });

  it("that is incomplete is taken with a warning", async () => {
    const run = writeOwnRun(join(tempFolder(), "kept"), { model: "m", waiting: ["r1", "r2"] });
    expect((await resolved(run)).warnings).toEqual([
      `candidate m: the run ${run} is incomplete (0 of its 2 requests are settled), and only what it has is judged; speceval resume ${run} finishes it`,
    ]);
  });

  it("whose ledger was left behind is taken with a warning", async () => {
    const run = writeOwnRun(join(tempFolder(), "kept"), { model: "m" });
    rmSync(join(run, "ledger"), { recursive: true });
    const { candidates, warnings } = await resolved(run);
    expect(candidates).toMatchObject([{ name: "m", statements: ["a", "b"] }]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^candidate m: nobody can tell whether the run .* is complete \(.*does not exist.*[^.]\)$/);
  });

  it("without results is refused", async () => {
    const run = writeOwnRun(join(tempFolder(), "kept"), { model: "m", statements: [] });
    expect(await refusal(run)).toContain(`finish the run with speceval resume ${run}.`);
    rmSync(join(run, "results"), { recursive: true });
    expect(await refusal(run)).toContain(`finish the run with speceval resume ${run}.`);
  });

  it("with a damaged record is refused", async () => {
    const run = writeOwnRun(join(tempFolder(), "kept"), { model: "m" });
    writeTree(run, { "run.json": "{" });
    await expect(resolved(run)).rejects.toThrow(FormatError);
  });

  it.each(["", "gpt-4.1", "gpt-4.1/results"])("that judges holds no answers: %s", async (place) => {
    const run = tempFolder();
    writeResults(join(run, "gpt-4.1", "results"));
    writeJudgingManifest(run);
    expect(await refusal(join(run, place))).toContain("holds a judge's verdicts; give the folder with the answers that were judged.");
  });
});

describe("an imported run", () => {
  const metadata = { "metadata/metadata.json": { model_name: "Qwen/Qwen2-72B-Instruct" } };

  it("is called by the model that its file named", async () => {
    const run = join(tempFolder(), "openai", "Qwen-Qwen2-72B-Instruct", "20250507_101112");
    writeResults(join(run, "results"));
    writeTree(run, metadata);
    expect(await resolvedOne(run)).toMatchObject({ name: "Qwen/Qwen2-72B-Instruct", model: "Qwen/Qwen2-72B-Instruct" });
  });

  it("is called so wherever it was moved, where its folder has no name of its own", async () => {
    const run = join(tempFolder(), "data", "20250507_101112");
    writeResults(join(run, "results"));
    writeTree(run, metadata);
    expect(await resolvedOne(run)).toMatchObject({ name: "Qwen/Qwen2-72B-Instruct" });
  });

  it("that was imported under another name leaves a doubt", async () => {
    const run = join(tempFolder(), "openai", "my-qwen", "20250507_101112");
    writeResults(join(run, "results"));
    writeTree(run, metadata);
    expect(await refusal(run)).toContain(`write Qwen/Qwen2-72B-Instruct=${run} or my-qwen=${run}.`);
    expect(await resolvedOne(`my-qwen=${run}`)).toMatchObject({ name: "my-qwen", model: "Qwen/Qwen2-72B-Instruct" });
  });
});

describe("what holds no results", () => {
  it.each(["", "results.json", ".."])("is flat results, which are imported first: {time}/%s", async (end) => {
    const base = tempFolder();
    const run = join(base, "Qwen-Qwen2-72B-Instruct", "20250507_101112");
    writeTree(run, { "results.json": '\uFEFF\n { "metadata": {}, "results": [] }' });
    expect(await refusal(join(run, end))).toContain(`speceval import ${join(run, "results.json")} --output-base-dir DIR`);
  });

  it("is flat results beside an empty folder of results", async () => {
    const run = tempFolder();
    writeTree(run, { "results.json": { metadata: {}, results: [] }, "results/notes.txt": "" });
    expect(await refusal(run)).toContain(`speceval import ${join(run, "results.json")}`);
  });

  it("is a folder that does not exist", async () => {
    const path = join(tempFolder(), "gone");
    expect(await refusal(path)).toBe(`candidate ${path}: there is no such folder; check the path.`);
  });

  it("is a file", async () => {
    const path = join(writeResults(join(tempFolder(), "Claude")), "a.json");
    expect(await refusal(path)).toContain("this is a file; give the folder that it is in");
  });

  it("is an empty folder", async () => {
    const path = tempFolder();
    expect(await refusal(path)).toBe(`candidate ${path}: it holds neither {statement_id}.json nor a run; check the path.`);
  });

  it("is an empty folder of results", async () => {
    const path = join(tempFolder(), "Claude", "results");
    mkdirSync(path, { recursive: true });
    expect(await refusal(path)).toContain(`there are no results, {statement_id}.json, in ${path}; give a folder that has some.`);
  });

  it("is nothing at all", async () => {
    expect(await refusal()).toContain("no candidate is given");
  });
});
