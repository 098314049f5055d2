import { describe, expect, test } from "vitest";
import { cutAt, plainName, stretches } from "../../src/page/visible.ts";

function shown(text: string): string {
  return stretches(text)
    .map((stretch) => ("plain" in stretch ? stretch.plain : `[${stretch.code.toString(16)}*${stretch.times}]`))
    .join("");
}

describe("text that models wrote", () => {
  test("characters that hide, reorder or fake what is around them are named", () => {
    expect(shown("a\u202Eb\u2066c\u200Bd\uFEFFe\u061Cf\u2028g")).toBe("a[202e*1]b[2066*1]c[200b*1]d[feff*1]e[61c*1]f[2028*1]g");
    expect(shown("\u0000\u001B[31m\u007F\u0085\r.")).toBe("[0*1][1b*1][31m[7f*1][85*1][d*1].");
    expect(shown("\u{E0041}x")).toBe("[e0041*1]x");
  });

  test("halves of characters are named, and whole ones are not", () => {
    expect(shown("\uD83D 😀 \uDE00")).toBe("[d83d*1] 😀 [de00*1]");
  });

  test("what writing needs is left alone: lines, tabs, joiners, other scripts", () => {
    const text = "a\tb\nc 👩‍👩‍👧 می‌خواهم שלום";
    expect(stretches(text)).toEqual([{ plain: text }]);
    expect(shown("one\r\ntwo")).toBe("one\ntwo");
  });

  test("a megabyte of the same character is one mark", () => {
    expect(stretches("\u0000".repeat(1_000_000))).toEqual([{ code: 0, times: 1_000_000 }]);
  });

  test("names for charts are short, on one line, and without what cannot be seen", () => {
    expect(plainName("a\nb\u202Ec")).toBe("a bU+202Ec");
    expect(plainName("😀".repeat(50), 10)).toBe(`${"😀".repeat(9)}…`);
  });

  test("a cut is not made inside of a character", () => {
    expect(cutAt("ab😀", 3)).toBe(2);
    expect(cutAt("ab😀", 4)).toBe(4);
    expect(cutAt("abc", 2)).toBe(2);
  });
});
