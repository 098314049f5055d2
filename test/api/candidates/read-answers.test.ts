import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAnswers } from "../../../src/api/candidates/read-answers.ts";
import { ConfigError, FormatError } from "../../../src/errors.ts";
import { writeGenerations } from "../../../src/formats/generations.ts";
import { tempFolder } from "../../helpers/temp-folder.ts";
import { writeTree } from "./folders.ts";

function folderOf(rows: unknown): { resultsFolder: string } {
  const resultsFolder = tempFolder();
  writeTree(resultsFolder, { "a.json": rows });
  return { resultsFolder };
}

describe("a statement's answers", () => {
  it("come in generation order, whatever the order of the file", async () => {
    const rows = [
      { original_index: 2, input_text: "c", output_text: "C" },
      { original_index: 0, sample_index: 1, input_text: "a", output_text: "A2" },
      { original_index: 10, input_text: "d", output_text: "D" },
      { original_index: 0, input_text: "a", output_text: "A1" },
    ];
    const answers = await readAnswers(folderOf(rows), "a");
    expect(answers.map(({ originalIndex, sampleIndex, input, answer }) => [originalIndex, sampleIndex, input, answer.text])).toEqual([
      [0, 0, "a", "A1"],
      [0, 1, "a", "A2"],
      [2, 0, "c", "C"],
      [10, 0, "d", "D"],
    ]);
  });

  it("are rows of their own for an input that stands twice, in files without indices too", async () => {
    const rows = ["1", "2", "3"].map((output_text) => ({ input_text: "same", output_text }));
    const answers = await readAnswers(folderOf(rows), "a");
    expect(answers.map(({ originalIndex, answer }) => [originalIndex, answer.text])).toEqual([
      [0, "1"],
      [1, "2"],
      [2, "3"],
    ]);
  });

  it.each(["ERROR: Result missing in batch output.", "EXPIRED", "Response blocked. Reason: SAFETY", "Error during generation: 503", ""])(
    "are failed where an older tool wrote %j in place of one",
    async (text) => {
      const [row] = await readAnswers(folderOf([{ input_text: "a", output_text: text }]), "a");
      expect(row?.answer).toMatchObject({ failed: true, requestId: null });
      expect(row?.answer.text).toMatch(/^ERROR: /);
    },
  );

  it("are failed where our own run says so, and keep their request", async () => {
    const resultsFolder = tempFolder();
    const place = { originalIndex: 0, inputText: "a", batchId: null };
    const failure = { status: "failed", kind: "refused", code: "content_filter", message: "No." } as const;
    const success = { status: "succeeded", text: "ERROR: is what I say", finishReason: "stop", usage: null, model: null } as const;
    writeGenerations(join(resultsFolder, "a.json"), [
      { ...place, sampleIndex: 0, outcome: failure, requestId: "r1" },
      { ...place, sampleIndex: 1, outcome: success, requestId: "r2" },
    ]);
    expect((await readAnswers({ resultsFolder }, "a")).map(({ answer }) => answer)).toEqual([
      { text: "ERROR: content_filter: No.", failed: true, requestId: "r1" },
      { text: "ERROR: is what I say", failed: false, requestId: "r2" },
    ]);
  });

  it.each([
    [[0, 0], '"original_index" 3 stands twice'],
    [[1, 1], '"original_index" 3 with "sample_index" 1 stands twice'],
  ])("are refused when one is there twice: samples %j", async (samples, reason) => {
    const rows = samples.map((sample_index) => ({ original_index: 3, sample_index, input_text: "a", output_text: "A" }));
    await expect(readAnswers(folderOf(rows), "a")).rejects.toThrow(reason);
  });

  it("are refused when the file is a judge's, a cache's or no JSON", async () => {
    for (const rows of [{ metadata: {}, results: [] }, { generations: [{ input: "a", output: "A" }] }, "[{"]) {
      await expect(readAnswers(folderOf(rows), "a")).rejects.toThrow(FormatError);
    }
  });

  it("are refused when there is no such file", async () => {
    await expect(readAnswers(folderOf([]), "b")).rejects.toThrow(ConfigError);
  });
});
