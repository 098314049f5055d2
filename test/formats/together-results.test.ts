import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { FormatError } from "../../src/errors.ts";
import { readTogetherResults, type TogetherRow, writeTogetherResults } from "../../src/formats/together-results.ts";
import { tempFile, tempFolder } from "../helpers/temp-folder.ts";

function row(statementId: string, originalIndex: number, text: string): TogetherRow {
  const outcome = { status: "succeeded", text, finishReason: "other", usage: null, model: null } as const;
  return { statementId, originalIndex, sampleIndex: 0, inputText: `prompt ${originalIndex}`, outcome };
}

async function* inTurn(rows: readonly TogetherRow[]): AsyncGenerator<TogetherRow> {
  yield* rows;
}

/** What cannot be an answer in this format: it is no answer, or is how failures are written. */
const answer = fc
  .oneof(fc.string({ unit: "binary" }), fc.constantFrom("a\u2028b\nc", "\uD800", "🏳️‍🌈 ERROR: no"))
  .filter(
    (text) => text !== "" && !/^(ERROR: |EXPIRED$|CANCELLED$|UNKNOWN_STATUS: |Error during generation: |Response blocked)/.test(text),
  );

test("whatever is written is read back the same", async () => {
  const path = join(tempFolder(), "results.json");
  const rows = fc.uniqueArray(
    fc.record({
      statementId: fc.constantFrom("a", "b", "ü"),
      originalIndex: fc.nat(20),
      sampleIndex: fc.nat(2),
      inputText: fc.string({ unit: "binary" }),
      text: answer,
    }),
    { selector: (item) => `${item.statementId} ${item.originalIndex} ${item.sampleIndex}`, minLength: 1, maxLength: 10 },
  );
  await fc.assert(
    fc.asyncProperty(rows, async (made) => {
      const written = made
        .map(({ text, ...rest }) => ({ ...row("", 0, text), ...rest }))
        .toSorted((a, b) => a.originalIndex - b.originalIndex || a.sampleIndex - b.sampleIndex);
      expect(await writeTogetherResults(path, { model_name: "m", more: [1] }, inTurn(written))).toBe(written.length);
      const { metadata, statements } = await readTogetherResults(path);
      expect(metadata).toEqual({ model_name: "m", more: [1] });
      for (const [id, back] of statements) expect(back).toEqual(written.filter(({ statementId }) => statementId === id));
      expect([...statements.values()].flat()).toHaveLength(written.length);
    }),
    { numRuns: 50 },
  );
});

test("the file is as the Python tool indents its own", async () => {
  const path = join(tempFolder(), "results.json");
  const rows = [row("a", 0, "Grüße"), row("a", 1, "")];
  await writeTogetherResults(path, { model_name: "m/x", batch_size: 10 }, inTurn(rows));
  const value = {
    metadata: { model_name: "m/x", batch_size: 10 },
    results: [
      { statement_id: "a", original_index: 0, input_text: "prompt 0", output_text: "Grüße" },
      { statement_id: "a", original_index: 1, input_text: "prompt 1", output_text: "" },
    ],
  };
  expect(readFileSync(path, "utf8")).toBe(`${JSON.stringify(value, undefined, 2)}\n`);
});

function results(list: readonly unknown[], metadata: unknown = {}): string {
  return JSON.stringify({ metadata, results: list });
}

function read(text: string): ReturnType<typeof readTogetherResults> {
  return readTogetherResults(tempFile("results.json", text));
}

describe("reading", () => {
  it("sorts rows by their index, and numbers those that have none", async () => {
    const { statements } = await read(
      results([
        { statement_id: "a", original_index: 2, input_text: "three", output_text: "x" },
        { statement_id: "b", input_text: "one", output_text: "x" },
        { statement_id: "a", original_index: 0, input_text: "one", output_text: "x" },
        { statement_id: "b", input_text: "two", output_text: "x" },
      ]),
    );
    expect(statements.get("a")?.map(({ originalIndex, inputText }) => [originalIndex, inputText])).toEqual([
      [0, "one"],
      [2, "three"],
    ]);
    expect(statements.get("b")?.map(({ originalIndex, inputText }) => [originalIndex, inputText])).toEqual([
      [0, "one"],
      [1, "two"],
    ]);
  });

  it.each([
    ["ERROR: RateLimitError: Error code: 429", { status: "failed", code: "RateLimitError", message: "Error code: 429" }],
    ["ERROR: Result missing", { status: "failed", kind: "missing", code: "missing_result" }],
    ["ERROR: batch_expired: too late", { status: "expired", message: "too late" }],
    ["ERROR: batch_cancelled: stopped", { status: "cancelled", message: "stopped" }],
    ["", { status: "failed", kind: "missing" }],
    [null, { status: "failed", kind: "missing" }],
  ])("takes %j for no answer", async (text, outcome) => {
    const { statements } = await read(results([{ statement_id: "a", original_index: 0, input_text: "p", output_text: text }]));
    expect(statements.get("a")?.[0]?.outcome).toMatchObject(outcome);
  });

  const good = { statement_id: "a", original_index: 0, input_text: "p", output_text: "x" };
  it.each([
    ["{", /:1: this is not valid JSON \(.*\); it was cut off or is no results file\.$/],
    ["[]", /a flat results file is \{"metadata": \{\.\.\.\}, "results": \[\.\.\.\]\}, and this is something else\.$/],
    [results([]), /the file has no results; there is nothing to read\.$/],
    [results([good], []), /metadata: a JSON object is needed here, and this is a list; mend the file\.$/],
    [results([good], { model_name: 7 }), /metadata: "model_name" must be a string, and is 7; mend the file\.$/],
    [results([good, { ...good, input_text: undefined }]), /result 1: "input_text" is missing; mend the file\.$/],
    [results([{ ...good, original_index: -1 }]), /result 0: "original_index" .*; mend the file\.$/],
    [results([good, good]), /"original_index" 0 of a stands twice; remove one of the two\.$/],
    [
      results([{ ...good, statement_id: "../up" }]),
      /result 0: the id "\.\.\/up" cannot be used as a file name: it contains a path separator; /,
    ],
  ])("refuses %s", async (text, message) => {
    await expect(read(text)).rejects.toThrow(FormatError);
    await expect(read(text)).rejects.toThrow(message);
  });
});
