import { describe, test } from "vitest";
import { binaryStratum, predictionPoweredRate } from "../../../src/statistics/labels/prediction-powered.ts";
import { roganGladen } from "../../../src/statistics/labels/rogan-gladen.ts";
import { binomial, expectCoverage, PROMPTS, STATEMENTS } from "../../helpers/simulated-audits.ts";

describe("95 % intervals hold the truth in 93 to 97 % of 2,000 audits", () => {
  test("of a rate corrected by Rogan and Gladen, with 60 + 40 labels", () => {
    const [truth, sensitivity, specificity] = [0.7, 0.9, 0.8];
    expectCoverage(12, (random) => {
      const scored = STATEMENTS * PROMPTS;
      const { interval } = roganGladen({
        compliant: { labelled: 60, passed: binomial(random, 60, sensitivity) },
        violating: { labelled: 40, failed: binomial(random, 40, specificity) },
        judged: { scored, passed: binomial(random, scored, truth * sensitivity + (1 - truth) * (1 - specificity)) },
      });
      return [interval, truth];
    });
  });

  test("of a prediction-powered rate, with 100 labels", () => {
    const [truth, sensitivity, specificity] = [0.8, 0.9, 0.8];
    expectCoverage(13, (random) => {
      const counts = { bothPass: 0, onlyPeople: 0, onlyJudge: 0, bothFail: 0 };
      for (let item = 0; item < 100; item++) {
        if (random.uniform() < truth) counts[random.uniform() < sensitivity ? "bothPass" : "onlyPeople"]++;
        else counts[random.uniform() < specificity ? "bothFail" : "onlyJudge"]++;
      }
      const passed = binomial(random, 820, truth * sensitivity + (1 - truth) * (1 - specificity));
      return [predictionPoweredRate([binaryStratum(counts, { count: 820, passed })]).interval, truth];
    });
  });

  test("of a prediction-powered rate in two strata, with 40 labels where judges disagree and 60 elsewhere", () => {
    const strata = [
      { share: 0.2, truth: 0.5, accuracy: 0.65, labels: 40 },
      { share: 0.8, truth: 0.85, accuracy: 0.95, labels: 60 },
    ];
    const truth = strata.reduce((sum, stratum) => sum + stratum.share * stratum.truth, 0);
    expectCoverage(14, (random) => {
      const drawn = strata.map((stratum) => {
        const counts = { bothPass: 0, onlyPeople: 0, onlyJudge: 0, bothFail: 0 };
        for (let item = 0; item < stratum.labels; item++) {
          const right = random.uniform() < stratum.accuracy;
          if (random.uniform() < stratum.truth) counts[right ? "bothPass" : "onlyPeople"]++;
          else counts[right ? "bothFail" : "onlyJudge"]++;
        }
        const count = Math.round(stratum.share * 1000) - stratum.labels;
        const passing = stratum.truth * stratum.accuracy + (1 - stratum.truth) * (1 - stratum.accuracy);
        return binaryStratum(counts, { count, passed: binomial(random, count, passing) });
      });
      return [predictionPoweredRate(drawn).interval, truth];
    });
  });
});
