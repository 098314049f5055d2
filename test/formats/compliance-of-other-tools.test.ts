import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Judgement } from "../../src/domain/judgement.ts";
import type { ComplianceVerdict, Reading } from "../../src/domain/verdict.ts";
import { FormatError } from "../../src/errors.ts";
import { readCompliance } from "../../src/formats/compliance.ts";
import { answer, unexpected } from "../helpers/judgements.ts";
import { tempFile, tempFolder } from "../helpers/temp-folder.ts";

/** What one row of an older file is read as. */
async function readRow(row: object): Promise<Judgement<ComplianceVerdict>> {
  const path = tempFile("a.json", JSON.stringify({ metadata: {}, results: [row] }));
  const { judgements: read } = await readCompliance(path, unexpected);
  return read[0] as Judgement<ComplianceVerdict>;
}

const OLD_ROW = { input: "p", output: "q", compliant: true, confidence: 0.8, explanation: "Fine." };

test("a file of the Python tool's batches is read", async () => {
  const old = { metadata: { model: "gpt-4.1", statement_id: "be_kind", batch_ids: ["b1", "b2"] }, results: [OLD_ROW] };
  expect(await readCompliance(tempFile("a.json", JSON.stringify(old)), unexpected)).toEqual({
    metadata: {
      specName: null,
      statementId: "be_kind",
      judge: null,
      prompt: null,
      batchIds: ["b1", "b2"],
      createdAt: null,
      candidate: { name: "gpt-4.1", provider: null, model: null, path: null },
    },
    judgements: [
      {
        originalIndex: 0,
        sampleIndex: 0,
        input: "p",
        answers: [answer("q")],
        reading: { status: "scored", verdict: { compliant: true, confidence: 0.8, explanation: "Fine." } },
        call: null,
        unreadableCall: null,
      },
    ],
  });
});

test("a judge that is named by a word or by provider and name is read", async () => {
  const word = tempFile("a.json", JSON.stringify({ metadata: { judge_model: "gemini" }, results: [OLD_ROW] }));
  expect((await readCompliance(word, unexpected)).metadata.judge).toEqual({ provider: null, model: "gemini" });
  const head = {
    candidate_model: { provider: "openai", model_name: "mini" },
    judge_model: { provider: "google", model_name: "gemini" },
    timestamp: "20250301_101112",
  };
  const both = tempFile("a.json", JSON.stringify({ metadata: head, judgements: [OLD_ROW] }));
  expect((await readCompliance(both, unexpected)).metadata).toMatchObject({
    judge: { provider: "google", model: "gemini" },
    candidate: { name: "mini", provider: "openai" },
    createdAt: "20250301_101112",
  });
});

test.each([undefined, null, 3, "x", [], { model: 5, judge_model: {}, batch_ids: "b", candidate: "c", statement_id: null }])(
  "metadata such as %j do not keep rows from being read",
  async (head) => {
    const path = tempFile("a.json", JSON.stringify({ metadata: head, results: [OLD_ROW] }));
    const { metadata: read, judgements: rows } = await readCompliance(path, unexpected);
    expect(rows).toHaveLength(1);
    expect(Object.values({ ...read, batchIds: null }).filter((value) => value !== null)).toEqual([]);
  },
);

test("a bare list without answers is read, and nothing in it counts as a failed answer", async () => {
  const path = tempFile("a.json", '\uFEFF[{"item_id": 7, "input_text": "p", "compliant": false, "confidence": null, "explanation": null}]');
  expect((await readCompliance(path, unexpected)).judgements).toEqual([
    {
      originalIndex: 0,
      sampleIndex: 0,
      input: "p",
      answers: [answer("")],
      reading: { status: "scored", verdict: { compliant: false, confidence: null, explanation: null } },
      call: null,
      unreadableCall: null,
    },
  ]);
});

test.each([
  null,
  "",
  "ERROR: Result missing in batch output.",
  "EXPIRED",
  "CANCELLED",
  "Error during generation: 503",
  "Response blocked. Reason: SAFETY",
])("the output %j of an older file is a failed answer, whatever the judge made of it", async (output) => {
  for (const compliant of [true, false, null]) {
    const { reading, answers } = await readRow({ ...OLD_ROW, output, compliant });
    expect(reading).toMatchObject({ status: "unscored", reason: "candidate_failed" });
    expect(answers).toEqual([answer(output ?? "", true)]);
  }
});

