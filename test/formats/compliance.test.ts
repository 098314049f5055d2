import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Judgement } from "../../src/domain/judgement.ts";
import type { ComplianceVerdict } from "../../src/domain/verdict.ts";
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
    { numRuns: 30 },
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

test("in a file of ours only the status says whether an answer failed", async () => {
  const path = join(tempFolder(), "a.json");
  const quoting = { ...SCORED, answers: [answer("ERROR: x: y")] };
  writeCompliance(path, HEAD, [quoting]);
  expect((await readCompliance(path, unexpected)).judgements).toEqual([quoting]);
});
