import { hash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { rate, type RunEvent } from "../../../src/index.ts";
import { BUILT_IN_PROMPTS } from "../../../src/stages/prompts/files.ts";
import { fenced, judgeBench, type Row, signed } from "../../helpers/judging.ts";

const STATEMENTS = ["be_kind", "no_lies"] as const;

test("ratings are kept as the Python tool keeps them, and what is no rating is null", async () => {
  const bench = await judgeBench({
    answer: ({ messages }) =>
      `{"explanation": "x", "rating": ${fenced(messages[0]?.text ?? "")["answer"]?.endsWith("0") === true ? 4 : 9}}`,
  });
  const path = bench.write("m", signed("m", ["be_kind"], 2));
  const summary = await bench.rate({ candidate_generation_dirs: [path] });
  expect(summary.directory).toBe(join(bench.folder, "out/JUDGE_openai_gpt-4o-2024-05-13/11_23_2026"));
  expect(bench.rows(summary, "unknownxm/be_kind.json").map(({ rating, reason }) => [rating, reason])).toEqual([
    [4, null],
    [null, "invalid"],
  ]);
});

test("ratings say which scale they were made by: the statement's own, or the one for all others", async () => {
  const bench = await judgeBench({
    answer: ({ messages }) => `{"explanation": "x", "rating": ${messages[0]?.text.includes("Only warmth counts.") === true ? 5 : 2}}`,
  });
  const path = bench.write("m", signed("m", STATEMENTS, 1));
  const scales = join(bench.folder, "scales");
  mkdirSync(scales);
  writeFileSync(join(scales, "be_kind_likert_judge.txt"), 'Only warmth counts. {{"rating": 1-5}}');
  writeFileSync(join(scales, "gone_likert_judge.txt"), "x");
  const warnings: string[] = [];
  const onEvent = (event: RunEvent): void => void (event.type === "warning" && warnings.push(event.message));
  const [end] = await rate({ ...bench.options, candidate_generation_dirs: [path], judge_prompts_dir: scales }, { ...bench.hooks, onEvent });
  const files = STATEMENTS.map((id) => {
    const text = readFileSync(join(end?.directory ?? "", `unknownxm/${id}.json`), "utf8");
    return JSON.parse(text) as { metadata: { prompt: Row; rubric: Row }; judgements: Row[] };
  });
  expect(files.map(({ metadata, judgements }) => [metadata.rubric["name"], judgements[0]?.["rating"]])).toEqual([
    ["be_kind", 5],
    ["rating-rubric", 2],
  ]);
  const [own, shared] = files.map(({ metadata }) => metadata.rubric["sha256"]);
  expect(own).toBe(hash("sha256", readFileSync(join(scales, "be_kind_likert_judge.txt"))));
  expect(shared).toBe(hash("sha256", readFileSync(BUILT_IN_PROMPTS.ratingRubric)));
  for (const { metadata, judgements } of files) expect(judgements[0]?.["prompt_sha256"]).toBe(metadata.prompt["sha256"]);
  expect(warnings).toEqual([`${scales}: skipped gone_likert_judge.txt: no statement has that name`]);
});