test.each([
  [true, true],
  [false, false],
  ["true", true],
  [" False ", false],
])("%j is a verdict in an older file", async (compliant, expected) => {
  expect((await readRow({ ...OLD_ROW, compliant })).reading).toMatchObject({ status: "scored", verdict: { compliant: expected } });
});

test.each([
  [null, "unreadable"],
  [1, "invalid"],
  [0, "invalid"],
  ["yes", "invalid"],
  ["", "invalid"],
  [{}, "invalid"],
  [-1, "invalid"],
])("%j is no verdict: %s", async (compliant, reason) => {
  expect((await readRow({ ...OLD_ROW, compliant })).reading).toMatchObject({ status: "unscored", reason });
});

test.each([[95], [-0.1], ["high"], ["0.9"], [null], [undefined], [true], [{}]])("the confidence %j is none", async (confidence) => {
  expect((await readRow({ ...OLD_ROW, confidence })).reading).toMatchObject({ status: "scored", verdict: { confidence: null } });
});

test.each([[""], [null], [undefined], [5], ["No explanation provided by judge model."]])(
  "the explanation %j is none",
  async (explanation) => {
    expect((await readRow({ ...OLD_ROW, explanation })).reading).toMatchObject({ status: "scored", verdict: { explanation: null } });
  },
);

test.each([
  ["Error in batch evaluation", "judge_failed"],
  ["Error in batch input evaluation", "judge_failed"],
  ["Could not parse JSON response from judge model.", "judge_failed"],
  ["Could not parse JSON response from judge model. Raw response: ", "judge_failed"],
  ["Could not parse JSON response from judge model. ERROR: Result missing in batch output.", "judge_failed"],
  ["Failed to parse JSON from judge model. Raw response: Error during generation: 503", "judge_failed"],
  ["Failed to parse JSON from judge model.\nRaw output:\nResponse blocked. Reason: SAFETY", "judge_refused"],
])("the explanation %j says that the judge did not answer: %s", async (explanation, reason) => {
  expect((await readRow({ ...OLD_ROW, compliant: null, confidence: 0.5, explanation })).reading).toMatchObject({
    status: "unscored",
    reason,
  });
  expect((await readRow({ ...OLD_ROW, compliant: false, explanation })).reading).toMatchObject({ status: "unscored", reason });
});

test("a judge's answer that the Python tool could not read is read again", async () => {
  const explanation = "Could not parse JSON response from judge model. Raw response: {{'compliant': True}}";
  const path = tempFile("a.json", JSON.stringify({ results: [{ ...OLD_ROW, compliant: null, explanation }] }));
  const seen: string[] = [];
  const reading: Reading<ComplianceVerdict> = { status: "scored", verdict: { compliant: true, confidence: null, explanation: null } };
  const { judgements: read } = await readCompliance(path, (text) => {
    seen.push(text);
    return reading;
  });
  expect(seen).toEqual(["Raw response: {{'compliant': True}}"]);
  expect(read[0]).toMatchObject({ reading, call: { text: "Raw response: {{'compliant': True}}" } });
});

test("keys of prototypes change nothing", async () => {
  const path = tempFile(
    "a.json",
    '{"__proto__": {"results": 3}, "metadata": {"__proto__": {"model": "x"}, "constructor": 3}, "results": [{"__proto__": {"status": "scored"}, "input": "p", "output": "q", "compliant": false}]}',
  );
  const { metadata: head, judgements: read } = await readCompliance(path, unexpected);
  expect(head.candidate).toBeNull();
  expect(read).toMatchObject([{ reading: { status: "scored", verdict: { compliant: false } } }]);
});

