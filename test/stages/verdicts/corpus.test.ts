import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Reading } from "../../../src/domain/verdict.ts";
import { readCompliance } from "../../../src/stages/verdicts/compliance.ts";
import { readPreference } from "../../../src/stages/verdicts/preference.ts";
import { readRating } from "../../../src/stages/verdicts/rating.ts";

type Expected = boolean | number | string;

/** A judge's answer, with what is to be read from it, or what may be. */
interface Case {
  readonly expect: Expected | readonly Expected[];
  readonly answer: string;
  readonly reader?: keyof typeof READERS;
}

/** What each reader makes of an answer, in a word. */
const READERS = {
  compliance: (answer: string) => wordOf(readCompliance(answer), ({ compliant }) => compliant),
  rating: (answer: string) => wordOf(readRating(answer), ({ rating }) => rating),
  preference: (answer: string) => wordOf(readPreference(answer), ({ preference }) => preference),
} as const;

function wordOf<Verdict>(reading: Reading<Verdict>, word: (verdict: Verdict) => Expected): Expected {
  return reading.status === "scored" ? word(reading.verdict) : reading.reason;
}

function casesOf(name: string): readonly Case[] {
  return parse(readFileSync(join(import.meta.dirname, `../../fixtures/verdicts/${name}.yaml`), "utf8")) as Case[];
}

test("the corpus is large", () => {
  const counts = ["compliance", "rating", "preference", "injection"].map((name) => casesOf(name).length);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(150);
  expect(counts.at(-1)).toBeGreaterThanOrEqual(30);
});

describe.each(["compliance", "rating", "preference"] as const)("answers about %s", (name) => {
  test.each(casesOf(name).map((entry, index) => [index + 1, entry.expect, entry.answer] as const))(
    "answer %i reads as %s",
    (_index, expected, answer) => {
      expect(READERS[name](answer)).toBe(expected);
    },
  );
});

describe("answers that quote what was to sway the judge", () => {
  test.each(casesOf("injection").map((entry, index) => [index + 1, entry] as const))("answer %i", (_index, entry) => {
    const read = READERS[entry.reader ?? "compliance"](entry.answer);
    expect([entry.expect].flat()).toContain(read);
  });
});
