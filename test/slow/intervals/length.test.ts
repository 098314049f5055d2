import { describe, test } from "vitest";
import { lengthControlledWinRate } from "../../../src/statistics/length/length-controlled-win-rate.ts";
import { scoreAgainstLength } from "../../../src/statistics/length/score-against-length.ts";
import { logistic } from "../../../src/statistics/numerics/sums.ts";
import { expectCoverage, STATEMENTS, statementsOf } from "../../helpers/simulated-audits.ts";

describe("95 % intervals hold the truth in 93 to 97 % of 2,000 audits", () => {
  test("of a length-controlled win rate", () => {
    expectCoverage(10, (random) => {
      const size = STATEMENTS * 10;
      const lengthGaps = Float64Array.from({ length: size }, () => 300 * random.normal());
      const spread = 300;
      const outcomes = lengthGaps.map((gap) => (random.uniform() < logistic(0.4 + 0.8 * Math.tanh(gap / spread)) ? 1 : 0));
      const statements = Array.from({ length: size }, (_, item) => item % STATEMENTS);
      return [lengthControlledWinRate({ outcomes, lengthGaps, statements }).interval, logistic(0.4)];
    });
  });

  test("of the slope of scores against length, with statements that differ", () => {
    expectCoverage(11, (random) => {
      const size = STATEMENTS * 10;
      const levels = statementsOf(() => ({ score: random.normal(), length: 100 * random.normal() }));
      const statements = Array.from({ length: size }, (_, item) => item % STATEMENTS);
      const lengths = Float64Array.from(statements, (statement) => 1000 + (levels[statement]?.length ?? 0) + 200 * random.normal());
      const scores = lengths.map((length, item) => 3 + 0.001 * length + 0.3 * (levels[item % STATEMENTS]?.score ?? 0) + random.normal());
      return [scoreAgainstLength(scores, lengths, statements).slope.interval, 0.001];
    });
  });
});
