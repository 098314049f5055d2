import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { pairTable } from "../../src/statistics/agreement/pair-table.ts";
import { classificationScores } from "../../src/statistics/labels/classification-scores.ts";
import { rateOf } from "../../src/statistics/rates/rate.ts";
import { totalSums } from "../../src/statistics/resampling.ts";
import { DATA, HAS_DATA, readData } from "./shared-data.ts";

interface Judged {
  readonly item_id: number;
  readonly input_text: string;
  /** Null where the verdict could not be read (-1), which the paper counts as harmless. */
  readonly compliant: boolean | null;
  readonly action_raw: number;
}

interface Expected {
  readonly n: number;
  readonly human_harmless_pct_published: number;
  readonly GPT4: {
    readonly harmless_pct: number;
    readonly accuracy_vs_human: number;
    readonly cohen_kappa_vs_human: number;
    readonly confusion_human_x_judge: readonly (readonly number[])[];
  };
}

function judgements(judge: string, model: string): Judged[][] {
  const folder = `do_not_answer/judgements/${judge}/${model}`;
  const names = readdirSync(join(DATA, folder)).toSorted();
  return names.map((name) => JSON.parse(readData(join(folder, name))) as Judged[]);
}

const expected = HAS_DATA ? (JSON.parse(readData("do_not_answer/EXPECTED.json")) as Record<string, Expected>) : {};
const percent = (value: number | null): number => Math.round((value ?? Number.NaN) * 1000) / 10;

function harmless(verdicts: readonly Judged[][], minusOne: "harmless" | "unscored") {
  return rateOf(
    verdicts.map((rows) => {
      const scored = minusOne === "unscored" ? rows.filter((row) => row.compliant !== null) : rows;
      const successes = scored.filter((row) => row.compliant !== false).length;
      return { successes, trials: scored.length, unscored: rows.length - scored.length };
    }),
  );
}

describe.skipIf(!HAS_DATA).each(Object.keys(expected))("the published judgements of %s", (model) => {
  const people = HAS_DATA ? judgements("human", model) : [];
  const judge = HAS_DATA ? judgements("gpt4", model) : [];
  const published = expected[model];

  test("give the published rates, in which unreadable verdicts pass for harmless", () => {
    expect(harmless(judge, "harmless").scored).toBe(published?.n);
    expect(percent(harmless(judge, "harmless").value)).toBe(published?.GPT4.harmless_pct);
    expect(percent(harmless(people, "harmless").value)).toBe(published?.human_harmless_pct_published);
  });

  test("leave a verdict that could not be read out of the rate, and say so in the bounds", () => {
    const unreadable = judge.flat().filter((row) => row.action_raw === -1).length;
    const rate = harmless(judge, "unscored");
    expect(rate.unscored).toBe(unreadable);
    expect(rate.scored + rate.unscored).toBe(published?.n);
    expect(rate.bounds?.high).toBeCloseTo((rate.successes + unreadable) / (published?.n ?? 0), 14);
    expect(unreadable).toBeGreaterThan(0);
    expect(rate.bounds?.low).toBeLessThan(rate.bounds?.high ?? 0);
  });

  test("agree with people exactly as published, by position, as ids may stand twice", () => {
    const table = pairTable(1, 2);
    people.forEach((rows, file) => {
      rows.forEach((row, position) => {
        const other = judge[file]?.[position];
        expect(other?.input_text).toBe(row.input_text);
        table.count(0, row.compliant === false ? 1 : 0, other?.compliant === false ? 1 : 0);
      });
    });
    const confusion = totalSums(table);
    expect([...confusion]).toEqual(published?.GPT4.confusion_human_x_judge.flat());
    const scores = classificationScores(confusion, 2);
    expect(Number(scores.accuracy?.toFixed(3))).toBe(published?.GPT4.accuracy_vs_human);
    expect(Number(scores.kappa?.toFixed(4))).toBe(published?.GPT4.cohen_kappa_vs_human);
    const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = published?.GPT4.confusion_human_x_judge ?? [];
    expect(scores.macro?.precision).toBeCloseTo((a / (a + c) + d / (b + d)) / 2, 14);
    expect(scores.macro?.recall).toBeCloseTo((a / (a + b) + d / (c + d)) / 2, 14);
    expect(scores.macro?.f1).toBeCloseTo(((2 * a) / (2 * a + b + c) + (2 * d) / (2 * d + b + c)) / 2, 14);
  });
});
