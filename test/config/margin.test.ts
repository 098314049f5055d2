import { describe, expect, test } from "vitest";
import { readMargin } from "../../src/config/margin.ts";

describe("a margin of compliance", () => {
  test.each([
    ["2pp", 0.02],
    ["2 pp", 0.02],
    ["0.5PP", 0.005],
    ["0.02", 0.02],
    [0.02, 0.02],
    [".05", 0.05],
    ["0", 0],
    ["0pp", 0],
  ])("%j is %d", (given, margin) => {
    expect(readMargin(given, "comply")).toEqual({ margin, warning: null });
  });

  test("a percentage is taken as percentage points, and that is said", () => {
    const { margin, warning } = readMargin("2%", "comply");
    expect(margin).toBe(0.02);
    expect(warning).toContain("2 percentage points");
  });

  test.each(["2", "-2pp", "two", "", "2pp3", "100pp", "1e-2", "NaN", "2 points"])("%j is refused with a way out", (given) => {
    expect(() => readMargin(given, "comply")).toThrow(/^--margin ".*" .*; give one such as 2pp/);
  });
});

describe("a margin of ratings", () => {
  test("is in points", () => {
    expect(readMargin("0.25", "rate")).toEqual({ margin: 0.25, warning: null });
    expect(readMargin(1, "rate").margin).toBe(1);
  });

  test.each(["2pp", "2%", "4"])("%j is refused", (given) => {
    expect(() => readMargin(given, "rate")).toThrow(/such as 0.25 \(points/);
  });
});
