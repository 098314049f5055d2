import { describe, expect, test } from "vitest";
import { cohenKappa } from "../../src/statistics/agreement/cohen-kappa.ts";
import { krippendorffAlpha } from "../../src/statistics/agreement/krippendorff-alpha.ts";
import { pairTable } from "../../src/statistics/agreement/pair-table.ts";
import { ratingTable } from "../../src/statistics/agreement/rating-table.ts";
import { rawAgreement } from "../../src/statistics/agreement/raw-agreement.ts";
import { totalSums } from "../../src/statistics/resampling.ts";
import { HAS_DATA, readData, readLines } from "./shared-data.ts";

function codings(name: string) {
  const coders = readData(`krippendorff/${name}`)
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  const values = [...new Set(coders.flat().filter((code) => code !== ""))].toSorted();
  const units = coders[0]?.length ?? 0;
  const table = ratingTable(1, values.length);
  for (let unit = 0; unit < units; unit++) {
    table.count(
      0,
      values.map((value) => coders.filter((coder) => coder[unit] === value).length),
    );
  }
  return { sums: totalSums(table), values };
}

describe.skipIf(!HAS_DATA)("Krippendorff's alpha", () => {
  const expected = (HAS_DATA ? JSON.parse(readData("krippendorff/expected.json")) : {}) as Record<string, Record<string, number>>;

  test.each(["nominal", "ordinal", "interval", "ratio"] as const)("of the textbook's codings, %s", (metric) => {
    const { sums, values } = codings("codings.csv");
    expect(krippendorffAlpha(sums, values.length, metric, values.map(Number))).toBeCloseTo(expected["codings.csv"]?.[metric] ?? 0, 12);
  });

  test("of the textbook's codings is 904/1216", () => {
    const { sums, values } = codings("codings.csv");
    expect(krippendorffAlpha(sums, values.length)).toBeCloseTo(904 / 1216, 14);
  });

  test("of labels with a missing one", () => {
    const { sums, values } = codings("gcl.csv");
    expect(krippendorffAlpha(sums, values.length)).toBeCloseTo(expected["gcl.csv"]?.["nominal"] ?? 0, 12);
  });
});

interface Comparison {
  readonly winner_ab: string;
  readonly winner_ba_mapped_back: string;
  readonly gold: string;
}

const ORDER_SWAPS = [
  ["gpt4_vanilla", 95, 93],
  ["gpt4_cot", 91, 90],
  ["gpt4_rating", 90, 87],
] as const;

describe.skipIf(!HAS_DATA).each(ORDER_SWAPS)("%s, judged in both orders", (name, agreeing, rightInBoth) => {
  const rows = HAS_DATA ? readLines<Comparison>(`llmbar_natural/${name}.jsonl`) : [];
  const count = (first: keyof Comparison, second: keyof Comparison): Float64Array => {
    const table = pairTable(1, 2);
    for (const row of rows) table.count(0, Number(row[first]) - 1, Number(row[second]) - 1);
    return totalSums(table);
  };
  const published = HAS_DATA
    ? (JSON.parse(readData(`llmbar_natural/${name}.expected.json`)) as {
        published: { kappa_agreement: number };
        correct_kappa_ab_vs_gold: number;
      })
    : { published: { kappa_agreement: 0 }, correct_kappa_ab_vs_gold: 0 };

  test("agrees with itself as often as published", () => {
    const orders = count("winner_ab", "winner_ba_mapped_back");
    expect(rawAgreement(orders, 2)).toBe(agreeing / 100);
    expect(cohenKappa(orders, 2)).toBeCloseTo(published.published.kappa_agreement, 12);
  });

  test("is right in both orders as often as published", () => {
    expect(rows.filter((row) => row.winner_ab === row.gold && row.winner_ba_mapped_back === row.gold)).toHaveLength(rightInBoth);
  });

  test("has the kappa with the gold labels that one code for both sides gives", () => {
    expect(cohenKappa(count("winner_ab", "gold"), 2)).toBeCloseTo(published.correct_kappa_ab_vs_gold, 6);
  });
});
