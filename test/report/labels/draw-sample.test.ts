import { describe, expect, test } from "vitest";
import { allocate, drawSample, type SampledAnswer } from "../../../src/report/labels/draw-sample.ts";
import { randomOf } from "../../../src/statistics/numerics/random.ts";
import { complianceTable } from "../../helpers/verdict-table.ts";

const STATEMENTS = [40, 60];
const ITEMS = 100;
const UNREADABLE = -6;

/** Two judges that mostly agree about two candidates, and could not be read now and then. */
function table(items = ITEMS, statements: readonly number[] = STATEMENTS) {
  const random = randomOf(7);
  const columns = Array.from({ length: 4 }, () => [] as number[]);
  for (let item = 0; item < items; item += 1) {
    for (const candidate of [0, 1]) {
      const first = Number(random.uniform() < 0.7 + 0.1 * candidate);
      const second = random.uniform() < 0.15 ? 1 - first : first;
      const unread = random.uniform() < 0.05;
      columns[candidate]?.push(unread ? UNREADABLE : first);
      columns[2 + candidate]?.push(unread ? UNREADABLE : second);
    }
  }
  const [am = [], an = [], bm = [], bn = []] = columns;
  return complianceTable({ a: { m: am, n: an }, b: { m: bm, n: bn } }, statements);
}

const keyOf = ({ candidate, item }: SampledAnswer): string => `${candidate} ${item}`;

describe("a sample", () => {
  test("estimates the total of anything without bias, by its inclusion probabilities (Horvitz and Thompson 1952)", () => {
    const data = table();
    const random = randomOf(3);
    const [a, b] = [data.compliance.verdicts.subarray(0, 2 * ITEMS), data.compliance.verdicts.subarray(2 * ITEMS)];
    // Larger where judges differ, as what one wants to know of answers may well be.
    const values = Array.from(a, (verdict, place) => random.uniform() + (verdict === b[place] ? 0 : 5));
    const drawable = drawSample(data, { perStratum: ITEMS }, 1);
    const valueOf = ({ candidate, item }: SampledAnswer): number => values[candidate * ITEMS + item] ?? 0;
    const total = drawable.reduce((sum, answer) => sum + valueOf(answer), 0);
    const samples = Array.from({ length: 300 }, (_, seed) => drawSample(data, { total: 30 }, seed));
    const sums = (weight: (answer: SampledAnswer) => number): { mean: number; error: number } => {
      const totals = samples.map((sample) => sample.reduce((sum, answer) => sum + valueOf(answer) * weight(answer), 0));
      const mean = totals.reduce((sum, each) => sum + each, 0) / totals.length;
      const variance = totals.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (totals.length - 1);
      return { mean, error: Math.sqrt(variance / totals.length) };
    };
    const weighted = sums(({ inclusionProbability }) => 1 / inclusionProbability);
    expect(Math.abs(weighted.mean - total)).toBeLessThan(3.5 * weighted.error);
    // As if all had the same chance: far off, so the test would see it.
    const unweighted = sums(() => drawable.length / 30);
    expect(Math.abs(unweighted.mean - total)).toBeGreaterThan(20 * unweighted.error);
  });

  test("draws each answer as often as it says", () => {
    const data = table();
    const draws = 250;
    const counts = new Map<string, { drawn: number; chance: number }>();
    for (let seed = 0; seed < draws; seed += 1) {
      for (const answer of drawSample(data, { total: 40 }, seed)) {
        const count = counts.get(keyOf(answer)) ?? { drawn: 0, chance: answer.inclusionProbability };
        count.drawn += 1;
        counts.set(keyOf(answer), count);
      }
    }
    const off = [...counts.values()].map(
      ({ drawn, chance }) => (drawn - draws * chance) / Math.sqrt(Math.max(1e-9, draws * chance * (1 - chance))),
    );
    const partial = off.filter((_, index) => ([...counts.values()][index]?.chance ?? 1) < 1);
    expect(partial.length).toBeGreaterThan(100);
    expect(Math.max(...partial.map(Math.abs))).toBeLessThan(4.5);
  });

  test("is the same for the same seed, another for another, and larger ones hold smaller ones", () => {
    const data = table();
    const keys = (total: number, seed: number): string[] => drawSample(data, { total }, seed).map(keyOf);
    expect(keys(40, 1)).toEqual(keys(40, 1));
    expect(keys(40, 1)).not.toEqual(keys(40, 2));
    const large = new Set(keys(80, 1));
    expect(keys(40, 1).every((key) => large.has(key))).toBe(true);
  });

  test("keeps what it had of a stratum that grows by prompts of another statement", () => {
    const few = drawSample(table(40, [40]), { perStratum: 3 }, 5).map(keyOf);
    const more = new Set(drawSample(table(100, [40, 60]), { perStratum: 40 }, 5).map(keyOf));
    expect(few.filter((key) => more.has(key)).length).toBeGreaterThan(few.length / 2);
  });

  test("holds nothing that no judge gave a verdict on, and no more than there is", () => {
    const data = table();
    const all = drawSample(data, { total: 10_000 }, 1);
    const scored = Array.from({ length: 2 * ITEMS }, (_, place) => data.compliance.verdicts[place] ?? -1).filter(
      (code) => code >= 0,
    ).length;
    expect(all.length).toBe(scored);
    expect(all.every(({ inclusionProbability }) => inclusionProbability === 1)).toBe(true);
    expect(new Set(all.map(keyOf)).size).toBe(scored);
  });

  test("comes in an order that tells neither candidate nor agreement", () => {
    const order = drawSample(table(), { perStratum: 10 }, 4);
    const half = order.slice(0, order.length / 2).filter(({ candidate }) => candidate === 0).length;
    expect(half).toBeGreaterThan(order.length / 8);
    expect(half).toBeLessThan((3 * order.length) / 8);
  });
});

describe("shares of strata", () => {
  test("go by the square root of their size", () => {
    expect(allocate([10_000, 400, 100], { total: 130 })).toEqual([100, 20, 10]);
  });

  test("are at least three where there are three, and add up", () => {
    expect(allocate([100_000, 1, 4, 0], { total: 50 })).toEqual([46, 1, 3, 0]);
    expect(allocate([5, 5], { total: 100 })).toEqual([5, 5]);
    expect(allocate([5, 50, 0], { perStratum: 7 })).toEqual([5, 7, 0]);
  });
});
