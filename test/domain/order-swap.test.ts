import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Judgement } from "../../src/domain/judgement.ts";
import { compareOrders } from "../../src/domain/order-swap.ts";
import { type PairVerdict, pairVerdict, rankOf, swapLetters } from "../../src/domain/pair.ts";
import { PREFERENCES, type PreferenceVerdict } from "../../src/domain/verdict.ts";
import { answer, judgements } from "../helpers/judgements.ts";

type Ranking = Judgement<PreferenceVerdict>;

function ranking(originalIndex: number, input: string, outputs: readonly [string, string], verdict: PairVerdict): Ranking {
  return {
    originalIndex,
    sampleIndex: 0,
    input,
    answers: outputs.map((text) => answer(text)),
    reading:
      verdict === "unscored"
        ? { status: "unscored", reason: "unreadable", detail: "" }
        : { status: "scored", verdict: { preference: verdict, explanation: null } },
    call: null,
    unreadableCall: null,
  };
}

/** Verdicts as the judge gave them, in the letters of each order. */
test.each<[PairVerdict, PairVerdict, string, number | null]>([
  ["A", "B", "agree", 1],
  ["B", "A", "agree", -1],
  ["equal", "equal", "agree", 0],
  ["not_applicable", "not_applicable", "agree", null],
  ["unsure", "unsure", "agree", null],
  ["A", "A", "flip", 0],
  ["B", "B", "flip", 0],
  ["A", "equal", "differ", 0],
  ["equal", "A", "differ", 0],
  ["A", "not_applicable", "differ", null],
  ["unsure", "equal", "differ", null],
  ["A", "unscored", "unscored", null],
  ["unscored", "unscored", "unscored", null],
])("%s in one order and %s in the other: %s, rank %j", (first, second, effect, rank) => {
  const compared = compareOrders([ranking(0, "p", ["qa", "qb"], first)], [ranking(0, "p", ["qb", "qa"], second)]);
  expect(compared).toEqual([
    {
      originalIndex: 0,
      sampleIndex: 0,
      input: "p",
      outputA: "qa",
      outputB: "qb",
      verdictAb: first,
      verdictBa: swapLetters(second),
      effect,
      rank,
    },
  ]);
});

test("a pair that one order lacks is kept, without a rank", () => {
  const compared = compareOrders(
    [ranking(0, "p", ["qa", "qb"], "A"), ranking(2, "s", ["qa", "qb"], "A")],
    [ranking(1, "r", ["qb", "qa"], "B"), ranking(2, "s", ["qb", "qa"], "B")],
  );
  expect(
    compared.map(({ input, outputA, verdictAb, verdictBa, effect, rank }) => [input, outputA, verdictAb, verdictBa, effect, rank]),
  ).toEqual([
    ["p", "qa", "A", null, "missing", null],
    ["r", "qa", null, "A", "missing", null],
    ["s", "qa", "A", "A", "agree", 1],
  ]);
});

test("rows are put together by what they are about, not by where they stand", () => {
  const ab = [ranking(0, "p", ["p1", "p2"], "A"), ranking(1, "r", ["r1", "r2"], "B")];
  const ba = [ranking(0, "r", ["r2", "r1"], "A"), ranking(1, "p", ["p2", "p1"], "B")];
  expect(compareOrders(ab, ba).map(({ input, effect, rank }) => [input, effect, rank])).toEqual([
    ["p", "agree", 1],
    ["r", "agree", -1],
  ]);
});

test("an input that stands several times goes with its own answers, although the first of them is missing in the other order", () => {
  const ab = [ranking(0, "p", ["a0", "b0"], "A"), ranking(1, "p", ["a1", "b1"], "A")];
  const ba = [ranking(1, "p", ["b1", "a1"], "B")];
  expect(compareOrders(ab, ba).map(({ outputA, effect }) => [outputA, effect])).toEqual([
    ["a0", "missing"],
    ["a1", "agree"],
  ]);
});

