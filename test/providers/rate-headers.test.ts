import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRateLimits, readReset } from "../../src/providers/rate-headers.ts";

const ANSWERED = "Mon, 23 Nov 2026 12:00:00 GMT";

describe("the time of a reset", () => {
  it.each([
    ["17ms", 17],
    ["1s", 1000],
    ["6m0s", 360_000],
    ["1.5s", 1500],
    ["7m12.5s", 432_500],
    ["1h30m0s", 5_400_000],
    ["2d", 172_800_000],
    ["12", 12_000],
    ["0.25", 250],
    ["2026-11-23T12:01:30Z", 90_000],
    ["2026-11-23T11:59:00Z", 0],
    ["", null],
    [null, null],
    ["soon", null],
    ["1.2.3", null],
    [".", null],
    ["1.2.3s", null],
    ["5 s", null],
  ])("%j is %j ms", (text, milliseconds) => {
    expect(readReset(text, ANSWERED)).toBe(milliseconds);
  });

  it("cannot be told from a date where the answer has none", () => {
    expect(readReset("2026-11-23T12:01:30Z", null)).toBeNull();
  });

  it("is null or a number that is not negative, whatever is sent", () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^[\d.msh]{0,8}$/));
    fc.assert(
      fc.property(texts, (text) => {
        expect(readReset(text, ANSWERED) ?? 0).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("limits", () => {
  const requests = { limit: "r-limit", remaining: "r-left", reset: "r-reset" };
  const tokens = { limit: "t-limit", remaining: "t-left", reset: "t-reset" };

  it("are read for requests and tokens apart", () => {
    const headers = new Headers({ "r-limit": "500", "r-left": "499", "r-reset": "120ms", "t-limit": "30000", "t-left": "29950" });
    expect(readRateLimits(headers, { requests, tokens })).toEqual({
      requests: { limit: 500, remaining: 499, resetMs: 120 },
      tokens: { limit: 30_000, remaining: 29_950, resetMs: null },
    });
  });

  it("are undefined where no header says anything", () => {
    expect(readRateLimits(new Headers(), { requests, tokens })).toBeUndefined();
  });

  it.each([
    { "r-limit": "many", "r-left": "499" },
    { "r-limit": "0", "r-left": "0" },
    { "r-limit": "-1", "r-left": "-1" },
    { "r-limit": "500" },
    { "r-left": "5" },
  ])("are left out where they make no sense: %j", (headers) => {
    expect(readRateLimits(new Headers(headers), { requests })).toBeUndefined();
  });
});
