import fc from "fast-check";
import { expect, test } from "vitest";
import { spreadLimit } from "../../src/run/spread.ts";

test.each<[number[], number, number[]]>([
  [[], 5, []],
  [[3, 3, 3], 0, [0, 0, 0]],
  [[3, 3, 3], 2, [1, 1, 0]],
  [[3, 3, 3], 3, [1, 1, 1]],
  [[3, 3, 3], 7, [3, 2, 2]],
  [[3, 3, 3], 100, [3, 3, 3]],
  [[0, 1, 5], 4, [0, 1, 3]],
  [[1, 5, 0, 2], 5, [1, 2, 0, 2]],
  [[10], 4, [4]],
])("of %j prompts, a limit of %i takes %j", (available, limit, taken) => {
  expect(spreadLimit(available, limit)).toEqual(taken);
});

const sizes = fc.array(fc.nat(40), { maxLength: 30 });
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

test("what is taken adds up to the limit or to all there is, and no statement gives more than it has", () => {
  fc.assert(
    fc.property(sizes, fc.nat(600), (available, limit) => {
      const taken = spreadLimit(available, limit);
      expect(sum(taken)).toBe(Math.min(limit, sum(available)));
      expect(taken.every((count, index) => count >= 0 && count <= (available[index] ?? 0))).toBe(true);
    }),
  );
});

test("statements that have more left are at most one prompt ahead of each other, the earlier first", () => {
  fc.assert(
    fc.property(sizes, fc.nat(600), (available, limit) => {
      const taken = spreadLimit(available, limit);
      const most = Math.max(0, ...taken);
      const unfinished = taken.filter((count, index) => count < (available[index] ?? 0));
      expect(unfinished.every((count) => count >= most - 1)).toBe(true);
      expect(unfinished).toEqual(unfinished.toSorted((a, b) => b - a));
    }),
  );
});