test("of equal pairs the first goes with the first", () => {
  const ab = [ranking(0, "p", ["qa", "qb"], "A"), ranking(1, "p", ["qa", "qb"], "equal")];
  const ba = [ranking(0, "p", ["qb", "qa"], "B"), ranking(1, "p", ["qb", "qa"], "equal")];
  expect(compareOrders(ab, ba).map(({ effect, rank }) => [effect, rank])).toEqual([
    ["agree", 1],
    ["agree", 0],
  ]);
});

test("verdicts on answers that were made anew in between are not put together", () => {
  const compared = compareOrders([ranking(0, "p", ["qa", "qb"], "A")], [ranking(0, "p", ["qb", "new"], "B")]);
  expect(compared.map(({ outputA, effect }) => [outputA, effect])).toEqual([
    ["qa", "missing"],
    ["new", "missing"],
  ]);
});

function swapped(one: Ranking): Ranking {
  const preference = swapLetters(pairVerdict(one.reading));
  return {
    ...one,
    answers: one.answers.toReversed(),
    reading: preference === "unscored" ? one.reading : { status: "scored", verdict: { preference, explanation: null } },
  };
}

const lists = judgements(fc.record({ preference: fc.constantFrom(...PREFERENCES) }), 2);

test("a judge that does not mind the order keeps all of its ranks", () => {
  fc.assert(
    fc.property(lists, (ab) => {
      const compared = compareOrders(ab, ab.map(swapped));
      const verdicts = compared.map(({ verdictAb }) => verdictAb ?? "unscored");
      expect(compared.map(({ rank }) => rank)).toEqual(verdicts.map(rankOf));
      expect(compared.filter(({ effect }) => effect !== "agree" && effect !== "unscored")).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("no judgement is lost and none counted twice, whatever both orders hold", () => {
  fc.assert(
    fc.property(lists, lists, (ab, ba) => {
      const compared = compareOrders(ab, ba);
      expect(compared.filter(({ verdictAb }) => verdictAb !== null)).toHaveLength(ab.length);
      expect(compared.filter(({ verdictBa }) => verdictBa !== null)).toHaveLength(ba.length);
    }),
    { numRuns: 60 },
  );
});

const LLMBAR = join(import.meta.dirname, "../../../shared/data/llmbar_natural");

describe.skipIf(!existsSync(LLMBAR))("LLMBar (skipped where ../shared/data is not beside the checkout)", () => {
  test.each([
    ["gpt4_vanilla", 95],
    ["gpt4_cot", 91],
    ["gpt4_rating", 90],
  ])("%s gives the same verdict in both orders for %i of 100 pairs, as published", (name, agreeing) => {
    const rows = readFileSync(join(LLMBAR, `${name}.jsonl`), "utf8")
      .trimEnd()
      .split("\n");
    const judged = rows.map((line) => JSON.parse(line) as { item: number; winner_ab: string; winner_ba_mapped_back: string });
    const ab = judged.map(({ item, winner_ab }) => ranking(item, `item ${item}`, ["1", "2"], letter(winner_ab)));
    const ba = judged.map(({ item, winner_ba_mapped_back }) =>
      ranking(item, `item ${item}`, ["2", "1"], swapLetters(letter(winner_ba_mapped_back))),
    );
    const effects = compareOrders(ab, ba.toReversed()).map(({ effect }) => effect);
    expect(effects.filter((effect) => effect === "agree")).toHaveLength(agreeing);
    const published = JSON.parse(readFileSync(join(LLMBAR, `${name}.expected.json`), "utf8")) as { published: { equal: string } };
    expect(published.published.equal).toBe(`${agreeing} / 100 = ${agreeing}.0%`);
  });
});

function letter(winner: string): PairVerdict {
  return winner === "1" ? "A" : winner === "2" ? "B" : "unscored";
}
