import { describe, test } from "vitest";
import { holmAdjusted } from "../../../src/statistics/differences/multiple-testing.ts";
import { pairedDifference } from "../../../src/statistics/differences/paired-difference.ts";
import type { Random } from "../../../src/statistics/numerics/random.ts";
import { logistic } from "../../../src/statistics/numerics/sums.ts";
import { bradleyTerryRanking } from "../../../src/statistics/pairwise/bradley-terry-bootstrap.ts";
import { type PairMatrix, pairMatrix } from "../../../src/statistics/pairwise/pair-matrix.ts";
import { orderEffects } from "../../../src/statistics/pairwise/order-effects.ts";
import { rankSets } from "../../../src/statistics/pairwise/rank-sets.ts";
import type { TieModel } from "../../../src/statistics/pairwise/tie-models.ts";
import { winRate } from "../../../src/statistics/pairwise/win-rate.ts";
import {
  binomial,
  expectCoverage,
  expectHeld,
  logisticNormal,
  meanLogisticNormal,
  PROMPTS,
  STATEMENTS,
  statementsOf,
} from "../../helpers/simulated-audits.ts";

const FEW_STATEMENTS = 30;

/** 10 comparisons of each pair in each of 30 statements, with the same strengths in all of them. @param logs log strengths */
function compared(random: Random, logs: readonly number[], ties: TieModel): PairMatrix {
  const matrix = pairMatrix(FEW_STATEMENTS, logs.length);
  for (let statement = 0; statement < FEW_STATEMENTS; statement++) {
    for (let first = 0; first < logs.length; first++) {
      for (let second = first + 1; second < logs.length; second++) {
        const [win, loss] = chances((logs[first] ?? 0) - (logs[second] ?? 0), ties);
        for (let prompt = 0; prompt < 10; prompt++) {
          const drawn = random.uniform();
          const [wins, losses] = [Number(drawn < win), Number(drawn >= win && drawn < win + loss)];
          matrix.count(statement, first, second, { wins, ties: 1 - wins - losses, losses });
        }
      }
    }
  }
  return matrix;
}

/** Of a win and of a loss. */
function chances(gap: number, ties: TieModel): readonly [number, number] {
  const threshold = 0.3;
  if (ties === "rao-kupper") return [logistic(gap - threshold), logistic(-gap - threshold)];
  const [win, loss, tie] = [Math.exp(gap / 2), Math.exp(-gap / 2), ties === "half" ? 0 : 0.5];
  return [win / (win + loss + tie), loss / (win + loss + tie)];
}

describe("95 % intervals hold the truth in 93 to 97 % of 2,000 audits", () => {
  test.each(["half", "davidson", "rao-kupper"] as const)(
    "of a Bradley-Terry strength by bootstrap over statements, ties %s",
    (ties) => {
      expectCoverage(8, (random) => {
        const matrix = compared(random, [0.5, 0, -0.5], ties);
        const ranking = bradleyTerryRanking(matrix, 3, { seed: random.below(1e9), resamples: 99, ties });
        return [ranking.intervals?.[0] ?? null, Math.exp(0.5)];
      });
    },
    300_000,
  );

  test("of a win rate: statements drawn", () => {
    const truth = meanLogisticNormal(0.3, 0.8);
    expectCoverage(9, (random) => {
      const matrix = pairMatrix(STATEMENTS, 2);
      for (let statement = 0; statement < STATEMENTS; statement++) {
        const wins = binomial(random, PROMPTS, logisticNormal(random, 0.3, 0.8));
        matrix.count(statement, 0, 1, { wins, ties: 0, losses: PROMPTS - wins });
      }
      return [winRate(matrix, 2, 0, 1).interval, truth];
    });
  });

  test("of the rate of order flips: statements drawn", () => {
    const truth = meanLogisticNormal(-1.5, 0.8);
    expectCoverage(15, (random) => {
      const orders = statementsOf(() => {
        const flip = binomial(random, PROMPTS, logisticNormal(random, -1.5, 0.8));
        return { agree: PROMPTS - flip, flip, differ: 0, first: 0, second: 0 };
      });
      return [orderEffects(orders).flips.interval, truth];
    });
  });
});

// Of equal models each may have any rank, and a set that leaves one out is wrong. Where models differ, sets are right more often:
// a rank is a whole number, and there is no way to be wrong by a little.
describe("rank sets of four models hold all ranks that are true in 95 % of 2,000 audits", () => {
  test.each([
    ["equal", [0, 0, 0, 0], 0.97],
    ["different", [0.6, 0.1, 0, -0.7], 1],
  ] as const)(
    "by strength, where models are %s",
    (kind, logs, most) => {
      expectHeld(
        16,
        (random) => {
          const { ranks } = bradleyTerryRanking(compared(random, logs, "half"), 4, { seed: random.below(1e9), resamples: 199 });
          return (
            ranks?.every(({ best, worst }, place) => (kind === "equal" ? worst - best === 3 : best <= place + 1 && place < worst)) ?? false
          );
        },
        most,
      );
    },
    300_000,
  );

  test("by compliance, where models are equal", () => {
    const models = [0, 1, 2, 3];
    expectHeld(17, (random) => {
      const rates = statementsOf(() => {
        const rate = logisticNormal(random, 1, 1);
        return models.map(() => binomial(random, PROMPTS, rate) / PROMPTS);
      });
      const pairs = models.flatMap((first) => models.slice(first + 1).map((second) => ({ first, second })));
      const ps = pairs.map(({ first, second }) => {
        const { p } = pairedDifference(rates.map((own) => ({ first: own[first] ?? 0, second: own[second] ?? 0 })));
        return p ?? 1;
      });
      const surely = holmAdjusted(ps).map((p) => p < 0.05);
      const sets = rankSets(4, (first, second) =>
        pairs.some(
          (pair, place) =>
            surely[place] === true &&
            ((pair.first === first && pair.second === second) || (pair.first === second && pair.second === first)),
        ),
      );
      return sets.every(({ best, worst }) => worst - best === 3);
    });
  });
});
