import { hash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { resume, type RunSummary } from "../../../src/index.ts";
import { judgeBench, type JudgeBench } from "../../helpers/judging.ts";

interface Line {
  readonly body: { readonly messages: readonly { readonly content: string }[]; readonly response_format?: { readonly type: string } };
}

/** What a run in batches sent. */
function sent({ directory }: RunSummary): Line[] {
  const folder = join(directory, "preprocessed");
  return readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Line),
  );
}

function writeTwo(bench: JudgeBench): string[] {
  return ["m", "n"].map((model) =>
    bench.write(model, { be_kind: ["a", "b", "c"].map((input) => [input, `${model} on ${input}`] as const) }),
  );
}

describe("a judge is bound to JSON", () => {
  test.each([
    ["where its model keeps to a schema", { judge_model_name: "gpt-4.1-2025-04-14" }, "json_schema"],
    ["but not where that is off", { judge_model_name: "gpt-4.1-2025-04-14", structured_output: "off" as const }, undefined],
    ["but not where its model does not keep to one", { judge_model_name: "gpt-4o-2024-05-13" }, undefined],
  ])("%s", async (_when, changes, type) => {
    const bench = await judgeBench({ scenario: `judges: { "*": { unreadable: 0 } }` });
    const options = { candidate_generation_dirs: writeTwo(bench), mode: "batch", ...changes } as const;
    for (const [stage, requests] of [
      ["comply", 6],
      ["rate", 6],
      ["rank", 6],
    ] as const) {
      const summary = await bench[stage]({ ...options, output_dir_base: join(bench.folder, stage) });
      expect(sent(summary).map(({ body }) => body.response_format?.type)).toEqual(Array.from({ length: requests }, () => type));
      expect(summary.verdicts.map(({ unscored }) => unscored)).toEqual([{}, {}]);
    }
  });
});

describe("a prompt of one's own", () => {
  const PROMPT =
    "---\nname: mine\nversion: 7\n---\nMy rules.\n\n{{statement}}\n{{code}}\n{{input}}\n{{answer}}\nJSON with \\{{ or {, please.";

  test("is what a judge is asked, its hash is with every verdict, and the run goes on without its file", async () => {
    const bench = await judgeBench({ answer: () => '{"compliant": true}' });
    const file = join(bench.folder, "mine.md");
    writeFileSync(file, PROMPT);
    const [m = ""] = writeTwo(bench);
    const summary = await bench.comply({ candidate_generation_dirs: [m], prompt_file: file, mode: "batch", wait: false });
    rmSync(file);
    const end = await resume(summary.directory, {}, bench.hooks);
    for (const { body } of sent(end)) {
      expect(body.messages[0]?.content).toMatch(
        /^My rules\.\n\n<statement>\nID: be_kind\n[\s\S]*<\/answer-[0-9a-f]{24}>\nJSON with \{\{ or \{, please\.$/,
      );
    }
    const sha256 = hash("sha256", PROMPT);
    const rows = bench.rows(end, "m/results/be_kind.json");
    expect(rows.map(({ compliant, prompt_sha256 }) => [compliant, prompt_sha256])).toEqual(rows.map(() => [true, sha256]));
    const { metadata } = JSON.parse(readFileSync(join(end.directory, "m/results/be_kind.json"), "utf8")) as { metadata: object };
    expect(metadata).toMatchObject({ prompt: { name: "mine", version: 7, sha256 } });
  });

  test("is not mixed with another in one folder", async () => {
    const bench = await judgeBench({ answer: () => '{"compliant": true}' });
    const file = join(bench.folder, "mine.md");
    const [m = ""] = writeTwo(bench);
    await bench.comply({ candidate_generation_dirs: [m] });
    writeFileSync(file, PROMPT);
    await expect(bench.comply({ candidate_generation_dirs: [m], prompt_file: file })).rejects.toThrow(
      /\(prompt comply [0-9a-f]{8} there, mine [0-9a-f]{8} here\)/,
    );
  });
});
