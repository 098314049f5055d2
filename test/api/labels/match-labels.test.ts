import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  analyze as analyzeAll,
  analyzeLabels,
  findJudgements,
  importLabels,
  type Label,
  loadLabels,
  readTables,
} from "../../../src/index.ts";
import { labelLine, textSha256 } from "../../../src/formats/labels.ts";
import { judgedAnswers } from "../../helpers/labelling.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";

const SETTINGS = { seed: 1, resamples: 50, level: 0.95 };

function labelOf(statement: string, candidate: string, input: string, more: Partial<Label> = {}): Label {
  return {
    ...{ spec: "s", statement, candidate, originalIndex: 0, sampleIndex: 0, input },
    ...{ inputSha256: textSha256(input), answerSha256: textSha256(`${candidate} on ${input}`) },
    ...{ decision: "compliant", labeller: "ann", at: "2026-11-28T10:00:00.000Z", seconds: null, note: null },
    ...{ stratum: null, inclusionProbability: null },
    ...more,
  };
}

async function analyze(folder: string) {
  const { folders } = await findJudgements([folder]);
  const [{ table } = { table: undefined }] = await readTables(folders);
  if (table === undefined) throw new Error("there is no table");
  return analyzeLabels(table, folders, await loadLabels([folder], undefined), SETTINGS);
}

describe("labels are found again", () => {
  test("by statement, prompt and candidate, wherever their ids say they are", async () => {
    const folder = judgedAnswers(tempFolder());
    // Prompt 3 is the one that strict fails and mild passes; prompt 1 is passed by both.
    const labels = [labelOf("be_kind", "model-one", "prompt 3", { originalIndex: 99 }), labelOf("be_brief", "model-two", "prompt 1")];
    writeFileSync(join(folder, "labels.jsonl"), labels.map(labelLine).join(""));
    const { summary } = await analyze(folder);
    expect(summary?.judges.map(({ judge, confusion }) => [judge, confusion])).toEqual([
      [
        "mild",
        [
          [0, 0],
          [0, 2],
        ],
      ],
      [
        "strict",
        [
          [0, 0],
          [1, 1],
        ],
      ],
    ]);
  });

  test("only where the answer is still the same; the others are said", async () => {
    const folder = judgedAnswers(tempFolder());
    const labels = [
      labelOf("be_kind", "model-one", "prompt 3"),
      labelOf("be_kind", "model-two", "prompt 3", { answerSha256: textSha256("what it said last week") }),
      labelOf("be_kind", "model-gone", "prompt 3"),
      labelOf("be_gone", "model-one", "prompt 3"),
      labelOf("be_kind", "model-one", "prompt 3", { spec: "another" }),
    ];
    writeFileSync(join(folder, "labels.jsonl"), labels.map(labelLine).join(""));
    const { summary, warnings } = await analyze(folder);
    expect(summary?.labels).toBe(1);
    expect(warnings[0]).toContain("1 label is about answers that were generated again since, such as one of model-two to be_kind");
    expect(warnings[1]).toContain("2 labels are about prompts or models that are not among the results");
  });

  test("not at all where there is no file", async () => {
    expect(await analyze(judgedAnswers(tempFolder()))).toEqual({ summary: null, warnings: [] });
  });
});

const line = (more: object): string =>
  `${JSON.stringify({ statement: "be_kind", candidate: "model-one", input: "prompt 3", compliant: false, labeller: "bob", ...more })}\n`;

test("analysis takes the labels beside the results, or those of a file that is named", async () => {
  const folder = judgedAnswers(tempFolder());
  const path = join(tempFolder(), "mine.jsonl");
  writeFileSync(path, labelLine(labelOf("be_kind", "model-one", "prompt 3")));
  const labelled = async (options: object): Promise<number | undefined> =>
    (await analyzeAll([folder], { resamples: 100, ...options })).summary.specs[0]?.labels?.labels;
  expect(await labelled({})).toBeUndefined();
  expect(await labelled({ labels: path })).toBe(1);
  writeFileSync(join(folder, "labels.jsonl"), readFileSync(path));
  expect(await labelled({})).toBe(1);
  await expect(labelled({ labels: "/nowhere/labels.jsonl" })).rejects.toThrow("does not exist");
});

describe("an import", () => {
  test("adds labels of other tools, completed, once", async () => {
    const folder = judgedAnswers(tempFolder());
    const source = join(tempFolder(), "theirs.jsonl");
    writeFileSync(source, line({}) + line({ input: "prompt 4", answer: "gone" }) + line({ candidate: "x" }));
    const first = await importLabels(source, { directories: [folder] });
    expect(first).toMatchObject({ added: 1, known: 0, changed: 1, unknown: 1 });
    const bytes = readFileSync(join(folder, "labels.jsonl"), "utf8");
    expect(JSON.parse(bytes)).toMatchObject({ spec: "s", original_index: 3, answer_sha256: textSha256("model-one on prompt 3") });
    expect(await importLabels(source, { directories: [folder] })).toMatchObject({ added: 0, known: 1 });
    expect(readFileSync(join(folder, "labels.jsonl"), "utf8")).toBe(bytes);
  });

  test("of a file with a bad line adds nothing", async () => {
    const folder = judgedAnswers(tempFolder());
    const source = join(tempFolder(), "theirs.jsonl");
    writeFileSync(source, line({}) + line({ compliant: 3 }));
    await expect(importLabels(source, { directories: [folder] })).rejects.toThrow(`${source}:2: "compliant" must be`);
    expect(await loadLabels([folder], undefined)).toEqual([]);
  });
});
