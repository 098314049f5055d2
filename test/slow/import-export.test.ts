import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { importResults, type ImportOptions, SpecevalError } from "../../src/index.ts";
import { runCli } from "../helpers/cli.ts";
import { prompts, setUp } from "../helpers/generation.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

const MODEL = "Qwen/Qwen2-72B-Instruct";
const TIME = "20250507_101112";

const METADATA = {
  model_name: MODEL,
  input_directory: "data/inputs",
  output_directory: "data/together_generations",
  batch_size: 10,
  total_prompts: 3,
  run_timestamp: TIME,
  completed_timestamp: "20250507_111213",
};

const ROWS = [
  { statement_id: "b", original_index: 1, input_text: "second", output_text: "ERROR: RateLimitError: Error code: 429" },
  { statement_id: "a", original_index: 0, input_text: "only", output_text: "Grüße\n" },
  { statement_id: "b", original_index: 0, input_text: "first", output_text: "yes" },
];

function writeFlat(folder: string, path: string, content: unknown = { metadata: METADATA, results: ROWS }): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted();
}

describe("import", () => {
  it("brings a file into our layout", async () => {
    const folder = tempFolder();
    writeFlat(folder, `flat/openai/Qwen-Qwen2-72B-Instruct/${TIME}/results.json`);
    const result = await runCli(["import", "flat", "--output-base-dir", "out"], { cwd: folder });
    const run = join("out", "openai", "Qwen-Qwen2-72B-Instruct", TIME);
    expect(result).toMatchObject({ code: 0, stderr: "", stdout: `${run}  3 rows on 2 statements, 1 of them failed\n` });
    expect(filesIn(join(folder, run))).toEqual(["metadata", "metadata/metadata.json", "results", "results/a.json", "results/b.json"]);
    expect(JSON.parse(readFileSync(join(folder, run, "metadata", "metadata.json"), "utf8"))).toEqual(METADATA);
    const rows: unknown = JSON.parse(readFileSync(join(folder, run, "results", "b.json"), "utf8"));
    expect(rows).toMatchObject([
      { original_index: 0, input_text: "first", output_text: "yes", batch_id: `batch_${TIME}`, status: "succeeded" },
      {
        original_index: 1,
        input_text: "second",
        output_text: "ERROR: RateLimitError: Error code: 429",
        batch_id: `batch_${TIME}`,
        status: "failed",
        error: { code: "RateLimitError", message: "Error code: 429" },
      },
    ]);
  });

  it("takes a file, a run's folder, or a tree of them", async () => {
    const folder = tempFolder();
    const file = writeFlat(folder, `flat/openai/m/${TIME}/results.json`);
    writeFlat(folder, "flat/google/m/20250508_000000/results.json", {
      metadata: { ...METADATA, run_timestamp: "2025-05-08T01:02:03.5" },
      results: ROWS,
    });
    const imported = async (source: string, base: string) =>
      (await importResults(source, { outputBaseDir: join(folder, base) })).map(({ directory }) => directory.slice(folder.length + 1));
    const openai = `openai/Qwen-Qwen2-72B-Instruct/${TIME}`;
    expect(await imported(file, "1")).toEqual([`1/${openai}`]);
    expect(await imported(dirname(file), "2")).toEqual([`2/${openai}`]);
    expect(await imported(join(folder, "flat"), "3")).toEqual(["3/google/Qwen-Qwen2-72B-Instruct/20250508_010203", `3/${openai}`]);
  });

  it("lets flags say what a file does not say, and its metadata what its path does not", async () => {
    const folder = tempFolder();
    const { model_name: _model, ...metadata } = METADATA;
    const bare = writeFlat(folder, "bare.json", { metadata, results: ROWS });
    const [run] = await importResults(bare, { outputBaseDir: join(folder, "out"), specName: "openai", modelName: "x/y" });
    expect(run).toMatchObject({ spec: "openai", model: "x/y", directory: join(folder, "out", "openai", "x-y", TIME) });
    const moved = writeFlat(folder, "moved.json", {
      metadata: { ...METADATA, output_directory: "data/together_generations/google/Q/20250101_000000" },
      results: ROWS,
    });
    expect(await importResults(moved, { outputBaseDir: join(folder, "out") })).toMatchObject([{ spec: "google", model: MODEL }]);
    const silent = writeFlat(folder, `openai/some-model/${TIME}/results.json`, { results: ROWS });
    expect(await importResults(silent, { outputBaseDir: join(folder, "out") })).toMatchObject([{ spec: "openai", model: "some-model" }]);
  });

  const LAYOUT = `openai/m/${TIME}/results.json`;
  it.each<{ what: string; files: Readonly<Record<string, unknown>>; options?: Partial<ImportOptions>; says: RegExp }>([
    { what: "a path that does not exist", files: {}, says: /^The results to import: flat does not exist; check the path\.$/ },
    {
      what: "a folder without such a file",
      files: { "flat/other.json": "{}" },
      says: /^there is no results\.json in or below flat; check the path\.$/,
    },
    { what: "a file that was cut off", files: { [`flat/${LAYOUT}`]: '{"results": [' }, says: /results\.json:1: this is not valid JSON / },
    { what: "results of another shape", files: { [`flat/${LAYOUT}`]: ROWS }, says: /a flat results file is .* something else\.$/ },
    {
      what: "one bad file among good ones",
      files: {
        [`flat/${LAYOUT}`]: { metadata: METADATA, results: ROWS },
        "flat/openai/n/20250101_000000/results.json": { metadata: {}, results: [{}] },
      },
      says: /result 0: "statement_id" is missing; mend the file\.$/,
    },
    {
      what: "an unknown specification",
      files: { "flat/results.json": { metadata: METADATA, results: ROWS } },
      says: /^flat\/results\.json: neither its path \(.*\) nor its metadata tell the specification; say it with --spec-name\.$/,
    },
    {
      what: "an unknown model",
      files: { "flat/results.json": { metadata: { run_timestamp: TIME }, results: ROWS } },
      options: { specName: "openai" },
      says: /neither its metadata \("model_name"\) nor its path tell the model; say it with --model-name\.$/,
    },
    {
      what: "an unknown time",
      files: { "flat/results.json": { metadata: { model_name: "m" }, results: ROWS } },
      options: { specName: "openai" },
      says: /nor its path tell when it was made; put it into a folder named YYYYMMDD_HHMMSS\.$/,
    },
    {
      what: "a name that leads out of the folder",
      files: { [`flat/${LAYOUT}`]: { metadata: METADATA, results: ROWS } },
      options: { specName: "../up" },
      says: /--spec-name "\.\.\/up" cannot be the name of a folder: it contains a path separator; choose another\.$/,
    },
    {
      what: "one model name for several",
      files: {
        [`flat/${LAYOUT}`]: { metadata: METADATA, results: ROWS },
        "flat/openai/n/20250101_000000/results.json": { metadata: { model_name: "n" }, results: ROWS },
      },
      options: { modelName: "m" },
      says: /^--model-name is one name, and the files have several \(.*\); import them one by one\.$/,
    },
    {
      what: "two files that would become one",
      files: {
        [`flat/1/${LAYOUT}`]: { metadata: METADATA, results: ROWS },
        [`flat/2/${LAYOUT}`]: { metadata: METADATA, results: ROWS },
      },
      says: /would both become .*; import them into different folders\.$/,
    },
    {
      what: "results that are there already",
      files: { [`flat/${LAYOUT}`]: { metadata: METADATA, results: ROWS }, [`out/openai/Qwen-Qwen2-72B-Instruct/${TIME}/kept`]: "" },
      says: /^out\/openai\/Qwen-Qwen2-72B-Instruct\/\d{8}_\d{6} exists already, and is not overwritten; remove it, or import into another folder\.$/,
    },
    {
      what: "an output folder that is a file",
      files: { [`flat/${LAYOUT}`]: { metadata: METADATA, results: ROWS }, out: "a file" },
      says: /^The output folder: .*out.* is not a folder, or a part of its path is not one; check the path\.$/,
    },
  ])("refuses $what in one sentence, and touches nothing", async ({ files, options = {}, says }) => {
    const folder = tempFolder();
    for (const [path, content] of Object.entries(files)) writeFlat(folder, path, content);
    const before = filesIn(folder);
    const failure: unknown = await importResults(join(folder, "flat"), { outputBaseDir: join(folder, "out"), ...options }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(SpecevalError);
    const { message, exitCode } = failure as SpecevalError;
    expect(message.replaceAll(`${folder}/`, "")).toMatch(says);
    expect(exitCode).toBe(2);
    expect(filesIn(folder)).toEqual(before);
  });

  it("says it on the command line", async () => {
    const folder = tempFolder();
    const result = await runCli(["import", "flat", "--output-base-dir", "out"], { cwd: folder });
    const says = "speceval: The results to import: flat does not exist; check the path.\n";
    expect(result).toMatchObject({ code: 2, stdout: "", stderr: says });
    expect(filesIn(folder)).toEqual([]);
  });
});

describe("export", () => {
  it("writes a run's results as a flat file, which can be imported again", async () => {
    const bench = await setUp(prompts(2, 2), "faults: [{ fault: line_content_filter, lines: 2 }]");
    const summary = await bench.run();
    const result = await runCli(["export", summary.directory, "--to", "results.json"], { cwd: bench.folder });
    expect(result).toMatchObject({ code: 0, stderr: "", stdout: "results.json  4 rows on 2 statements\n" });

    const flat = JSON.parse(readFileSync(join(bench.folder, "results.json"), "utf8")) as { metadata: unknown; results: unknown[] };
    const time = summary.directory.slice(-TIME.length);
    expect(flat.metadata).toMatchObject({ model_name: summary.model, total_prompts: 4, run_timestamp: time });
    const before = await bench.rows(summary);
    expect(flat.results).toEqual(
      Object.entries(before).flatMap(([statementId, rows]) =>
        rows.map((row) => ({
          statement_id: statementId,
          original_index: row.originalIndex,
          input_text: row.inputText,
          output_text: row.outcome.status === "succeeded" ? row.outcome.text : expect.stringMatching(/^ERROR: content_filter: /),
        })),
      ),
    );

    const [run] = await importResults(join(bench.folder, "results.json"), { outputBaseDir: join(bench.folder, "again"), specName: "test" });
    expect(run).toMatchObject({ rows: 4, failed: 1, directory: join(bench.folder, "again", "test", summary.model, time) });
  });

  it("gives what was imported back as it was, but for the order", async () => {
    const folder = tempFolder();
    const file = writeFlat(folder, `openai/m/${TIME}/results.json`);
    const [run] = await importResults(file, { outputBaseDir: join(folder, "out") });
    await runCli(["export", run?.directory ?? "", "--to", "back.json"], { cwd: folder });
    const back = JSON.parse(readFileSync(join(folder, "back.json"), "utf8")) as unknown;
    expect(back).toEqual({ metadata: METADATA, results: [ROWS[1], ROWS[2], ROWS[0]] });
  });

  it("says how many answers a run does not have yet", async () => {
    const bench = await setUp(prompts(2, 2), "faults: [{ fault: stuck, batch: 2 }]");
    const summary = await bench
      .run({ batch_size: 2, wait: false })
      .then(() => bench.run({ batch_size: 2, timeout: "2m" }))
      .catch(() => null);
    expect(summary).toBeNull();
    const [directory = ""] = readdirSync(join(bench.folder, "out", "test", bench.options.model_name)).map((time) =>
      join(bench.folder, "out", "test", bench.options.model_name, time),
    );
    const result = await runCli(["export", directory, "--to", join(bench.folder, "results.json")]);
    expect(result).toMatchObject({ code: 0, stderr: "warning: 2 prompts of the run have no answer yet, and no row.\n" });
  });

  it("refuses what it cannot do in one sentence", async () => {
    const folder = tempFolder();
    mkdirSync(join(folder, "run", "results"), { recursive: true });
    const say = async (...args: string[]) => {
      const { code, stderr } = await runCli(["export", ...args], { cwd: folder });
      expect(code).toBe(2);
      return stderr;
    };
    expect(await say("gone", "--to", "x.json")).toBe("speceval: The results of the run: gone/results does not exist; check the path.\n");
    expect(await say("run", "--to", "x.json")).toBe("speceval: run has no results yet; there is nothing to export.\n");
    writeFileSync(join(folder, "run", "results", "a.json"), '[{"input_text": "p", "output_text": "x"}]');
    writeFileSync(join(folder, "taken.json"), "");
    expect(await say("run", "--to", "taken.json")).toBe(
      "speceval: taken.json exists already, and is not overwritten; remove it, or choose another name.\n",
    );
    expect(await say("run", "--to", "no/folder/x.json")).toMatch(/^speceval: The file to write: .* does not exist; check the path\.\n$/);
    writeFileSync(join(folder, "run", "results", "b.json"), "[{");
    expect(await say("run", "--to", "x.json")).toMatch(/^speceval: run\/results\/b\.json:1: this is not valid JSON /);
    expect(existsSync(join(folder, "x.json"))).toBe(false);
  });
});
