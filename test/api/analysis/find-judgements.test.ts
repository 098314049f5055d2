import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findJudgements, type JudgementFolder } from "../../../src/index.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { complianceFile, rankingFile, writeTree } from "../../helpers/verdict-tree.ts";

type Told = Pick<JudgementFolder, "stage" | "spec" | "judge" | "candidates">;

async function tell(files: Readonly<Record<string, unknown>>): Promise<Told[]> {
  const { folders } = await findJudgements([writeTree(tempFolder(), files)]);
  return folders.map(({ stage, spec, judge, candidates }) => ({ stage, spec, judge, candidates }));
}

const judgements = [{ input: "a", output: "b", compliant: true, confidence: 1, explanation: "" }];

describe("whose verdicts a folder holds", () => {
  test("batched compliance: judge and specification from the path", async () => {
    const files = { "spec_openai/judge_gpt-4.1/mixtral-8x7b/results/s.json": complianceFile("mixtral-8x7b", "s", { a: true }) };
    expect(await tell(files)).toEqual([{ stage: "comply", spec: "openai", judge: "gpt-4.1", candidates: ["mixtral-8x7b"] }]);
  });

  test("lists without metadata: all from the path", async () => {
    const files = { "spec_dna/judge_gpt4/ChatGPT/results/s.json": [{ input_text: "a", compliant: true }] };
    expect(await tell(files)).toEqual([{ stage: "comply", spec: "dna", judge: "gpt4", candidates: ["ChatGPT"] }]);
  });

  test("the older cache of judgements: from the metadata", async () => {
    const metadata = {
      candidate_model: { provider: "x", model_name: "exp-x" },
      judge_model: { provider: "OpenAI", model_name: "gpt-4o" },
      evaluator_model: { provider: "OpenAI", model_name: "gpt-4o" },
    };
    const files = { "JUDGE_OPENAI/gpt-4oxexp-x/s.json": { metadata, judgements } };
    expect(await tell(files)).toEqual([{ stage: "comply", spec: "unnamed", judge: "gpt-4o", candidates: ["exp-x"] }]);
  });

  test("ratings: the judge from the folder, the candidate from the metadata", async () => {
    const metadata = { evaluator_model: "gpt-4.1", candidate_model: "Qwen/Qwen2-72B-Instruct" };
    const files = {
      "JUDGE_openai_gpt-4.1/05_06_2025/gpt-4.1xQwen-Qwen2-72B-Instruct/s.json": { metadata, judgements: [{ input: "a", rating: 4 }] },
    };
    expect(await tell(files)).toEqual([{ stage: "rate", spec: "unnamed", judge: "gpt-4.1", candidates: ["Qwen/Qwen2-72B-Instruct"] }]);
  });

  test("synchronous rankings: AVSB, with the specification above the ranker", async () => {
    const metadata = { model_a: "a-x-1", model_b: "b", ranking_model: { provider: "Google", model_name: "gemini-2.0-flash-001" } };
    const files = {
      "gemini/openai/ranker_gemini/google/a-x-1VSb/s.json": { metadata, rankings: [{ input: "i", output_a: "1", output_b: "2", rank: 1 }] },
    };
    expect(await tell(files)).toEqual([{ stage: "rank", spec: "openai", judge: "gemini-2.0-flash-001", candidates: ["a-x-1", "b"] }]);
  });

  test("batched rankings: candidates from the metadata, however many an x there is", async () => {
    const files = {
      "spec_s/judge_j/mixtral-8x7bxmixtral-8x22b/results/s.json": rankingFile("mixtral-8x7b", "mixtral-8x22b", "s", "s", { i: 1 }),
    };
    expect(await tell(files)).toEqual([{ stage: "rank", spec: "s", judge: "j", candidates: ["mixtral-8x7b", "mixtral-8x22b"] }]);
  });

  test("a name with a slash stands for the same with a dash", async () => {
    const files = {
      "c/spec_s/judge_j/a-b/results/s.json": complianceFile("a-b", "s", { i: true }),
      "r/spec_s/judge_j/a-bxc/results/s.json": rankingFile("a/b", "c", "s", "s", { i: 1 }),
    };
    expect((await tell(files)).map(({ candidates }) => candidates)).toEqual([["a/b"], ["a/b", "c"]]);
  });

  test("answers, inputs, metadata and corrected rankings are no judgements", async () => {
    const base = writeTree(tempFolder(), {
      "gen/s/m/20250101_000000/results/s.json": [{ original_index: 0, input_text: "a", output_text: "b" }],
      "inputs/s.json": { inputs: ["a"] },
      "spec_s/judge_j/m/results/s.json": complianceFile("m", "s", { a: true }),
      "spec_s/judge_j/m/metadata/batch.json": { results: [{ compliant: true }] },
      "corrected/spec_s/judge_j/axb/results/s.json": { rankings: [{ input: "a", output_a: "", output_b: "", rank: 1 }] },
    });
    const { folders, warnings } = await findJudgements([base]);
    expect(folders.map(({ path }) => path)).toEqual([join(base, "spec_s/judge_j/m/results")]);
    expect(warnings).toEqual([expect.stringContaining("corrected rankings and left out")]);
  });
});

