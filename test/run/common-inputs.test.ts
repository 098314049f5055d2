import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AnsweredInput, type CommonInput, commonInputs } from "../../src/run/common-inputs.ts";

function row(input: string, originalIndex: number, sampleIndex = 0): AnsweredInput {
  return {
    originalIndex,
    sampleIndex,
    input,
    answer: { text: `${input} ${originalIndex} ${sampleIndex}`, failed: false, requestId: null },
  };
}

function rowsOf(inputs: readonly string[]): AnsweredInput[] {
  return inputs.map((input, index) => row(input, index));
}

/** Places of the rows that were matched. */
function places(a: readonly AnsweredInput[], b: readonly AnsweredInput[]): [number, number][] {
  return commonInputs(a, b).rows.map((common) => [common.a.originalIndex, common.b.originalIndex]);
}

const TEXTS = ["a", "b", "c", "__proto__"];
const anyRows = fc.array(fc.constantFrom(...TEXTS), { maxLength: 12 }).map(rowsOf);

function byPlaceInA(first: CommonInput, second: CommonInput): number {
  return first.a.originalIndex - second.a.originalIndex;
}

function countOf(text: string, rows: readonly AnsweredInput[]): number {
  return rows.filter(({ input }) => input === text).length;
}

describe("the common inputs of a pair", () => {
  it("are matched by text, in A's order, and what is left over is counted", () => {
    const [a, b] = [rowsOf(["one", "two", "three", "four"]), rowsOf(["four", "other", "one", "more", "two"])];
    expect(places(a, b)).toEqual([
      [0, 2],
      [1, 4],
      [3, 0],
    ]);
    expect(commonInputs(a, b)).toMatchObject({ onlyInA: 1, onlyInB: 2 });
  });

  it("are compared by the whole text, blanks and case included", () => {
    expect(places(rowsOf(["Why?", "why?", "why? "]), rowsOf(["why?"]))).toEqual([[1, 0]]);
  });

  it("are the k-th with the k-th where a text stands several times", () => {
    const [a, b] = [rowsOf(["x", "y", "x", "x"]), rowsOf(["x", "x", "y"])];
    expect(places(a, b)).toEqual([
      [0, 0],
      [1, 2],
      [2, 1],
    ]);
    expect(commonInputs(a, b)).toMatchObject({ onlyInA: 1, onlyInB: 0 });
  });

  it("have their samples compared one by one", () => {
    const a = [row("x", 0, 0), row("x", 0, 1), row("x", 0, 2), row("y", 1, 0)];
    const b = [row("y", 0, 0), row("y", 0, 1), row("x", 1, 0), row("x", 1, 1)];
    const { rows, onlyInA, onlyInB } = commonInputs(a, b);
    expect(rows.map((common) => [common.input, common.a.sampleIndex, common.b.sampleIndex])).toEqual([
      ["x", 0, 0],
      ["x", 1, 1],
      ["y", 0, 0],
    ]);
    expect([onlyInA, onlyInB]).toEqual([1, 1]);
  });

  it("include failed answers: that they are not compared is said of them later", () => {
    const failed = { ...row("x", 0), answer: { text: "ERROR: x: y", failed: true, requestId: null } };
    expect(commonInputs([failed], rowsOf(["x"])).rows).toHaveLength(1);
  });

  it("are none where nothing is asked of both", () => {
    expect(commonInputs(rowsOf(["a"]), [])).toEqual({ rows: [], onlyInA: 1, onlyInB: 0 });
    expect(commonInputs([], rowsOf(["constructor"]))).toEqual({ rows: [], onlyInA: 0, onlyInB: 1 });
  });

  it("are the same rows in both orders of a pair", () => {
    fc.assert(
      fc.property(anyRows, anyRows, (a, b) => {
        const [there, back] = [commonInputs(a, b), commonInputs(b, a)];
        const turned = back.rows.map((common) => ({ input: common.input, a: common.b, b: common.a }));
        expect(turned.toSorted(byPlaceInA)).toEqual(there.rows);
        expect([back.onlyInA, back.onlyInB]).toEqual([there.onlyInB, there.onlyInA]);
      }),
    );
  });

  it("are each compared once, with the same text, and as many as there can be", () => {
    fc.assert(
      fc.property(anyRows, anyRows, (a, b) => {
        const { rows } = commonInputs(a, b);
        for (const common of rows) expect([common.a.input, common.b.input]).toEqual([common.input, common.input]);
        expect(new Set(rows.map((common) => common.a)).size).toBe(rows.length);
        expect(new Set(rows.map((common) => common.b)).size).toBe(rows.length);
        const possible = TEXTS.map((text) => Math.min(countOf(text, a), countOf(text, b)));
        expect(rows).toHaveLength(possible.reduce((sum, count) => sum + count, 0));
      }),
    );
  });
});
