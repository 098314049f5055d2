import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Judgement } from "../../src/domain/judgement.ts";
import { pairVerdict, rankOf } from "../../src/domain/pair.ts";
import { type Preference, PREFERENCES, type PreferenceVerdict, type Reading } from "../../src/domain/verdict.ts";
import { FormatError } from "../../src/errors.ts";
import { type RankingsMetadata, readRankings, type StoredRanking, writeRankings } from "../../src/formats/rankings.ts";
import { answer, CALL, CANDIDATE, candidates, judgements, METADATA, sharedMetadata, unexpected } from "../helpers/judgements.ts";
import { tempFile, tempFolder } from "../helpers/temp-folder.ts";

const verdicts = fc.record({ preference: fc.constantFrom(...PREFERENCES) });
const metadata: fc.Arbitrary<RankingsMetadata> = fc.record({
  ...sharedMetadata,
  candidateA: fc.option(candidates),
  candidateB: fc.option(candidates),
});

test("whatever is written is read back the same", async () => {
  const path = join(tempFolder(), "a.json");
  await fc.assert(
    fc.asyncProperty(metadata, judgements(verdicts, 2), async (head, list) => {
      expect(writeRankings(path, head, list)).toBe(list.length);
      const rankings = list.map((judgement) => ({ ...judgement, rank: rankOf(pairVerdict(judgement.reading)) }));
      expect(await readRankings(path, unexpected)).toEqual({ metadata: head, rankings });
    }),
    { numRuns: 30 },
  );
});

const HEAD: RankingsMetadata = { ...METADATA, candidateA: CANDIDATE, candidateB: { ...CANDIDATE, name: "mixtral x" } };

function ranking(reading: Reading<PreferenceVerdict>): Judgement<PreferenceVerdict> {
  return {
    originalIndex: 0,
    sampleIndex: 0,
    input: "p",
    answers: [
      { text: "qa", failed: false, requestId: "ra" },
      { text: "qb", failed: false, requestId: "rb" },
    ],
    reading,
    call: { ...CALL, text: "Model: A", usage: null },
    unreadableCall: null,
  };
}

function preferring(preference: Preference): Judgement<PreferenceVerdict> {
  return ranking({ status: "scored", verdict: { preference, explanation: null } });
}

function written(head: RankingsMetadata, rows: readonly Judgement<PreferenceVerdict>[]): { metadata: object; rankings: object[] } {
  const path = join(tempFolder(), "a.json");
  writeRankings(path, head, rows);
  return JSON.parse(readFileSync(path, "utf8")) as { metadata: object; rankings: object[] };
}

test("metadata have the documented fields first", () => {
  expect(Object.entries(written(HEAD, [preferring("A")]).metadata)).toEqual([
    ["ranking_judge_model_info", { provider: "openai", model_name: "gpt-4.1" }],
    ["model_a", "mini"],
    ["model_b", "mixtral x"],
    ["org_spec_name", "model_spec"],
    ["statement_id", "be_kind"],
    ["batch_id", null],
    ["timestamp", "2026-11-23T12:00:00.000Z"],
    ["batch_ids", ["batch_1", "batch_2"]],
    ["prompt", { name: "comply", version: 1, sha256: "c0ffee" }],
    ["candidate_a", { name: "mini", provider: "openai", model: "gpt-4.1-mini", path: "runs/mini" }],
    ["candidate_b", { name: "mixtral x", provider: "openai", model: "gpt-4.1-mini", path: "runs/mini" }],
  ]);
});

test.each([
  [[], null],
  [["b1"], "b1"],
  [["b1", "b2"], null],
])("of the batches %j, batch_id is %j", (batchIds, expected) => {
  expect(written({ ...HEAD, batchIds }, [preferring("A")]).metadata).toMatchObject({ batch_id: expected, batch_ids: batchIds });
});

test("rows have the documented fields first", () => {
  const [row] = written(HEAD, [preferring("A")]).rankings;
  expect(Object.entries(row ?? {}).slice(0, 12)).toEqual([
    ["input", "p"],
    ["output_a", "qa"],
    ["output_b", "qb"],
    ["rank", 1],
    ["raw_judge_response", "Model: A"],
    ["judge_custom_id_task", "judge1"],
    ["provider_expected_custom_id", "judge1"],
    ["verdict", "A"],
    ["explanation", ""],
    ["status", "scored"],
    ["reason", null],
    ["detail", null],
  ]);
});