test.each([
  ["cut off", '{"results": [{"inp', /^this is not valid JSON \(.*\); it was cut off or is no compliance file\.$/],
  [
    "no list",
    '{"results": 3}',
    /^a compliance file is \{"metadata": \{\.\.\.\}, "results": \[\.\.\.\]\} or a list of such rows, and this is something else\.$/,
  ],
  ["null", "null", /^a compliance file is /],
  ["a row that is no object", '{"results": [null]}', /^row 0: a JSON object is needed here, and this is null\.$/],
  ["a row without an input", '[{"input": "p", "compliant": true}, {"compliant": true}]', /^row 1: "input" is missing\.$/],
  ["an input that is no text", '[{"input": null, "compliant": true}]', /^row 0: "input" must be a string, and is null\.$/],
  ["rows of another kind", '[{"input": "p", "rating": 3}]', /^row 0: "compliant" is missing\.$/],
  [
    "an unknown status",
    '[{"input": "p", "compliant": true, "status": "done"}]',
    /^row 0: "status" must be one of scored, unscored, and is "done"\.$/,
  ],
  [
    "an unknown reason",
    '[{"input": "p", "compliant": null, "status": "unscored", "reason": "tired"}]',
    /^row 0: "reason" must be one of .*, and is "tired"\.$/,
  ],
  ["no reason", '[{"input": "p", "compliant": null, "status": "unscored"}]', /^row 0: "status" is unscored, but "reason" is missing\.$/],
  [
    "a scored row without a verdict",
    '[{"input": "p", "compliant": null, "status": "scored"}]',
    /^row 0: "status" is scored, but there is no verdict/,
  ],
])("a file with %s is one clear error", async (_name, content, message) => {
  const path = tempFile("a.json", content);
  const error = await readCompliance(path, unexpected).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FormatError);
  expect((error as FormatError).message.replace(/^.*?a\.json(:\d+)?: /, "")).toMatch(message);
  expect((error as FormatError).path).toBe(path);
});

test("no value anywhere in an older row makes the reader do anything but read or explain", async () => {
  const path = join(tempFolder(), "a.json");
  const values = fc.jsonValue({ maxDepth: 1 });
  const rows = fc.record(
    { input: values, output: values, compliant: values, confidence: values, explanation: values },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(rows, async (row) => {
      writeFileSync(path, JSON.stringify([row]));
      const read = await readCompliance(path, () => ({ status: "unscored", reason: "unreadable", detail: "" })).catch(
        (error: unknown) => error,
      );
      if (read instanceof Error) expect(read).toBeInstanceOf(FormatError);
      else expect(read).toMatchObject({ judgements: [{ originalIndex: 0 }] });
    }),
    { numRuns: 60 },
  );
});

const DO_NOT_ANSWER = join(import.meta.dirname, "../../../shared/data/do_not_answer");

describe.skipIf(!existsSync(DO_NOT_ANSWER))("Do-Not-Answer (skipped where ../shared/data is not beside the checkout)", () => {
  async function readAll(judge: string, model: string): Promise<Reading<ComplianceVerdict>[]> {
    const folder = join(DO_NOT_ANSWER, "judgements", judge, model);
    const files = await Promise.all(readdirSync(folder).map((name) => readCompliance(join(folder, name), unexpected)));
    return files.flatMap((file) => file.judgements.map(({ reading }) => reading));
  }

  const expected = existsSync(DO_NOT_ANSWER)
    ? (JSON.parse(readFileSync(join(DO_NOT_ANSWER, "EXPECTED.json"), "utf8")) as Record<
        string,
        { n: number; human_harmless_pct_published: number; GPT4: { harmless_pct: number } }
      >)
    : {};

  test.each([
    ["Claude", 2],
    ["ChatGPT", 1],
    ["llama2-7b-chat", 2],
  ])("of %s, GPT-4's verdicts give the published rate, once %i answers without one count as harmless", async (model, unread) => {
    const readings = await readAll("gpt4", model);
    const without = readings.filter(({ status }) => status === "unscored");
    const harmless = readings.filter((reading) => reading.status === "scored" && reading.verdict.compliant);
    expect([readings.length, without.length]).toEqual([expected[model]?.n, unread]);
    expect((((harmless.length + without.length) / readings.length) * 100).toFixed(1)).toBe(expected[model]?.GPT4.harmless_pct.toFixed(1));
  });

  test.each(["Claude", "ChatGPT", "llama2-7b-chat"])("of %s, people's verdicts are all read and give the published rate", async (model) => {
    const readings = await readAll("human", model);
    const harmless = readings.filter((reading) => reading.status === "scored" && reading.verdict.compliant);
    expect(readings.filter(({ status }) => status === "unscored")).toEqual([]);
    expect(((harmless.length / readings.length) * 100).toFixed(1)).toBe(expected[model]?.human_harmless_pct_published.toFixed(1));
  });
});
