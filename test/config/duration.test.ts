import { expect, test } from "vitest";
import { parseDuration } from "../../src/config/duration.ts";

test.each<[string | number, number]>([
  ["30", 30_000],
  [30, 30_000],
  [0, 0],
  [0.5, 500],
  ["250ms", 250],
  ["90s", 90_000],
  ["1.5m", 90_000],
  ["10m", 600_000],
  ["24h", 86_400_000],
  ["2d", 172_800_000],
  [" 5 m ", 300_000],
])("%j is %d milliseconds", (value, milliseconds) => {
  expect(parseDuration(value)).toBe(milliseconds);
});

test.each(["", "soon", "-1", "1w", "m", "1m30s", "1,5h", "1e3", "Infinity", "NaN", "10 minutes", -5, Number.NaN, Infinity])(
  "%j is no length of time",
  (value) => {
    expect(parseDuration(value)).toBeUndefined();
  },
);
