import { describe, expect, test } from "vitest";
import { drawSample } from "../../../src/report/labels/draw-sample.ts";
import { summarizeLabels } from "../../../src/report/labels/summarize-labels.ts";
import type { Interval } from "../../../src/report/summary.ts";
import { type Random, randomOf } from "../../../src/statistics/numerics/random.ts";
import { type KnownJudge, knownAudit, labelsOf } from "../../helpers/labelled-audit.ts";

// 2,000 audits of three candidates with 600 answers each, of which people label 150 in all; how good candidates and judges are
// is drawn anew for each audit. The truth is what candidates and judges would come to on ever more answers like these.
const AUDITS = 2000;
const STATEMENTS = 30;
const PROMPTS = 20;
const LABELS = 150;
const CANDIDATES = ["one", "two", "three"];
/** A rate this close to 1 hides behind every sample: the interval can only miss on one side, and so misses too seldom. */
const NEAR_ONE = 0.97;

/** How often intervals of a kind were right, and how far off the figure was on average. */
interface Tally {
  intervals: number;
  held: number;
  off: number;
}

const tallies = simulate();

describe("of 2,000 labelled audits, 95 % intervals hold the truth in 93 to 97 %", () => {
  test.each(["roganGladen", "ppi", "accuracy thisSpec", "accuracy likeThese", "kappa"])("%s", (kind) => {
    const { intervals, held } = tallyOf(kind);
    expect(intervals).toBeGreaterThan(AUDITS);
    expect(held / intervals).toBeGreaterThanOrEqual(0.93);
    expect(held / intervals).toBeLessThanOrEqual(0.97);
  });

  test.each(["roganGladen", "ppi"])("%s near 1 in no fewer", (kind) => {
    const { intervals, held } = tallyOf(`${kind} near 1`);
    expect(intervals).toBeGreaterThan(100);
    expect(held / intervals).toBeGreaterThanOrEqual(0.93);
  });

  test.each(["roganGladen", "ppi"])("%s is right on average", (kind) => {
    const { intervals, off } = tallyOf(kind);
    expect(Math.abs(off / intervals)).toBeLessThan(0.005);
  });
});

function simulate(): Map<string, Tally> {
  const found = new Map<string, Tally>();
  const note = (kind: string, value: number, interval: Interval | null, truth: number): void => {
    if (interval === null) return;
    const tally = found.get(kind) ?? { intervals: 0, held: 0, off: 0 };
    tally.intervals++;
    if (interval.low <= truth && truth <= interval.high) tally.held++;
    tally.off += value - truth;
    found.set(kind, tally);
  };
  const random = randomOf(1);
  for (let seed = 1; seed <= AUDITS; seed++) {
    const rates = Object.fromEntries(CANDIDATES.map((name) => [name, between(random, 0.5, 1)]));
    const judges = { a: anyJudge(random), b: anyJudge(random) };
    const audit = knownAudit(rates, judges, STATEMENTS, PROMPTS, seed);
    const labels = labelsOf(audit, drawSample(audit.table, { total: LABELS }, seed));
    const summary = summarizeLabels(audit.table, labels, { seed, resamples: 200, level: 0.95 })?.summary;
    for (const row of summary?.corrected ?? []) {
      const truth = rates[row.candidate] ?? 0;
      for (const kind of ["roganGladen", "ppi"] as const) {
        const corrected = row[kind];
        if (corrected === null) continue;
        note(kind, corrected.value, corrected.interval, truth);
        if (truth > NEAR_ONE) note(`${kind} near 1`, corrected.value, corrected.interval, truth);
      }
    }
    for (const [place, judge] of Object.values(judges).entries()) {
      const { accuracy, kappa } = truthOf(judge, Object.values(rates));
      const sheet = summary?.judges[place];
      note("accuracy thisSpec", sheet?.accuracy.value ?? 0, sheet?.accuracy.thisSpec ?? null, accuracy);
      note("accuracy likeThese", sheet?.accuracy.value ?? 0, sheet?.accuracy.likeThese ?? null, accuracy);
      note("kappa", sheet?.kappa.value ?? 0, sheet?.kappa.interval ?? null, kappa);
    }
  }
  return found;
}

function tallyOf(kind: string): Tally {
  const tally = tallies.get(kind);
  if (tally === undefined) throw new Error(`No interval of ${kind} was made.`);
  return tally;
}

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

function anyJudge(random: Random): KnownJudge {
  return { sensitivity: between(random, 0.8, 0.98), specificity: between(random, 0.7, 0.98) };
}

/** Over candidates with as many answers each. */
function truthOf({ sensitivity, specificity }: KnownJudge, rates: readonly number[]): { accuracy: number; kappa: number } {
  const compliant = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const accuracy = compliant * sensitivity + (1 - compliant) * specificity;
  const passed = compliant * sensitivity + (1 - compliant) * (1 - specificity);
  const chance = compliant * passed + (1 - compliant) * (1 - passed);
  return { accuracy, kappa: (accuracy - chance) / (1 - chance) };
}
