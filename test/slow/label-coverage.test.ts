import { expect, test } from "vitest";
import { drawSample } from "../../src/report/labels/draw-sample.ts";
import { summarizeLabels } from "../../src/report/labels/summarize-labels.ts";
import { knownAudit, labelsOf } from "../helpers/labelled-audit.ts";

const AUDITS = 400;
const ITEMS = 600;
const RATES = { strong: 0.95, fair: 0.85, weak: 0.6 };
const JUDGES = { a: { sensitivity: 0.93, specificity: 0.8 }, b: { sensitivity: 0.85, specificity: 0.9 } };

const add = (sums: Map<string, number>, name: string, amount: number): void => void sums.set(name, (sums.get(name) ?? 0) + amount);

// Corrected rates lean to the safe side near 1, where few labels say little; below 92 of 100 nothing may fall.
test(`intervals of corrected rates hold the truth in ${AUDITS} simulated audits`, { timeout: 600_000 }, () => {
  const held = new Map<string, number>();
  const off = new Map<string, number>();
  for (let seed = 1; seed <= AUDITS; seed += 1) {
    const audit = knownAudit(RATES, JUDGES, 30, ITEMS / 30, seed);
    const settings = { seed: 1, resamples: 10, level: 0.95 };
    const labels = labelsOf(audit, drawSample(audit.table, { total: 150 }, seed));
    for (const row of summarizeLabels(audit.table, labels, settings)?.summary.corrected ?? []) {
      const candidate = audit.table.candidates.indexOf(row.candidate);
      const truth = Array.from({ length: ITEMS }, (_, item) => Number(audit.truth(candidate, item))).reduce((a, b) => a + b, 0) / ITEMS;
      for (const way of ["roganGladen", "ppi"] as const) {
        const rate = row[way];
        if (rate === null) throw new Error(row.reason ?? "no reason");
        const name = `${way} ${row.judge} ${row.candidate}`;
        add(held, name, Number(rate.interval.low <= truth && truth <= rate.interval.high) / AUDITS);
        add(off, name, (rate.value - truth) / AUDITS);
      }
    }
  }
  expect(held.size).toBe(12);
  for (const [name, share] of held) expect(share, name).toBeGreaterThan(0.92);
  for (const [name, bias] of off) expect(Math.abs(bias), name).toBeLessThan(0.008);
});
