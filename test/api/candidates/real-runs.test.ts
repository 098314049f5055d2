import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAnswers } from "../../../src/api/candidates/read-answers.ts";
import { commonInputs } from "../../../src/run/common-inputs.ts";
import { choosePairs } from "../../../src/run/pairs.ts";
import { MODEL, prompts, setUp } from "../../helpers/generation.ts";
import { resolved } from "./folders.ts";

describe("runs of generate", () => {
  it("are found by their model's folder, named after the model, and read with their samples", async () => {
    const bench = await setUp(prompts(2, 2));
    const summary = await bench.run({ samples: 2 });
    const { candidates, warnings } = await resolved(dirname(summary.directory));
    expect(candidates).toMatchObject([
      { name: MODEL, model: MODEL, runFolder: summary.directory, statements: ["statement_1", "statement_2"] },
    ]);
    expect(warnings).toEqual([]);
    const rows = await bench.rows(summary);
    for (const candidate of candidates) {
      const answers = await readAnswers(candidate, "statement_2");
      expect(answers.map(({ originalIndex, sampleIndex }) => [originalIndex, sampleIndex])).toEqual([
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ]);
      expect(answers.map(({ input, answer }) => [input, answer.requestId])).toEqual(
        rows["statement_2"]?.map(({ inputText, requestId }) => [inputText, requestId]),
      );
    }
  });
});

const GENERATIONS = join(import.meta.dirname, "../../../../shared/data/do_not_answer/generations");

describe.skipIf(!existsSync(GENERATIONS))("Do-Not-Answer (skipped where ../shared/data is not beside the checkout)", () => {
  const models = ["llama2-7b-chat", "ChatGPT", "Claude"];

  it("is three candidates with 61 statements and 939 answers each", async () => {
    const { candidates, warnings } = await resolved(...models.map((model) => join(GENERATIONS, model)));
    expect(warnings).toEqual([]);
    expect(candidates.map(({ name, model, statements }) => [name, model, statements.length])).toEqual(
      models.map((name) => [name, null, 61]),
    );
    for (const candidate of candidates) {
      const answers = await Promise.all(candidate.statements.map((id) => readAnswers(candidate, id)));
      expect(answers.flat()).toHaveLength(939);
      expect(answers.flat().filter(({ answer }) => answer.failed)).toEqual([]);
    }
  });

  it("can be compared row by row in every pair", async () => {
    const { candidates } = await resolved(...models.map((model) => join(GENERATIONS, model)));
    const byName = new Map(candidates.map((candidate) => [candidate.name, candidate]));
    const counts = choosePairs(models, "unordered").map(async ({ a, b }) => {
      const [first, second] = [byName.get(a), byName.get(b)];
      if (first === undefined || second === undefined) throw new Error(`${a} or ${b} is missing`);
      let matched = 0;
      for (const id of first.statements) {
        const { rows, onlyInA, onlyInB } = commonInputs(await readAnswers(first, id), await readAnswers(second, id));
        expect([onlyInA, onlyInB]).toEqual([0, 0]);
        matched += rows.length;
      }
      return matched;
    });
    expect(await Promise.all(counts)).toEqual([939, 939, 939]);
  });

  it("is not one candidate", async () => {
    await expect(resolved(GENERATIONS)).rejects.toThrow("give one of the folders in it (ChatGPT, Claude, llama2-7b-chat).");
  });
});
