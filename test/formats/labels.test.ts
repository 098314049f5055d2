import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Label, LABEL_DECISIONS, standingLabels } from "../../src/domain/label.ts";
import { FormatError } from "../../src/errors.ts";
import { LabelFile, labelLine, readLabels, textSha256 } from "../../src/formats/labels.ts";
import { tempFile, tempFolder } from "../helpers/temp-folder.ts";

const LABEL: Label = {
  spec: "s",
  statement: "be_kind",
  candidate: "m",
  originalIndex: 3,
  sampleIndex: 0,
  input: "hi\u2028",
  inputSha256: textSha256("hi\u2028"),
  answerSha256: textSha256("ho"),
  decision: "compliant",
  labeller: "ann",
  at: "2026-11-28T10:00:00.000Z",
  seconds: 4.5,
  note: null,
  stratum: "m split",
  inclusionProbability: 0.25,
};

const words = fc.string({ minLength: 1, unit: "binary" });
const labels: fc.Arbitrary<Label> = fc
  .record({
    spec: fc.string(),
    statement: words,
    candidate: words,
    originalIndex: fc.nat(),
    sampleIndex: fc.nat(),
    input: fc.option(fc.string({ unit: "grapheme" })),
    answerSha256: fc.option(fc.string().map(textSha256)),
    decision: fc.option(fc.constantFrom(...LABEL_DECISIONS)),
    labeller: words,
    at: fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }).map((date) => date.toISOString()),
    seconds: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true, noDefaultInfinity: true }).map(Math.abs)),
    note: fc.option(fc.string({ unit: "grapheme" })),
    stratum: fc.option(fc.string()),
    inclusionProbability: fc.option(fc.double({ min: 1e-9, max: 1, noNaN: true })),
  })
  .map((label) => Object.assign({ inputSha256: textSha256(label.input ?? "?") }, label));

async function read(path: string): Promise<Label[]> {
  return Array.fromAsync(readLabels(path));
}

test("whatever is written is read back the same", async () => {
  const path = join(tempFolder(), "labels.jsonl");
  await fc.assert(
    fc.asyncProperty(fc.array(labels, { maxLength: 5 }), async (written) => {
      writeFileSync(path, "");
      const file = new LabelFile(path);
      for (const label of written) file.append([label]);
      file.close();
      expect(await read(path)).toEqual(written);
    }),
    { numRuns: 60 },
  );
});

describe("a file that was cut off", () => {
  test("loses the half line, and the next label stands on a line of its own", async () => {
    const line = labelLine(LABEL);
    for (const cut of [1, 20, line.length - 2]) {
      const path = tempFile("labels.jsonl", line + line.slice(0, cut));
      expect(await read(path)).toEqual([LABEL]);
      const file = new LabelFile(path);
      file.append([{ ...LABEL, labeller: "bob" }]);
      file.close();
      expect((await read(path)).map(({ labeller }) => labeller)).toEqual(["ann", "bob"]);
      expect(readFileSync(path, "utf8").split("\n")).toHaveLength(3);
    }
  });

  test("keeps a last line that lacks its line end only", async () => {
    const path = tempFile("labels.jsonl", labelLine(LABEL).trimEnd());
    const file = new LabelFile(path);
    file.append([{ ...LABEL, labeller: "bob" }]);
    file.close();
    expect((await read(path)).map(({ labeller }) => labeller)).toEqual(["ann", "bob"]);
  });
});

describe("labels that stand", () => {
  test("are the last of each labeller about an answer, and none that was taken back", () => {
    const other = { ...LABEL, labeller: "bob", decision: "not_compliant" } as const;
    const again = { ...LABEL, decision: "unsure" } as const;
    const elsewhere = { ...LABEL, candidate: "n" };
    expect(standingLabels([LABEL, other, again, elsewhere, { ...other, decision: null }])).toEqual([again, elsewhere]);
  });

  test("are told apart by the answer: one that was generated again has none", () => {
    expect(standingLabels([LABEL, { ...LABEL, answerSha256: textSha256("other") }])).toHaveLength(2);
  });
});

describe("labels from elsewhere", () => {
  test("need no more than statement, candidate, input, decision and labeller", async () => {
    const line = { statement: "be_kind", candidate: "m", input: "hi", answer: "ho", compliant: "not_applicable", labeller: "ann" };
    const path = tempFile("labels.jsonl", JSON.stringify(line));
    const [label] = await Array.fromAsync(readLabels(path, "the-spec"));
    expect(label).toMatchObject({
      spec: "the-spec",
      inputSha256: textSha256("hi"),
      answerSha256: textSha256("ho"),
      decision: "not_applicable",
      inclusionProbability: null,
    });
  });

  const plain = { statement: "b", candidate: "m", input: "hi", compliant: true, labeller: "ann" };
  test.each([
    ["not JSON", "{", "not valid JSON"],
    ["no candidate", JSON.stringify({ ...plain, candidate: undefined }), '"candidate" is missing'],
    ["another word", JSON.stringify({ ...plain, compliant: "perhaps" }), '"compliant" must be true, false, unsure, not_applicable or null'],
    ["no input", JSON.stringify({ ...plain, input: undefined }), '"input" is missing'],
    ["a wrong hash", JSON.stringify({ ...plain, input_sha256: textSha256("ho") }), "not that of"],
    ["a chance of 0", JSON.stringify({ ...plain, inclusion_probability: 0 }), "must be above 0"],
    ["a later version", JSON.stringify({ ...plain, format: 2 }), '"format" must be one of 1'],
  ])("with %s are refused with path and line", async (_, line, reason) => {
    const path = tempFile("labels.jsonl", `${JSON.stringify(plain)}\n\n${line}\n`);
    const error = await read(path).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FormatError);
    expect(String(error)).toContain(`${path}:3:`);
    expect(String(error)).toContain(reason);
  });

  test("a file that does not exist is said in a sentence", async () => {
    appendFileSync(tempFile("other", ""), "");
    await expect(read("/nowhere/labels.jsonl")).rejects.toThrow("does not exist");
  });
});
