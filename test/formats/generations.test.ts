import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Generation } from "../../src/domain/generation.ts";
import type { Outcome } from "../../src/domain/outcome.ts";
import { ConfigError, FormatError } from "../../src/errors.ts";
import { readGenerations, writeGenerations } from "../../src/formats/generations.ts";
import { tempFile, tempFolder } from "../helpers/temp-folder.ts";

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string(),
  fc.constantFrom("", "ERROR: x: y", "EXPIRED", "a\u2028b\nc\r\u2029", "\uD800", "🏳️‍🌈"),
);
const tokens = fc.nat();

const outcomes: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({
    status: fc.constant("succeeded" as const),
    text,
    finishReason: fc.constantFrom("stop", "length", "content_filter", "tool_calls", "refusal", "other"),
    usage: fc.option(
      fc.record({
        inputTokens: tokens,
        outputTokens: tokens,
        cachedInputTokens: tokens,
        cacheWriteTokens: tokens,
        reasoningTokens: tokens,
      }),
    ),
    model: fc.option(text),
  }),
  fc.record({
    status: fc.constant("failed" as const),
    kind: fc.constantFrom("rejected", "refused", "malformed", "transient", "quota", "missing"),
    code: text,
    message: text,
  }),
  fc.record({ status: fc.constantFrom("expired", "cancelled"), message: text }),
);

const generations: fc.Arbitrary<Generation[]> = fc.array(
  fc.record({
    originalIndex: fc.nat(),
    inputText: text,
    sampleIndex: fc.nat(9),
    outcome: outcomes,
    batchId: fc.option(text),
    requestId: fc.option(text),
  }),
  { minLength: 1, maxLength: 8 },
);

test("whatever is written is read back the same", async () => {
  const path = join(tempFolder(), "a.json");
  await fc.assert(
    fc.asyncProperty(generations, async (written) => {
      expect(writeGenerations(path, written)).toBe(written.length);
      expect(await readGenerations(path)).toEqual(written);
    }),
    { numRuns: 60 },
  );
});

const ANSWERED: Generation = {
  originalIndex: 0,
  inputText: "Say \u2028hi\nplease",
  sampleIndex: 0,
  outcome: {
    status: "succeeded",
    text: "Hi é",
    finishReason: "stop",
    usage: { inputTokens: 11, outputTokens: 2, cachedInputTokens: 4, cacheWriteTokens: 0, reasoningTokens: 1 },
    model: "gpt-4.1-mini-2025-04-14",
  },
  batchId: "batch_1",
  requestId: "r1",
};
const FAILED: Generation = {
  originalIndex: 1,
  inputText: "Second",
  sampleIndex: 2,
  outcome: { status: "failed", kind: "rejected", code: "invalid_prompt", message: "Not this." },
  batchId: null,
  requestId: "r2",
};

test("a file has exactly these bytes", () => {
  const path = join(tempFolder(), "a.json");
  writeGenerations(path, [ANSWERED, FAILED]);
  expect(readFileSync(path, "utf8")).toBe(`[
  {
    "original_index": 0,
    "input_text": "Say \\u2028hi\\nplease",
    "output_text": "Hi é",
    "batch_id": "batch_1",
    "sample_index": 0,
    "request_id": "r1",
    "status": "succeeded",
    "finish_reason": "stop",
    "model": "gpt-4.1-mini-2025-04-14",
    "usage": {
      "input_tokens": 11,
      "output_tokens": 2,
      "cached_input_tokens": 4,
      "cache_write_tokens": 0,
      "reasoning_tokens": 1
    },
    "error": null
  },
  {
    "original_index": 1,
    "input_text": "Second",
    "output_text": "ERROR: invalid_prompt: Not this.",
    "batch_id": null,
    "sample_index": 2,
    "request_id": "r2",
    "status": "failed",
    "finish_reason": null,
    "model": null,
    "usage": null,
    "error": {
      "kind": "rejected",
      "code": "invalid_prompt",
      "message": "Not this."
    }
  }
]
`);
});

test("every row begins with the four fields of the Python tool, in its order", () => {
  const path = join(tempFolder(), "a.json");
  writeGenerations(path, [ANSWERED, FAILED]);
  const rows = JSON.parse(readFileSync(path, "utf8")) as object[];
  for (const row of rows) expect(Object.keys(row).slice(0, 4)).toEqual(["original_index", "input_text", "output_text", "batch_id"]);
});

test.each<[Outcome, string]>([
  [{ status: "failed", kind: "quota", code: "insufficient_quota", message: "Pay: now." }, "ERROR: insufficient_quota: Pay: now."],
  [{ status: "expired", message: "Too late." }, "ERROR: batch_expired: Too late."],
  [{ status: "cancelled", message: "Stopped." }, "ERROR: batch_cancelled: Stopped."],
])("old readers see the failure %j as a text that begins with ERROR", (outcome, expected) => {
  const path = join(tempFolder(), "a.json");
  writeGenerations(path, [{ ...FAILED, outcome }]);
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject([{ output_text: expected, status: outcome.status }]);
});

