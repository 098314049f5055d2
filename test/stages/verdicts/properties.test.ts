import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Outcome } from "../../../src/domain/outcome.ts";
import { readCompliance } from "../../../src/stages/verdicts/compliance.ts";
import { findObjects } from "../../../src/stages/verdicts/find-objects.ts";
import { readOutcome } from "../../../src/stages/verdicts/outcome.ts";
import { readPreference } from "../../../src/stages/verdicts/preference.ts";
import { readRating } from "../../../src/stages/verdicts/rating.ts";

const READERS = [readCompliance, readRating, readPreference] as const;

/** Texts made of what confuses readers of JSON. */
const scraps = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "{",
        "}",
        "[",
        "]",
        '"',
        "'",
        "\\",
        ":",
        ",",
        "```",
        "\n",
        "//",
        "/*",
        "*/",
        "#",
        "{{",
        "}}",
        "<think>",
        "</think>",
        ">",
        "“",
        "”",
      ),
      fc.constantFrom('"compliant"', "compliant", "true", "false", '"rating"', "4", "Model:", "A", "B", '"model"', "null", " "),
      fc.string({ unit: "binary", maxLength: 5 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(""));

test("no string makes a reader throw", () => {
  fc.assert(
    fc.property(fc.oneof(scraps, fc.string({ unit: "binary" })), (text) => {
      for (const read of READERS)
        for (const extent of ["whole", "cut"] as const) expect(["scored", "unscored"]).toContain(read(text, extent).status);
    }),
    { numRuns: 1500 },
  );
});

test("a text without the names and words of a verdict has none", () => {
  const silent = fc
    .oneof(scraps, fc.string({ unit: "binary" }))
    .map((text) =>
      text
        .replaceAll(/compliant|rating|model|answer|verdict|winner|preference/gi, "x")
        .replaceAll(/^\W*(?:a|b|equal|tie|n\/?a|unsure)\W*$/gimu, "x"),
    );
  fc.assert(
    fc.property(silent, (text) => {
      expect(readCompliance(text).status).toBe("unscored");
      expect(readRating(text).status).toBe("unscored");
      expect(readPreference(`${text}\nx`).status).toBe("unscored");
    }),
    { numRuns: 800 },
  );
});

describe("a verdict as JSON", () => {
  const verdict = fc.record({ explanation: fc.string(), compliant: fc.boolean(), confidence: fc.constantFrom(0, 0.25, 1) });

  test("is read whatever its explanation says, in any order of its keys", () => {
    fc.assert(
      fc.property(verdict, fc.shuffledSubarray(["explanation", "compliant", "confidence"] as const, { minLength: 3 }), (given, keys) => {
        const text = JSON.stringify(Object.fromEntries(keys.map((key) => [key, given[key]])));
        const { explanation, ...rest } = given;
        expect(readCompliance(text)).toEqual({
          status: "scored",
          verdict: { ...rest, explanation: explanation.trim() === "" ? null : explanation },
        });
      }),
      { numRuns: 500 },
    );
  });

  test("is read behind reasoning, in a fence, and before a remark", () => {
    fc.assert(
      fc.property(verdict, fc.lorem({ maxCount: 30 }), fc.constantFrom("", "```json\n"), (given, prose, fence) => {
        const text = `${prose}\n\n${fence}${JSON.stringify(given)}\n${fence === "" ? "" : "```\n"}\n${prose}`;
        expect(readCompliance(text)).toMatchObject({ status: "scored", verdict: { compliant: given.compliant } });
      }),
      { numRuns: 300 },
    );
  });

  test("is not read from an answer that ends before its value does", () => {
    fc.assert(
      fc.property(verdict, fc.nat(), (given, cut) => {
        const text = JSON.stringify({ explanation: given.explanation, compliant: given.compliant });
        const end = text.lastIndexOf('"compliant"');
        const part = text.slice(0, cut % (end + '"compliant":'.length + 3));
        expect(readCompliance(part, "cut").status).toBe("unscored");
      }),
      { numRuns: 500 },
    );
  });
});

test("the work grows with the length of the text, whatever it holds", () => {
  const patterns = ["{", '"{', "```json\n", '{"a":', '"explanation":"', "/*", "{{", "[", '{"a":"x"y', "“", "\\", '{"compliant":'];
  const names = { members: new Set(["compliant"]), holders: new Set<string>() };
  for (const pattern of patterns) {
    const text = `{"x":"${pattern.repeat(20_000)}`;
    expect(findObjects(text, names).looks).toBeLessThan(40 * text.length);
    expect(findObjects(pattern.repeat(20_000), names).looks).toBeLessThan(40 * text.length);
  }
});

function answered(text: string, finishReason: "stop" | "length" | "content_filter"): Outcome {
  return { status: "succeeded", text, finishReason, usage: null, model: null };
}

describe("what became of a judge's request", () => {
  test.each([
    ["a refusal of the vendor", { status: "failed", kind: "refused", code: "content_filter", message: "no" } as const, "judge_refused"],
    ["a failure", { status: "failed", kind: "rejected", code: "http_400", message: "no" } as const, "judge_failed"],
    ["an expired line", { status: "expired", message: "late" } as const, "judge_failed"],
    ["a cancelled one", { status: "cancelled", message: "stopped" } as const, "judge_failed"],
    ["an answer that was cut off before its verdict", answered('{"explanation": "so', "length"), "judge_truncated"],
    ["an answer that a filter ended", answered("I would", "content_filter"), "judge_refused"],
    ["an answer without a verdict", answered("It is fine.", "stop"), "unreadable"],
  ])("%s has no verdict, with its reason", (_name, outcome, reason) => {
    expect(readOutcome(outcome, readCompliance)).toMatchObject({ status: "unscored", reason });
  });

  test("a verdict that was complete before the answer was cut off counts", () => {
    const text = '{"explanation": "so", "compliant": false, "confidence": 0.9}\nAnd further';
    expect(readOutcome(answered(text, "length"), readCompliance)).toMatchObject({ status: "scored", verdict: { compliant: false } });
  });
});
