import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Judgement } from "../../src/domain/judgement.ts";
import type { RatingVerdict, Reading } from "../../src/domain/verdict.ts";
import { FormatError } from "../../src/errors.ts";
import { type RatingsMetadata, readRatings, writeRatings } from "../../src/formats/ratings.ts";
import {
  answer,
  CALL,
  CANDIDATE,
  candidates,
  judgements,
  METADATA,
  prompts,
  sharedMetadata,
  texts,
  unexpected,
} from "../helpers/judgements.ts";
import { tempFile, tempFolder } from "../helpers/temp-folder.ts";

const verdicts = fc.record({ rating: fc.integer({ min: 1, max: 5 }) });
const metadata: fc.Arbitrary<RatingsMetadata> = fc.record({
  ...sharedMetadata,
  candidate: fc.option(candidates),
  evaluator: fc.option(fc.record({ provider: fc.option(texts), model: texts })),
  rubric: fc.option(prompts),
});

test("whatever is written is read back the same", async () => {
  const path = join(tempFolder(), "a.json");
  await fc.assert(
    fc.asyncProperty(metadata, judgements(verdicts, 1), async (head, written) => {
      expect(writeRatings(path, head, written)).toBe(written.length);
      expect(await readRatings(path, unexpected)).toEqual({ metadata: head, judgements: written });
    }),
    { numRuns: 30 },
  );
});

const SCORED: Judgement<RatingVerdict> = {
  originalIndex: 0,
  sampleIndex: 0,
  input: "p",
  answers: [{ text: "q", failed: false, requestId: "r1" }],
  reading: { status: "scored", verdict: { rating: 4, explanation: "Mostly." } },
  call: { ...CALL, usage: null },
  unreadableCall: null,
};
const UNSCORED: Judgement<RatingVerdict> = {
  ...SCORED,
  originalIndex: 1,
  reading: { status: "unscored", reason: "judge_truncated", detail: "It was cut off." },
};
const HEAD: RatingsMetadata = {
  ...METADATA,
  candidate: CANDIDATE,
  evaluator: null,
  rubric: { name: "likert", version: 2, sha256: "beef" },
};

test("metadata have the documented fields first", () => {
  const path = join(tempFolder(), "a.json");
  writeRatings(path, HEAD, [SCORED]);
  const file = JSON.parse(readFileSync(path, "utf8")) as { metadata: object };
  expect(Object.keys(file)).toEqual(["metadata", "judgements"]);
  expect(Object.entries(file.metadata)).toEqual([
    ["evaluator_model", null],
    ["candidate_model", { provider: "openai", model_name: "gpt-4.1-mini" }],
    ["statement_id", "be_kind"],
    ["judge_model", { provider: "openai", model_name: "gpt-4.1" }],
    ["spec_name", "model_spec"],
    ["prompt", { name: "comply", version: 1, sha256: "c0ffee" }],
    ["rubric", { name: "likert", version: 2, sha256: "beef" }],
    ["candidate", { name: "mini", provider: "openai", model: "gpt-4.1-mini", path: "runs/mini" }],
    ["batch_ids", ["batch_1", "batch_2"]],
    ["created_at", "2026-11-23T12:00:00.000Z"],
  ]);
});

test("rows have the documented fields first, and null where there is no rating", () => {
  const path = join(tempFolder(), "a.json");
  writeRatings(path, HEAD, [SCORED, UNSCORED]);
  const rows = (JSON.parse(readFileSync(path, "utf8")) as { judgements: object[] }).judgements;
  expect(rows.map((row) => Object.entries(row).slice(0, 7))).toEqual([
    [
      ["input", "p"],
      ["output", "q"],
      ["rating", 4],
      ["explanation", "Mostly."],
      ["status", "scored"],
      ["reason", null],
      ["detail", null],
    ],
    [
      ["input", "p"],
      ["output", "q"],
      ["rating", null],
      ["explanation", "It was cut off."],
      ["status", "unscored"],
      ["reason", "judge_truncated"],
      ["detail", "It was cut off."],
    ],
  ]);
});