test("a model that says ERROR itself is no failure where the file has a status", async () => {
  const path = join(tempFolder(), "a.json");
  const outcome = { status: "succeeded", text: "ERROR: x: y", finishReason: "stop", usage: null, model: null } as const;
  writeGenerations(path, [{ ...ANSWERED, outcome }]);
  expect((await readGenerations(path))[0]?.outcome).toEqual(outcome);
});

test("without any generation no file is written", () => {
  const folder = tempFolder();
  expect(writeGenerations(join(folder, "a.json"), [])).toBe(0);
  expect(readdirSync(folder)).toEqual([]);
});

function* breaking(): Generator<Generation> {
  yield ANSWERED;
  throw new Error("the ledger broke");
}

test("a writer that fails half-way leaves the old file and nothing else", () => {
  const path = tempFile("a.json", "old");
  expect(() => writeGenerations(path, breaking())).toThrow("the ledger broke");
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(join(path, ".."))).toEqual(["a.json"]);
});

test("a folder that does not exist fails the write and is not made", () => {
  const folder = join(tempFolder(), "none");
  expect(() => writeGenerations(join(folder, "a.json"), [ANSWERED])).toThrow("ENOENT");
  expect(existsSync(folder)).toBe(false);
});

test("a row with only two fields is an answer at its place in the list", async () => {
  const path = tempFile("a.json", '[{"input_text":"p","output_text":"q"},{"input_text":"r","output_text":"s"}]');
  expect(await readGenerations(path)).toEqual([
    { originalIndex: 0, inputText: "p", sampleIndex: 0, outcome: old("q"), batchId: null, requestId: null },
    { originalIndex: 1, inputText: "r", sampleIndex: 0, outcome: old("s"), batchId: null, requestId: null },
  ]);
});

function old(answer: string): Outcome {
  return { status: "succeeded", text: answer, finishReason: "other", usage: null, model: null };
}

test("a row of the Python tool keeps its index and its batch", async () => {
  const path = tempFile("a.json", '[{"original_index":5,"input_text":"p","output_text":"q","batch_id":"batch_7"}]');
  expect(await readGenerations(path)).toEqual([
    { originalIndex: 5, inputText: "p", sampleIndex: 0, outcome: old("q"), batchId: "batch_7", requestId: null },
  ]);
});

test("a succeeded row with an empty text is an empty answer, not a failure", async () => {
  const path = tempFile("a.json", '[{"input_text":"p","output_text":"","status":"succeeded"}]');
  expect((await readGenerations(path))[0]?.outcome).toEqual(old(""));
});

test.each([
  ["cut off", '[{"input_text":"a","output_te', /^this is not valid JSON \(.*\); it was cut off or is no results file\.$/],
  ["no list", '{"input_text":"a"}', /^a results file is a JSON list, and this is something else\.$/],
  ["a row that is no object", '[{"input_text":"a","output_text":"b"},3]', /^row 1: a JSON object is needed here, and this is 3\.$/],
  ["a row without a prompt", '[{"output_text":"b"}]', /^row 0: "input_text" is missing\.$/],
  ["a negative index", '[{"original_index":-1,"input_text":"a"}]', /^row 0: "original_index" /],
  [
    "an unknown status",
    '[{"input_text":"a","status":"done"}]',
    /^row 0: "status" must be one of succeeded, failed, expired, cancelled, and is "done"\.$/,
  ],
])("a file with %s is one clear error", async (_name, content, message) => {
  const path = tempFile("a.json", content);
  const error = await readGenerations(path).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FormatError);
  const problem = (error as FormatError).message.replace(/^.*?a\.json(:\d+)?: /, "");
  expect(problem).toMatch(message);
  expect((error as FormatError).path).toBe(path);
});

test("a missing file is a clear error", async () => {
  const path = join(tempFolder(), "none.json");
  await expect(readGenerations(path)).rejects.toThrow(new ConfigError(`The results file: ${path} does not exist; check the path.`));
});

test("writing the same generations again gives the same bytes", () => {
  const folder = tempFolder();
  writeGenerations(join(folder, "a.json"), [ANSWERED, FAILED]);
  writeFileSync(join(folder, "b.json"), "something longer that was there before ".repeat(100));
  writeGenerations(join(folder, "b.json"), [ANSWERED, FAILED]);
  expect(readFileSync(join(folder, "b.json")).equals(readFileSync(join(folder, "a.json")))).toBe(true);
});
