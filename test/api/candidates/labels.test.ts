import { mkdirSync, symlinkSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAnswers } from "../../../src/api/candidates/read-answers.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { refusal, resolved, resolvedOne, writeOwnRun, writeResults } from "./folders.ts";

/** Names with x, names that contain each other, names that sort otherwise than they stand here. */
const NAMES = [
  "gpt-4.1-mini",
  "gpt-4.1",
  "mixtral-8x7b",
  "x",
  "Qwen-Qwen2-72B-Instruct",
  "gemini-1.5-pro-002",
  "gemini-1.5-pro",
  "gemini-exp-1206",
  "Claude",
];

/** Candidates of every kind, each of which answers with its own name. */
function writeCandidates(): ReadonlyMap<string, string> {
  const base = tempFolder();
  return new Map(
    NAMES.map((name, index) => {
      const run = join(base, name, "20250506_115521");
      if (index % 3 === 0) writeOwnRun(run, { model: name, output: name });
      if (index % 3 === 1) writeResults(join(run, "results"), ["a", "b"], name);
      return [name, index % 3 === 2 ? writeResults(join(base, name), ["a", "b"], name) : run];
    }),
  );
}

it("every candidate keeps its own answers and its place, in whatever order they are given", async () => {
  const paths = writeCandidates();
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(NAMES, { minLength: 1 }),
      fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
      async (names, named) => {
        const given = names.map((name, index) => (named[index] === true ? `${name}=${paths.get(name)}` : (paths.get(name) ?? "")));
        const { candidates } = await resolved(...given);
        const said = await Promise.all(candidates.map((candidate) => readAnswers(candidate, "b")));
        expect(candidates.map(({ name }) => name)).toEqual(names);
        expect(said.map(([row]) => row?.answer.text)).toEqual(names);
      },
    ),
    { numRuns: 20 },
  );
});

describe("a name given with a path", () => {
  it("wins over what the path says, in a path that has equals signs too", async () => {
    const path = writeResults(join(tempFolder(), "t=0", "Claude"));
    expect(await resolvedOne(`claude at t0=${path}`)).toMatchObject({ name: "claude at t0", resultsFolder: path });
  });

  it("makes any path do", async () => {
    const path = writeResults(join(tempFolder(), "gpt-4.1", "outputs"));
    expect(await resolvedOne(`meta-llama/Llama-4=${path}`)).toMatchObject({ name: "meta-llama/Llama-4" });
  });

  it("is none in a path with an equals sign", async () => {
    const path = writeResults(join(tempFolder(), "t=0", "a=b", "results"));
    expect(await resolvedOne(path)).toMatchObject({ name: "a=b", resultsFolder: path });
  });

  it("is refused before a path that does not exist", async () => {
    const path = join(tempFolder(), "gone");
    expect(await refusal(`gpt=${path}`)).toBe(`candidate gpt=${path}: ${path} does not exist; check the path.`);
  });

  it.each(["=/", "gpt=", " "])("is refused with nothing on one side: %j", async (given) => {
    expect(await refusal(given)).toMatch(/NAME=PATH/);
  });

  it.each([
    ["a.", "ends with a dot"],
    ["a\\b", "a path separator"],
    ["a\nb", "a control character"],
    ["a ", "a blank"],
    ["ledger", "a run keeps its own files under it"],
    ["Preprocessed", "a run keeps its own files under it"],
    ["metadata", "a run keeps its own files under it"],
    ["run.json", "a run keeps its own files under it"],
    ["m".repeat(221), "longer than 220 bytes"],
  ])("is refused when no folder can be called so: %j", async (name, reason) => {
    const path = writeResults(join(tempFolder(), "Claude"));
    expect(await refusal(`${name}=${path}`)).toContain(reason);
  });
});

describe("two candidates", () => {
  it("may be two runs of one model, with a name for one of them", async () => {
    const base = tempFolder();
    const [first, second] = ["1", "2"].map((end) => writeOwnRun(join(base, `2026010${end}_000000`), { model: "gpt-4.1" }));
    expect(await refusal(first ?? "", second ?? "")).toBe(
      `two candidates are called "gpt-4.1", ${first}/results and ${second}/results; tell them apart with NAME=PATH.`,
    );
    const { candidates } = await resolved(first ?? "", `gpt-4.1 again=${second}`);
    expect(candidates.map(({ name, model }) => [name, model])).toEqual([
      ["gpt-4.1", "gpt-4.1"],
      ["gpt-4.1 again", "gpt-4.1"],
    ]);
  });

  it.each([
    ["acme/one", "acme-one"],
    ["GPT", "gpt"],
    ["caf\u00e9", "cafe\u0301"],
  ])("cannot share a folder: %s and %s", async (first, second) => {
    const path = writeResults(join(tempFolder(), "Claude"));
    expect(await refusal(`${first}=${path}`, `${second}=${path}`)).toContain("would share the folder");
  });

  it("may have the same answers, which is said", async () => {
    const base = tempFolder();
    const path = writeResults(join(base, "Claude"));
    mkdirSync(join(base, "links"));
    symlinkSync(path, join(base, "links", "Again"));
    const { candidates, warnings } = await resolved(path, join(base, "links", "Again"));
    expect(candidates.map(({ name }) => name)).toEqual(["Claude", "Again"]);
    expect(warnings).toEqual([`the candidates Claude and Again have the same answers, those in ${join(base, "links", "Again")}`]);
  });
});

/** A relative path that does not begin like one: tests share one working directory, and make nothing in it. */
function below(folder: string): string {
  return `src/${relative("src", folder)}`;
}

describe("a relative path with an equals sign", () => {
  it("is no name when, as a whole, it is a folder", async () => {
    const path = below(writeResults(join(tempFolder(), "a=b", "Claude")));
    expect(await resolvedOne(path)).toMatchObject({ name: "Claude", resultsFolder: path });
  });

  it("is refused when what comes after the sign is a folder too", async () => {
    const base = tempFolder();
    writeResults(join(base, "a=src"));
    const path = below(join(base, "a=src"));
    const ways = `write ./${path} for the first, or ${below(join(base, "a"))}=${resolve("src")} for the second.`;
    expect(await refusal(path)).toBe(`${path} is a folder, and src is one too; ${ways}`);
  });

  it.each(["./src=test", "/src=test", "../src=test", "~/src=test"])("is no name when it begins like a path: %s", async (given) => {
    expect(await refusal(given)).toContain(`candidate ${given}: there is no such folder`);
  });
});