test("what is no comparison has no rank, and each kind of it a word of its own", () => {
  const unscored = ranking({ status: "unscored", reason: "contradictory", detail: "It says A and B." });
  const { rankings } = written(HEAD, [...PREFERENCES.map(preferring), unscored]);
  expect(
    rankings.map((row) => Object.fromEntries(Object.entries(row).filter(([key]) => ["rank", "verdict", "reason"].includes(key)))),
  ).toEqual([
    { rank: 1, verdict: "A", reason: null },
    { rank: -1, verdict: "B", reason: null },
    { rank: 0, verdict: "equal", reason: null },
    { rank: null, verdict: "not_applicable", reason: null },
    { rank: null, verdict: "unsure", reason: null },
    { rank: null, verdict: "unscored", reason: "contradictory" },
  ]);
});

test("without any judgement no file is written", () => {
  const folder = tempFolder();
  expect(writeRankings(join(folder, "a.json"), HEAD, [])).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

const OLD_ROW = {
  input: "p",
  output_a: "qa",
  output_b: "qb",
  rank: 1,
  raw_judge_response: "Model: A",
  judge_custom_id_task: "md5",
  provider_expected_custom_id: "md5",
};
const TIE: Reading<PreferenceVerdict> = { status: "scored", verdict: { preference: "equal", explanation: null } };

async function readRow(row: object, readAnswer: (text: string) => Reading<PreferenceVerdict> = unexpected): Promise<StoredRanking> {
  const { rankings } = await readRankings(tempFile("a.json", JSON.stringify({ rankings: [row] })), readAnswer);
  return rankings[0] as StoredRanking;
}

test("a file of the Python tool's batches is read", async () => {
  const head = {
    ranking_judge_model_info: { provider: "openai", model_name: "gpt-4.1" },
    model_a: "mini",
    model_b: "nano",
    org_spec_name: "openai",
    statement_id: "be_kind",
    batch_id: "b1",
    timestamp: "2025-05-07T10:11:12",
  };
  expect(await readRankings(tempFile("a.json", JSON.stringify({ metadata: head, rankings: [OLD_ROW] })), unexpected)).toEqual({
    metadata: {
      specName: "openai",
      statementId: "be_kind",
      judge: { provider: "openai", model: "gpt-4.1" },
      prompt: null,
      batchIds: ["b1"],
      createdAt: "2025-05-07T10:11:12",
      candidateA: { name: "mini", provider: null, model: null, path: null },
      candidateB: { name: "nano", provider: null, model: null, path: null },
    },
    rankings: [
      {
        originalIndex: 0,
        sampleIndex: 0,
        input: "p",
        answers: [answer("qa"), answer("qb")],
        reading: { status: "scored", verdict: { preference: "A", explanation: null } },
        call: { requestId: "md5", batchId: null, text: "Model: A", model: null, finishReason: null, usage: null },
        unreadableCall: null,
        rank: 1,
      },
    ],
  });
});

test("a file of the Python tool's synchronous ranking is read", async () => {
  const head = { evaluator_model: "openai", model_a: "mini", model_b: "nano", ranking_model: { provider: "google", model_name: "gemini" } };
  const rows = [
    { input: "p", output_a: "qa", output_b: "qb", rank: -1 },
    { input: "r", output_a: "qa", output_b: "qb", rank: 0 },
  ];
  const file = await readRankings(tempFile("a.json", JSON.stringify({ metadata: head, rankings: rows })), unexpected);
  expect(file.metadata).toMatchObject({
    judge: { provider: "google", model: "gemini" },
    candidateA: { name: "mini" },
    candidateB: { name: "nano" },
  });
  expect(file.rankings.map(({ reading, rank, call }) => [pairVerdict(reading), rank, call])).toEqual([
    ["B", -1, null],
    // It may have been a tie, or a call that failed; nobody can know.
    ["unscored", 0, null],
  ]);
});

test("a rank of 0 is what the judge's answer says, where the file has it", async () => {
  const seen: string[] = [];
  const read = await readRow({ ...OLD_ROW, rank: 0, raw_judge_response: "**Model: equal**" }, (text) => {
    seen.push(text);
    return TIE;
  });
  expect(seen).toEqual(["**Model: equal**"]);
  expect(read).toMatchObject({ reading: TIE, rank: 0, call: { text: "**Model: equal**" } });
});

test.each([
  ["ERROR: Result missing in batch output.", "judge_failed"],
  ["ERROR: overloaded_error - Overloaded", "judge_failed"],
  ["EXPIRED", "judge_failed"],
  ["", "judge_failed"],
  [null, "judge_failed"],
  ["Response blocked. Reason: SAFETY", "judge_refused"],
])("the judge's answer %j is none: %s", async (raw, reason) => {
  expect(await readRow({ ...OLD_ROW, rank: 0, raw_judge_response: raw })).toMatchObject({
    reading: { status: "unscored", reason },
    call: { requestId: "md5", text: null },
  });
});

test.each([
  [{ output_a: "ERROR: server_error: Down" }, [true, false]],
  [{ output_b: "CANCELLED" }, [false, true]],
  [{ output_a: null, output_b: "" }, [true, true]],
])("a rank of answers such as %j does not count", async (outputs, failed) => {
  const read = await readRow({ ...OLD_ROW, ...outputs });
  expect(read.reading).toMatchObject({ status: "unscored", reason: "candidate_failed" });
  expect(read.answers.map((one) => one.failed)).toEqual(failed);
});

const SYNCHRONOUS = { input: "p", output_a: "qa", output_b: "qb" };

test.each([
  ["1", "A", 1],
  ["-1", "B", -1],
  [" 1.0 ", "A", 1],
])("%j is a rank in an older file", async (rank, preference, number) => {
  expect(await readRow({ ...SYNCHRONOUS, rank })).toMatchObject({ reading: { status: "scored", verdict: { preference } }, rank: number });
});

test.each([
  ["0", "unreadable", 0],
  [null, "unreadable", null],
  [-100, "invalid", null],
  [2, "invalid", null],
  ["A", "invalid", null],
  [true, "invalid", null],
])("%j says nothing that is known of a pair: %s", async (rank, reason, number) => {
  expect(await readRow({ ...SYNCHRONOUS, rank })).toMatchObject({ reading: { status: "unscored", reason }, rank: number });
});

test("a corrected copy of the Python tool can be read as rankings", async () => {
  const path = tempFile("a.json", JSON.stringify({ rankings: [{ ...SYNCHRONOUS, rank: 1 }] }));
  expect((await readRankings(path, unexpected)).rankings).toMatchObject([{ reading: { verdict: { preference: "A" } } }]);
});

test.each([
  ["rows of another kind", '[{"input": "p", "rating": 3}]', /^row 0: "rank" is missing\.$/],
  ["a row without an input", '[{"rank": 1}]', /^row 0: "input" is missing\.$/],
  [
    "a scored row without a verdict",
    '[{"input": "p", "rank": 1, "status": "scored"}]',
    /^row 0: "status" is scored, but there is no verdict/,
  ],
  [
    "a rank that was changed",
    '[{"input": "p", "rank": 1, "verdict": "B", "status": "scored"}]',
    /^row 0: "rank" and "verdict" contradict each other; restore the file from a copy\.$/,
  ],
  [
    "an unknown verdict",
    '[{"input": "p", "rank": 1, "verdict": "C", "status": "scored"}]',
    /^row 0: "verdict" must be one of A, B, equal, not_applicable, unsure, unscored, and is "C"\.$/,
  ],
  ["no list", '{"results": []}', /^a rankings file is \{"metadata": \{\.\.\.\}, "rankings": \[\.\.\.\]\}/],
])("a file with %s is one clear error", async (_name, content, message) => {
  const error = await readRankings(tempFile("a.json", content), unexpected).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FormatError);
  expect((error as FormatError).message.replace(/^.*?a\.json: /, "")).toMatch(message);
});
