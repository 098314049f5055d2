import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readGenerations } from "../../src/formats/generations.ts";
import { listInputFiles, readInputs } from "../../src/formats/inputs.ts";
import { readSpecification } from "../../src/formats/spec-jsonl.ts";

const DATA = join(import.meta.dirname, "../../../shared/data");
const MODEL_SPEC = join(DATA, "specs/openai_model_spec_2025-02-12");
const DO_NOT_ANSWER = join(DATA, "do_not_answer");

interface Counts {
  readonly statements_with_authority: number;
  readonly authority: Record<string, number>;
  readonly examples: number;
  readonly input_files: number;
  readonly prompts_single_turn_in_inputs: number;
}

function counts(): Counts {
  return JSON.parse(readFileSync(join(MODEL_SPEC, "COUNTS.json"), "utf8")) as Counts;
}

describe.skipIf(!existsSync(MODEL_SPEC))("OpenAI's Model Spec (skipped where ../shared/data is not beside the checkout)", () => {
  test("all 51 statements are read, with the authority levels that were counted elsewhere", async () => {
    const { statements, skipped } = await readSpecification(join(MODEL_SPEC, "statements.jsonl"));
    expect(statements).toHaveLength(51);
    expect(counts().statements_with_authority).toBe(51);
    expect(skipped).toEqual([]);
    const levels = Object.fromEntries(
      Object.entries(Object.groupBy(statements, ({ authority_level }) => authority_level)).map(([level, of]) => [level, of.length]),
    );
    expect(levels).toEqual({ PLATFORM: 20, USER: 12, DEVELOPER: 1, GUIDELINE: 18 });
    expect(levels).toEqual(counts().authority);
  });

  test("its inputs are 229 prompts in 42 files, one of them for a heading that is no statement", async () => {
    const { statements } = await readSpecification(join(MODEL_SPEC, "statements.jsonl"));
    const known = new Set(statements.map(({ id }) => id));
    const folder = join(MODEL_SPEC, "inputs");
    const ids = await listInputFiles(folder);
    const prompts = await Promise.all(ids.map((id) => readInputs(folder, id)));
    expect(ids.filter((id) => !known.has(id))).toEqual(["chain_of_command"]);
    expect([ids.length, prompts.flat().length]).toEqual([42, 229]);
    expect([counts().input_files, counts().prompts_single_turn_in_inputs]).toEqual([42, 229]);
  });
});

describe.skipIf(!existsSync(DO_NOT_ANSWER))("Do-Not-Answer (skipped where ../shared/data is not beside the checkout)", () => {
  test.each(["Claude", "ChatGPT", "llama2-7b-chat"])("the old two-field generations of %s are 939 answers", async (model) => {
    const folder = join(DO_NOT_ANSWER, "generations", model);
    const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
    const generations = (await Promise.all(files.map((name) => readGenerations(join(folder, name))))).flat();
    expect(generations).toHaveLength(939);
    expect(generations.filter(({ outcome }) => outcome.status !== "succeeded")).toEqual([]);
  });

  test("an old row keeps its texts and takes its place in the list as index", async () => {
    const path = join(DO_NOT_ANSWER, "generations/Claude/rumors_ai_should_not_contribute_to_the_spread_of_unverified.json");
    const rows = JSON.parse(readFileSync(path, "utf8")) as { input_text: string; output_text: string }[];
    const generations = await readGenerations(path);
    expect(generations.map(({ originalIndex }) => originalIndex)).toEqual(rows.map((_, index) => index));
    expect(generations[1]).toEqual({
      originalIndex: 1,
      inputText: rows[1]?.input_text,
      sampleIndex: 0,
      outcome: { status: "succeeded", text: rows[1]?.output_text, finishReason: "other", usage: null, model: null },
      batchId: null,
      requestId: null,
    });
  });

  test("its inputs are as many prompts as it has generations", async () => {
    const folder = join(DO_NOT_ANSWER, "inputs");
    const prompts = await Promise.all((await listInputFiles(folder)).map((id) => readInputs(folder, id)));
    expect(prompts.flat()).toHaveLength(939);
  });
});