test("without any judgement no file is written", () => {
  const folder = tempFolder();
  expect(writeRatings(join(folder, "a.json"), HEAD, [])).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

async function readRow(row: object): Promise<Judgement<RatingVerdict>> {
  const { judgements: read } = await readRatings(tempFile("a.json", JSON.stringify({ judgements: [row] })), unexpected);
  return read[0] as Judgement<RatingVerdict>;
}

const OLD_ROW = { input: "p", output: "q", rating: 4, explanation: "Mostly." };

test("a file of the Python tool is read", async () => {
  const old = {
    metadata: { evaluator_model: { provider: "openai", model_name: "gpt-4.1" }, candidate_model: "mini", statement_id: "be_kind" },
    judgements: [{ input: "p", rating: 5, explanation: "Fully." }],
  };
  expect(await readRatings(tempFile("a.json", JSON.stringify(old)), unexpected)).toEqual({
    metadata: {
      specName: null,
      statementId: "be_kind",
      judge: null,
      prompt: null,
      batchIds: [],
      createdAt: null,
      candidate: { name: "mini", provider: null, model: null, path: null },
      evaluator: { provider: "openai", model: "gpt-4.1" },
      rubric: null,
    },
    judgements: [
      {
        originalIndex: 0,
        sampleIndex: 0,
        input: "p",
        answers: [answer("")],
        reading: { status: "scored", verdict: { rating: 5, explanation: "Fully." } },
        call: null,
        unreadableCall: null,
      },
    ],
  });
});

test.each([
  ["4", 4],
  [" 5 ", 5],
  ["3.0", 3],
  [1, 1],
])("%j is a rating in an older file", async (rating, expected) => {
  expect((await readRow({ ...OLD_ROW, rating })).reading).toMatchObject({ status: "scored", verdict: { rating: expected } });
});

test.each([
  [0, "unreadable"],
  ["0", "unreadable"],
  [null, "unreadable"],
  [7, "invalid"],
  [-1, "invalid"],
  [3.5, "invalid"],
  ["4/5", "invalid"],
  ["", "invalid"],
  ["four", "invalid"],
  [true, "invalid"],
  [[4], "invalid"],
])("%j is no rating: %s", async (rating, reason) => {
  expect((await readRow({ ...OLD_ROW, rating })).reading).toMatchObject({ status: "unscored", reason });
});

test("a rating of a failure that stands in place of an answer does not count", async () => {
  expect(await readRow({ ...OLD_ROW, output: "ERROR: server_error: Down", rating: 1 })).toMatchObject({
    answers: [{ failed: true }],
    reading: { status: "unscored", reason: "candidate_failed" },
  });
});

test("a judge's answer that the Python tool rated 0 because it could not read it is read again", async () => {
  const explanation = 'Could not parse JSON response from judge model. {{"rating": 4}}';
  const path = tempFile("a.json", JSON.stringify([{ ...OLD_ROW, rating: 0, explanation }]));
  const reading: Reading<RatingVerdict> = { status: "scored", verdict: { rating: 4, explanation: null } };
  const { judgements: read } = await readRatings(path, (text) => {
    expect(text).toBe('{{"rating": 4}}');
    return reading;
  });
  expect(read[0]?.reading).toEqual(reading);
});

test.each([
  ["rows of another kind", '[{"input": "p", "compliant": true}]', /^row 0: "rating" is missing\.$/],
  [
    "a scored row with a rating of 0",
    '[{"input": "p", "rating": 0, "status": "scored"}]',
    /^row 0: "status" is scored, but there is no verdict/,
  ],
  ["no list", '{"rankings": []}', /^a ratings file is \{"metadata": \{\.\.\.\}, "judgements": \[\.\.\.\]\}/],
])("a file with %s is one clear error", async (_name, content, message) => {
  const error = await readRatings(tempFile("a.json", content), unexpected).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FormatError);
  expect((error as FormatError).message.replace(/^.*?a\.json: /, "")).toMatch(message);
});
