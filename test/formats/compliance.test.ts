import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Judgement } from "../../src/domain/judgement.ts";
import type { ComplianceVerdict, Reading } from "../../src/domain/verdict.ts";
import { FormatError } from "../../src/errors.ts";
import { type ComplianceMetadata, readCompliance, writeCompliance } from "../../src/formats/compliance.ts";
import { answer, CALL, CANDIDATE, candidates, judgements, METADATA, sharedMetadata, unexpected } from "../helpers/judgements.ts";
import { tempFile, tempFolder } from "../helpers/temp-folder.ts";

const verdicts = fc.record({ compliant: fc.boolean(), confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })) });
const metadata: fc.Arbitrary<ComplianceMetadata> = fc.record({ ...sharedMetadata, candidate: fc.option(candidates) });

test("whatever is written is read back the same", async () => {
  const path = join(tempFolder(), "a.json");
  await fc.assert(
    fc.asyncProperty(metadata, judgements(verdicts, 1), async (head, written) => {
      expect(writeCompliance(path, head, written)).toBe(written.length);
      expect(await readCompliance(path, unexpected)).toEqual({ metadata: head, judgements: written });
    }),
    { numRuns: 60 },
  );
});

const SCORED: Judgement<ComplianceVerdict> = {
  originalIndex: 0,
  sampleIndex: 0,
  input: "Say \u2028hi",
  answers: [{ text: "Hi é", failed: false, requestId: "r1" }],
  reading: { status: "scored", verdict: { compliant: true, confidence: 0.9, explanation: "It says hi." } },
  call: CALL,
  unreadableCall: null,
};
const REASKED: Judgement<ComplianceVerdict> = {
  ...SCORED,
  originalIndex: 1,
  reading: { status: "unscored", reason: "unreadable", detail: "There is no verdict in it." },
  call: { ...CALL, requestId: "judge2", text: "Hm.", usage: null },
  unreadableCall: { ...CALL, text: "Well …", usage: null },
};
const FAILED: Judgement<ComplianceVerdict> = {
  ...SCORED,
  originalIndex: 2,
  answers: [{ text: "ERROR: invalid_prompt: Not this.", failed: true, requestId: null }],
  reading: { status: "unscored", reason: "candidate_failed", detail: "There is no answer to judge." },
  call: null,
};
const HEAD: ComplianceMetadata = { ...METADATA, candidate: CANDIDATE };

test("a file has exactly these bytes", () => {
  const path = join(tempFolder(), "a.json");
  writeCompliance(path, HEAD, [SCORED, REASKED]);
  expect(readFileSync(path, "utf8")).toBe(`{
  "metadata": {
    "model": "mini",
    "statement_id": "be_kind",
    "batch_ids": [
      "batch_1",
      "batch_2"
    ],
    "judge_model": "gpt-4.1",
    "judge_provider": "openai",
    "spec_name": "model_spec",
    "prompt": {
      "name": "comply",
      "version": 1,
      "sha256": "c0ffee"
    },
    "candidate": {
      "name": "mini",
      "provider": "openai",
      "model": "gpt-4.1-mini",
      "path": "runs/mini"
    },
    "created_at": "2026-11-23T12:00:00.000Z"
  },
  "results": [
    {
      "input": "Say \\u2028hi",
      "output": "Hi é",
      "compliant": true,
      "confidence": 0.9,
      "explanation": "It says hi.",
      "status": "scored",
      "reason": null,
      "detail": null,
      "original_index": 0,
      "sample_index": 0,
      "request_id": "judge1",
      "batch_id": "batch_1",
      "raw_judge_response": "{\\"compliant\\": true}",
      "judge_model": "gpt-4.1-2025-04-14",
      "finish_reason": "stop",
      "usage": {
        "input_tokens": 11,
        "output_tokens": 2,
        "cached_input_tokens": 4,
        "cache_write_tokens": 0,
        "reasoning_tokens": 1
      },
      "reasked": false,
      "unreadable_call": null,
      "prompt_sha256": "c0ffee",
      "candidate_request_id": "r1"
    },
    {
      "input": "Say \\u2028hi",
      "output": "Hi é",
      "compliant": null,
      "confidence": null,
      "explanation": "There is no verdict in it.",
      "status": "unscored",
      "reason": "unreadable",
      "detail": "There is no verdict in it.",
      "original_index": 1,
      "sample_index": 0,
      "request_id": "judge2",
      "batch_id": "batch_1",
      "raw_judge_response": "Hm.",
      "judge_model": "gpt-4.1-2025-04-14",
      "finish_reason": "stop",
      "usage": null,
      "reasked": true,
      "unreadable_call": {
        "request_id": "judge1",
        "batch_id": "batch_1",
        "raw_judge_response": "Well …",
        "judge_model": "gpt-4.1-2025-04-14",
        "finish_reason": "stop",
        "usage": null
      },
      "prompt_sha256": "c0ffee",
      "candidate_request_id": "r1"
    }
  ]
}
`);
});

test("every row has the documented fields first, and an explanation that is a text", () => {
  const path = join(tempFolder(), "a.json");
  const silent = { ...SCORED, reading: { status: "scored", verdict: { compliant: false, confidence: null, explanation: null } } } as const;
  writeCompliance(path, HEAD, [SCORED, REASKED, FAILED, silent]);
  const { results } = JSON.parse(readFileSync(path, "utf8")) as { results: { explanation: unknown }[] };
  for (const row of results) expect(Object.keys(row).slice(0, 5)).toEqual(["input", "output", "compliant", "confidence", "explanation"]);
  expect(results.map((row) => row.explanation)).toEqual(["It says hi.", "There is no verdict in it.", "There is no answer to judge.", ""]);
});

test("without any judgement no file is written", () => {
  const folder = tempFolder();
  expect(writeCompliance(join(folder, "a.json"), HEAD, [])).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

function* breaking(): Generator<Judgement<ComplianceVerdict>> {
  yield SCORED;
  throw new Error("the ledger broke");
}

test("a writer that fails half-way leaves the old file and nothing else", () => {
  const path = tempFile("a.json", "old");
  expect(() => writeCompliance(path, HEAD, breaking())).toThrow("the ledger broke");
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(join(path, ".."))).toEqual(["a.json"]);
});

test("a row of a megabyte is written and read back", async () => {
  const path = join(tempFolder(), "a.json");
  const large = { ...SCORED, input: "\u2028".repeat(1 << 18), answers: [answer("\uD800".repeat(1 << 18))] };
  writeCompliance(path, HEAD, [large, SCORED]);
  expect((await readCompliance(path, unexpected)).judgements).toEqual([large, SCORED]);
});

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

test("in a file of ours only the status says whether an answer failed", async () => {
  const path = join(tempFolder(), "a.json");
  const quoting = { ...SCORED, answers: [answer("ERROR: x: y")] };
  writeCompliance(path, HEAD, [quoting]);
  expect((await readCompliance(path, unexpected)).judgements).toEqual([quoting]);
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
    { numRuns: 100 },
  );
});
