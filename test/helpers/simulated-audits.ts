import { expect } from "vitest";
import type { Interval } from "../../src/statistics/estimate.ts";
import { type Random, randomOf } from "../../src/statistics/numerics/random.ts";
import { logistic } from "../../src/statistics/numerics/sums.ts";

// Every kind of interval, in the world that it is made for, in 2,000 simulated audits each. The size is that of a real audit:
// 46 statements with 20 prompts.
export const AUDITS = 2000;
export const STATEMENTS = 46;
export const PROMPTS = 20;

export function binomial(random: Random, trials: number, p: number): number {
  let successes = 0;
  for (let trial = 0; trial < trials; trial++) if (random.uniform() < p) successes++;
  return successes;
}

export function logisticNormal(random: Random, middle: number, spread: number): number {
  return logistic(middle + spread * random.normal());
}

/** The mean of f(logistic(middle + spread · Z)), by the trapezoid rule, which is exact here to many digits. */
export function meanLogisticNormal(middle: number, spread: number, f = (rate: number): number => rate): number {
  let [sum, weights] = [0, 0];
  for (let z = -10; z <= 10; z += 0.01) {
    const weight = Math.exp((-z * z) / 2);
    sum += weight * f(logistic(middle + spread * z));
    weights += weight;
  }
  return sum / weights;
}

export function statementsOf<Value>(make: (statement: number) => Value, count = STATEMENTS): Value[] {
  return Array.from({ length: count }, (_, statement) => make(statement));
}

/** @param holds whether what a simulated audit gives holds the truth */
export function expectHeld(seed: number, holds: (random: Random) => boolean, most = 0.97): void {
  const random = randomOf(seed);
  let held = 0;
  for (let audit = 0; audit < AUDITS; audit++) if (holds(random)) held++;
  expect(held / AUDITS).toBeGreaterThanOrEqual(0.93);
  expect(held / AUDITS).toBeLessThanOrEqual(most);
}

/** @param audit one simulated audit: the interval it gives, and the truth */
export function expectCoverage(
  seed: number,
  audit: (random: Random) => readonly [interval: Pick<Interval, "low" | "high"> | null, truth: number],
): void {
  expectHeld(seed, (random) => {
    const [interval, truth] = audit(random);
    return interval !== null && interval.low <= truth && truth <= interval.high;
  });
}