/** A file of ratings with one row. */
function rated(rating: number): unknown {
  return { metadata: { candidate_model: "m", evaluator_model: "e" }, judgements: [{ input: "a", rating }] };
}

describe("the same judgements twice", () => {
  test("the newest counts, by date and not by text", async () => {
    const base = writeTree(tempFolder(), {
      "JUDGE_p_j/12_30_2024/exm/s.json": rated(1),
      "JUDGE_p_j/01_02_2025/exm/s.json": rated(5),
    });
    const { folders, warnings } = await findJudgements([base], "spec");
    expect(folders.map(({ path }) => path)).toEqual([join(base, "JUDGE_p_j/01_02_2025/exm")]);
    expect(warnings).toEqual([
      expect.stringMatching(/hold the same judgements of 1 folder; those of .*01_02_2025, which is newer, are used/),
    ]);
  });

  test("without dates it is an error that names both", async () => {
    const file = complianceFile("m", "s", { a: true });
    const base = writeTree(tempFolder(), { "one/spec_s/judge_j/m/results/s.json": file, "two/spec_s/judge_j/m/results/s.json": file });
    await expect(findJudgements([base])).rejects.toThrow(/one.*two.* hold the same judgements, and neither says that it is newer/);
  });

  test("a folder that is given twice counts once", async () => {
    const base = writeTree(tempFolder(), { "spec_s/judge_j/m/results/s.json": complianceFile("m", "s", { a: true }) });
    const { folders } = await findJudgements([base, join(base, "spec_s")]);
    expect(folders).toHaveLength(1);
  });

  test("one candidate on the inputs of two evaluators is not the same", async () => {
    const base = writeTree(tempFolder(), {
      "JUDGE_p_j/01_02_2025/exm/s.json": rated(1),
      "JUDGE_p_j/01_02_2025/fxm/s.json": { metadata: { candidate_model: "m" }, judgements: [{ input: "b", rating: 2 }] },
    });
    expect((await findJudgements([base])).folders.map(({ evaluator }) => evaluator)).toEqual(["e", "f"]);
  });
});

describe("what cannot be analysed", () => {
  test("an empty folder", async () => {
    await expect(findJudgements([tempFolder()])).rejects.toThrow(/holds no judge's verdicts; give a folder/);
  });

  test("a folder that does not exist", async () => {
    await expect(findJudgements([join(tempFolder(), "missing")])).rejects.toThrow(/does not exist; give a folder of judges' results/);
  });

  test("a ranking that does not say whose answers it ranks", async () => {
    const rankings = [{ input: "a", output_a: "1", output_b: "2", rank: 1, raw_judge_response: "A" }];
    const base = writeTree(tempFolder(), { "spec_s/judge_j/axb/results/s.json": { rankings } });
    await expect(findJudgements([base])).rejects.toThrow(
      /does not say whose answers it judges; give its metadata a "model_a" and a "model_b"/,
    );
  });

  test("verdicts of nobody", async () => {
    const base = writeTree(tempFolder(), { "x/y/s.json": judgements });
    await expect(findJudgements([base])).rejects.toThrow(/does not say which judge gave its verdicts/);
  });
});
