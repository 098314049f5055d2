import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { type CandidatePair, pairFolderName } from "../../src/run/candidate-pair.ts";
import { choosePairs } from "../../src/run/pairs.ts";

const FINE_TUNED = "ft:gpt-4.1:acme::id";

function chosen(names: readonly string[], choice?: string): string[] {
  return choosePairs(names, choice).map(({ a, b }) => `${a} > ${b}`);
}

/** The one-sentence refusal of a choice. */
function refusalOf(names: readonly string[], choice?: string): string {
  try {
    return `accepted as ${chosen(names, choice).join(", ")}`;
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

describe("the pairs", () => {
  it.each([undefined, "ordered"])("are every two in both orders, as the candidates were given: %s", (choice) => {
    expect(chosen(["c", "a", "b"], choice)).toEqual(["c > a", "c > b", "a > c", "a > b", "b > c", "b > a"]);
  });

  it("are every two once, the first given as A", () => {
    expect(chosen(["c", "a", "b"], "unordered")).toEqual(["c > a", "c > b", "a > b"]);
  });

  it("are those of a list, in its order", () => {
    expect(chosen(["gpt-4.1", "gpt-4.1-mini", "c"], " gpt-4.1-mini:gpt-4.1, c : gpt-4.1-mini,gpt-4.1:gpt-4.1-mini ")).toEqual([
      "gpt-4.1-mini > gpt-4.1",
      "c > gpt-4.1-mini",
      "gpt-4.1 > gpt-4.1-mini",
    ]);
  });

  it("may be of names that have colons and commas", () => {
    const names = [FINE_TUNED, "a, the first", "gpt-4.1"];
    expect(chosen(names, `${FINE_TUNED}:gpt-4.1,a, the first:${FINE_TUNED}`)).toEqual([
      `${FINE_TUNED} > gpt-4.1`,
      `a, the first > ${FINE_TUNED}`,
    ]);
  });

  it("may be between candidates that are called like the choices", () => {
    expect(chosen(["ordered", "unordered"], "unordered:ordered")).toEqual(["unordered > ordered"]);
  });

  it("are read from any list of them", () => {
    const names = ["a", "ab", "a-b", "xa", "a x", FINE_TUNED, "gpt-4.1"];
    const all = choosePairs(names);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: 1 }), (pairs) => {
        expect(choosePairs(names, pairs.map(({ a, b }) => `${a}:${b}`).join(","))).toEqual(pairs);
      }),
    );
  });

  it("are quickly refused where a long list can be read in very many ways", () => {
    const names = ["a", "b", "a:b,a", "b,a:b"];
    expect(refusalOf(names, Array.from({ length: 200 }, () => "a:b").join(","))).toContain("can be read in two ways");
  });
});

describe("a choice of pairs is refused", () => {
  it.each([
    ["fewer than two candidates", ["a"], undefined, "at least two of them"],
    ["an unknown name", ["a", "b"], "a:b,a:z", '--pairs: "z" is no candidate; the candidates are a, b.'],
    ["a part of a name", ["gpt-4.1", "gpt-4.1-mini"], "gpt:gpt-4.1", '"gpt" is no candidate'],
    ["a name alone", ["a", "b"], "a", '--pairs: "a" is no pair A:B; the candidates are a, b.'],
    ["an empty side", ["a", "b"], "a:", '"a:" is no pair A:B'],
    ["three names", ["a", "b", "c"], "a:b:c", '"a:b:c" is no pair A:B'],
    ["nothing", ["a", "b"], "", '"" is no pair A:B'],
    ["a comma too many", ["a", "b"], "a:b,", '"" is no pair A:B'],
    ["a candidate with itself", ["a", "b"], "a:a", '"a" cannot be compared with itself'],
    ["a pair that stands twice", ["a", "b"], "a:b,b:a,a:b", "a:b stands twice"],
    ["a list that can be read in two ways", ["a", "a:b", "b:c", "c"], "a:b:c", 'as "a" with "b:c" or as "a:b" with "c"'],
  ])("for %s", (_why, names, choice, reason) => {
    expect(refusalOf(names, choice)).toContain(reason);
  });

  it.each([
    ["an x in the names", ["a", "bxc", "axb", "c"], '"axbxc"'],
    ["upper and lower case", ["a", "bxc", "axB", "c"], '"axBxc"'],
    ["signs that no folder's name can have", ["a:b", "a-b"], '"a-bxa-b"'],
  ])("when two pairs would share a folder through %s", (_why, names, folder) => {
    expect(refusalOf(names)).toContain(`would share the folder ${folder}`);
  });

  it("and not when only other pairs would", () => {
    expect(chosen(["a", "bxc", "axb", "c"], "a:bxc,c:axb")).toEqual(["a > bxc", "c > axb"]);
  });

  it("when a pair's folder would have too long a name", () => {
    expect(refusalOf(["a".repeat(120), "b".repeat(120)])).toContain("longer than 220 bytes");
  });
});

it("a pair's folder is named after both, without what no folder's name can have", () => {
  const pair: CandidatePair = { a: FINE_TUNED, b: "deepseek-ai/DeepSeek-V3" };
  expect(pairFolderName(pair)).toBe("ft-gpt-4.1-acme--idxdeepseek-ai-DeepSeek-V3");
});
