import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareOrders, type OrderComparison } from "../../src/domain/order-swap.ts";
import { PREFERENCES } from "../../src/domain/verdict.ts";
import { FormatError } from "../../src/errors.ts";
import { readCorrectedRankings, writeCorrectedRankings } from "../../src/formats/corrected-rankings.ts";
import { judgements } from "../helpers/judgements.ts";
import { tempFile, tempFolder } from "../helpers/temp-folder.ts";

const verdicts = fc.record({ preference: fc.constantFrom(...PREFERENCES) });

test("whatever is written is read back the same", async () => {
  const path = join(tempFolder(), "a.json");
  await fc.assert(
    fc.asyncProperty(judgements(verdicts, 2), judgements(verdicts, 2), async (ab, ba) => {
      const comparisons = compareOrders(ab, ba);
      expect(writeCorrectedRankings(path, comparisons)).toBe(comparisons.length);
      expect(await readCorrectedRankings(path)).toEqual(comparisons);
    }),
    { numRuns: 30 },
  );
});

const FLIPPED: OrderComparison = {
  originalIndex: 3,
  sampleIndex: 0,
  input: "p\u2029",
  outputA: "qa",
  outputB: "qb",
  verdictAb: "A",
  verdictBa: "B",
  effect: "flip",
  rank: 0,
};

test("a file has exactly these bytes", () => {
  const path = join(tempFolder(), "a.json");
  writeCorrectedRankings(path, [FLIPPED, { ...FLIPPED, verdictBa: null, effect: "missing", rank: null }]);
  expect(readFileSync(path, "utf8")).toBe(`{
  "rankings": [
    {
      "input": "p\\u2029",
      "output_a": "qa",
      "output_b": "qb",
      "rank": 0,
      "verdict_ab": "A",
      "verdict_ba": "B",
      "order_effect": "flip",
      "original_index": 3,
      "sample_index": 0
    },
    {
      "input": "p\\u2029",
      "output_a": "qa",
      "output_b": "qb",
      "rank": null,
      "verdict_ab": "A",
      "verdict_ba": null,
      "order_effect": "missing",
      "original_index": 3,
      "sample_index": 0
    }
  ]
}
`);
});

test("a file of the Python tool has ranks, and nothing on how they came about", async () => {
  const path = tempFile("a.json", '{"rankings": [{"input": "p", "output_a": "qa", "output_b": null, "rank": -1}]}');
  expect(await readCorrectedRankings(path)).toEqual([
    { originalIndex: 0, sampleIndex: 0, input: "p", outputA: "qa", outputB: "", verdictAb: null, verdictBa: null, effect: null, rank: -1 },
  ]);
});

test("a rank that is none is one clear error", async () => {
  const path = tempFile("a.json", '{"rankings": [{"input": "p", "output_a": "qa", "output_b": "qb", "rank": 2}]}');
  const error = await readCorrectedRankings(path).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(FormatError);
  expect((error as FormatError).message).toMatch(/a\.json: row 0: "rank" must be one of 1, 0, -1, and is 2\.$/);
});
