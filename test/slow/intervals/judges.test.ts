import { describe, test } from "vitest";
import { type BiasTable, biasTable, judgeBias, ownFamilyPreference } from "../../../src/statistics/agreement/judge-bias.ts";
import type { Random } from "../../../src/statistics/numerics/random.ts";
import { logistic } from "../../../src/statistics/numerics/sums.ts";
import { expectCoverage, meanLogisticNormal, PROMPTS, STATEMENTS } from "../../helpers/simulated-audits.ts";

// Three judges of differing leniency, in log odds; how they read a statement differs too, and now and then one gives no verdict.
const LENIENCY = [0.6, 0, -0.2] as const;
const [EASE, EASE_SPREAD, READING_SPREAD] = [1, 0.8, 0.5];
const MISSING = 0.1;
/** What the first judge adds for models of its own family. */
const PREFERENCE = 0.5;

function fill(random: Random, tables: readonly { readonly table: BiasTable; readonly preference: number }[]): void {
  for (let statement = 0; statement < STATEMENTS; statement++) {
    const ease = EASE + EASE_SPREAD * random.normal();
    const rates = LENIENCY.map((leniency) => ease + leniency + READING_SPREAD * random.normal());
    for (const { table, preference } of tables) {
      const chances = rates.map((rate, judge) => logistic(rate + (judge === 0 ? preference : 0)));
      for (let prompt = 0; prompt < PROMPTS; prompt++) {
        // One draw for all judges: an answer that is hard to judge is so for each.
        const hardness = random.uniform();
        table.count(
          statement,
          chances.map((chance) => (random.uniform() < MISSING ? Number.NaN : Number(hardness < chance))),
        );
      }
    }
  }
}

/** Bias of the first judge, when it adds something for the models it judges. */
function trueBias(preference: number): number {
  const [first = 0, second = 0, third = 0] = LENIENCY.map((leniency, judge) =>
    meanLogisticNormal(EASE + leniency + (judge === 0 ? preference : 0), Math.hypot(EASE_SPREAD, READING_SPREAD)),
  );
  return first - (second + third) / 2;
}

describe("95 % intervals hold the truth in 93 to 97 % of 2,000 audits", () => {
  test("of a judge's bias", () => {
    expectCoverage(18, (random) => {
      const table = biasTable(STATEMENTS, LENIENCY.length);
      fill(random, [{ table, preference: 0 }]);
      return [judgeBias(table, 0).interval, trueBias(0)];
    });
  });

  test("of a judge's preference for its own family", () => {
    expectCoverage(19, (random) => {
      const [own, others] = [biasTable(STATEMENTS, LENIENCY.length), biasTable(STATEMENTS, LENIENCY.length)];
      fill(random, [
        { table: own, preference: PREFERENCE },
        { table: others, preference: 0 },
      ]);
      return [ownFamilyPreference(own, others, 0).interval, trueBias(PREFERENCE) - trueBias(0)];
    });
  });
});
