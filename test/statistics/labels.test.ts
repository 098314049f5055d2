import { describe, expect, test } from "vitest";
import { classificationScores } from "../../src/statistics/labels/classification-scores.ts";
import { binaryStratum, predictionPoweredRate } from "../../src/statistics/labels/prediction-powered.ts";
import { roganGladen } from "../../src/statistics/labels/rogan-gladen.ts";

const CALIBRATION = {
  compliant: { labelled: 60, passed: 54 },
  violating: { labelled: 40, failed: 32 },
  judged: { scored: 1000, passed: 690 },
};

describe("a rate corrected by Rogan and Gladen", () => {
  test("undoes the judge's errors", () => {
    const { value, interval } = roganGladen(CALIBRATION);
    expect(value).toBeCloseTo((0.69 + 0.8 - 1) / (0.9 + 0.8 - 1), 14);
    expect(interval?.low).toBeLessThan(value ?? 0);
    expect(interval?.high).toBeGreaterThan(value ?? 1);
  });

  test("is no narrower for more judged items than its labels allow", () => {
    const many = roganGladen({ ...CALIBRATION, judged: { scored: 1e9, passed: 6.9e8 } });
    expect((many.interval?.high ?? 0) - (many.interval?.low ?? 0)).toBeGreaterThan(0.15);
  });

  test("is refused where the judge hardly tells the kinds apart", () => {
    const poor = roganGladen({ ...CALIBRATION, violating: { labelled: 40, failed: 5 } });
    expect(poor).toMatchObject({ value: null, interval: null });
    expect(poor.reason).toContain("sensitivity + specificity - 1 is 0.0");
  });

  test("is refused where that is so only by chance", () => {
    const lucky = roganGladen({ ...CALIBRATION, compliant: { labelled: 3, passed: 2 }, violating: { labelled: 3, failed: 2 } });
    expect(lucky.value).toBeNull();
  });

  test.each([
    [{ compliant: { labelled: 0, passed: 0 } }, "sensitivity is unknown"],
    [{ violating: { labelled: 0, failed: 0 } }, "specificity is unknown"],
    [{ judged: { scored: 0, passed: 0 } }, "the judge scored nothing"],
  ])("is refused without data: %o", (missing, reason) => {
    expect(roganGladen({ ...CALIBRATION, ...missing }).reason).toContain(reason);
  });

  test("stays within 0 and 1, and its interval holds it", () => {
    const { value, interval } = roganGladen({ ...CALIBRATION, judged: { scored: 1000, passed: 920 } });
    expect(value).toBe(1);
    expect(interval?.high).toBe(1);
    expect(interval?.low).toBeLessThan(1);
  });

  test("has no interval where no true rate explains what the judge passes", () => {
    const { value, interval, reason } = roganGladen({ ...CALIBRATION, judged: { scored: 1000, passed: 999 } });
    expect([value, interval]).toEqual([1, null]);
    expect(reason).toContain("the labels may not be of these items");
  });
});

function widthOf(counts: Parameters<typeof binaryStratum>[0], unlabelled: Parameters<typeof binaryStratum>[1]): number {
  return predictionPoweredRate([binaryStratum(counts, unlabelled)]).standardError ?? Number.NaN;
}

describe("a prediction-powered rate", () => {
  const labelled = { bothPass: 70, onlyPeople: 8, onlyJudge: 5, bothFail: 17 };

  test("is the mean label where nothing is unlabelled", () => {
    const { value, lambda, interval } = predictionPoweredRate([binaryStratum(labelled, { count: 0, passed: 0 })]);
    expect(value).toBeCloseTo(0.78, 14);
    expect(lambda).toBe(0);
    expect(interval).not.toBeNull();
  });

  test("has PPI++'s lambda and value", () => {
    const { value, lambda } = predictionPoweredRate([binaryStratum(labelled, { count: 900, passed: 640 })]);
    // lambda = cov(y, f) / ((1 + n/N) var(f)), with the variance of f over all items.
    const covariance = (70 - (78 * 75) / 100) / 99;
    const spread = (715 - 715 ** 2 / 1000) / 999;
    const expected = covariance / ((1 + 100 / 900) * spread);
    expect(lambda).toBeCloseTo(expected, 12);
    expect(value).toBeCloseTo(expected * (640 / 900) + 0.78 - expected * 0.75, 12);
  });

  test("is narrower than the labels alone with a good judge, and no wider with a useless one", () => {
    const good = { bothPass: 77, onlyPeople: 1, onlyJudge: 1, bothFail: 21 };
    expect(widthOf(good, { count: 5000, passed: 3900 })).toBeLessThan(widthOf(good, { count: 0, passed: 0 }) / 2);
    const useless = { bothPass: 39, onlyPeople: 39, onlyJudge: 11, bothFail: 11 };
    expect(widthOf(useless, { count: 5000, passed: 2500 }) / widthOf(useless, { count: 0, passed: 0 })).toBeCloseTo(1, 1);
  });

  test("weights strata by their items, not by their labels", () => {
    const strata = [
      binaryStratum({ bothPass: 10, onlyPeople: 0, onlyJudge: 0, bothFail: 10 }, { count: 80, passed: 40 }),
      binaryStratum({ bothPass: 19, onlyPeople: 0, onlyJudge: 0, bothFail: 1 }, { count: 880, passed: 836 }),
    ];
    expect(predictionPoweredRate(strata).value).toBeCloseTo(0.1 * 0.5 + 0.9 * 0.95, 12);
  });

  test("says why there is none", () => {
    expect(predictionPoweredRate([])).toMatchObject({ value: null, reason: "nothing is scored" });
    const none = { bothPass: 0, onlyPeople: 0, onlyJudge: 0, bothFail: 0 };
    expect(predictionPoweredRate([binaryStratum(none, { count: 9, passed: 3 })]).reason).toBe("a stratum has no labels");
    expect(predictionPoweredRate([binaryStratum({ ...none, bothPass: 2 }, { count: 9, passed: 3 })]).reason).toContain("fewer than three");
  });

  test("is not of zero width where all labels are the same", () => {
    const { interval, reason } = predictionPoweredRate([
      binaryStratum({ bothPass: 30, onlyPeople: 0, onlyJudge: 0, bothFail: 0 }, { count: 90, passed: 90 }),
    ]);
    expect(interval?.low).toBeLessThan(0.9);
    expect(reason).toContain("Wilson");
  });
});

test("scores of a judge have a category that nobody uses nowhere, and 0/0 as null", () => {
  const scores = classificationScores([8, 2, 0, 0, 0, 0, 0, 0, 0], 3);
  expect(scores.categories).toEqual([
    { precision: 1, recall: 0.8, f1: 16 / 18 },
    { precision: 0, recall: null, f1: 0 },
    { precision: null, recall: null, f1: null },
  ]);
  expect(scores.macro).toEqual({ precision: 0.5, recall: 0.4, f1: 8 / 18 });
  expect(classificationScores([0, 0, 0, 0], 2)).toMatchObject({ items: 0, accuracy: null, kappa: null, macro: null });
});
