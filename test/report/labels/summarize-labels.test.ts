import { describe, expect, test } from "vitest";
import { drawSample } from "../../../src/report/labels/draw-sample.ts";
import type { MatchedLabel } from "../../../src/report/labels/people-verdicts.ts";
import { summarizeLabels } from "../../../src/report/labels/summarize-labels.ts";
import type { CorrectedRate } from "../../../src/report/summary.ts";
import { type KnownAudit, knownAudit, labelsOf } from "../../helpers/labelled-audit.ts";
import { complianceTable } from "../../helpers/verdict-table.ts";

const SETTINGS = { seed: 1, resamples: 20, level: 0.95 };
const GOOD = { sensitivity: 0.93, specificity: 0.8 };
const FAIR = { sensitivity: 0.85, specificity: 0.9 };

function summarize(audit: KnownAudit, labels: readonly MatchedLabel[]) {
  const result = summarizeLabels(audit.table, labels, SETTINGS);
  if (result === undefined) throw new Error("no label stands");
  return result;
}

function truthOf(audit: KnownAudit, candidate: number): number {
  const items = audit.table.starts.at(-1) ?? 0;
  return Array.from({ length: items }, (_, item) => Number(audit.truth(candidate, item))).reduce((sum, one) => sum + one, 0) / items;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const correctedBy = (audit: KnownAudit, labels: readonly MatchedLabel[]): readonly CorrectedRate[] =>
  summarize(audit, labels).summary.corrected;

describe("corrected rates", () => {
  test("of a sample are without bias, and their intervals hold the truth as often as they say", { timeout: 60_000 }, () => {
    const rates = { m: 0.9, n: 0.7 };
    const off = { roganGladen: [] as number[], ppi: [] as number[], raw: [] as number[] };
    const held = { roganGladen: 0, ppi: 0 };
    const audits = 40;
    for (let seed = 1; seed <= audits; seed += 1) {
      const audit = knownAudit(rates, { a: GOOD, b: FAIR }, 30, 20, seed);
      const { summary } = summarize(audit, labelsOf(audit, drawSample(audit.table, { total: 120 }, seed)));
      for (const row of summary.corrected) {
        const truth = truthOf(audit, row.candidate === "m" ? 0 : 1);
        off.raw.push((row.raw ?? 0) - truth);
        for (const way of ["roganGladen", "ppi"] as const) {
          const rate = row[way];
          if (rate === null) throw new Error(row.reason ?? "no reason");
          off[way].push(rate.value - truth);
          held[way] += Number(rate.interval.low <= truth && truth <= rate.interval.high);
        }
      }
    }
    // What judges say themselves is far off: there is something to correct.
    expect(Math.abs(mean(off.raw))).toBeGreaterThan(0.03);
    expect(Math.abs(mean(off.ppi))).toBeLessThan(0.01);
    expect(Math.abs(mean(off.roganGladen))).toBeLessThan(0.02);
    expect(held.ppi / (4 * audits)).toBeGreaterThan(0.9);
    expect(held.roganGladen / (4 * audits)).toBeGreaterThan(0.9);
  });

  test("go by inclusion probabilities: without them, disagreements would count for too much", () => {
    const weighted: number[] = [];
    const unweighted: number[] = [];
    for (let seed = 1; seed <= 20; seed += 1) {
      const audit = knownAudit({ m: 0.9 }, { a: GOOD, b: FAIR }, 30, 20, seed);
      const labels = labelsOf(audit, drawSample(audit.table, { perStratum: 40 }, seed));
      const [row] = summarize(audit, labels).summary.corrected;
      weighted.push((row?.ppi?.value ?? 0) - truthOf(audit, 0));
      unweighted.push(labels.filter(({ label }) => label.decision === "compliant").length / labels.length - truthOf(audit, 0));
    }
    expect(Math.abs(mean(weighted))).toBeLessThan(0.015);
    expect(Math.abs(mean(unweighted))).toBeGreaterThan(0.1);
  });

  test("of an audit that is labelled whole are what people say", () => {
    const audit = knownAudit({ m: 0.9, n: 0.6 }, { a: GOOD, b: FAIR }, 10, 10, 5);
    const { summary } = summarize(audit, labelsOf(audit, drawSample(audit.table, { total: 10_000 }, 1)));
    for (const [candidate, name] of ["m", "n"].entries()) {
      for (const row of summary.corrected.filter((each) => each.candidate === name)) {
        expect(row.ppi?.value).toBeCloseTo(truthOf(audit, candidate), 12);
        expect(row.ppi?.interval.high).toBeGreaterThan(row.ppi?.value ?? 1);
      }
    }
  });

  test("are the better the more is labelled", () => {
    const audit = knownAudit({ m: 0.8 }, { a: GOOD, b: FAIR }, 40, 25, 9);
    const width = (total: number): number => {
      const [row] = summarize(audit, labelsOf(audit, drawSample(audit.table, { total }, 1))).summary.corrected;
      return (row?.ppi?.interval.high ?? 1) - (row?.ppi?.interval.low ?? 0);
    };
    expect(width(400)).toBeLessThan(width(60));
  });
});

describe("no rate is corrected", () => {
  test("by a judge that hardly tells compliant from non-compliant", () => {
    const audit = knownAudit({ m: 0.7 }, { coin: { sensitivity: 0.55, specificity: 0.48 } }, 20, 20, 2);
    const [row] = correctedBy(audit, labelsOf(audit, drawSample(audit.table, { total: 200 }, 1)));
    expect(row?.roganGladen).toBeNull();
    expect(row?.reason).toMatch(/too poorly to correct for: sensitivity \+ specificity - 1/);
    // Prediction-powered inference does without: it then trusts labels alone.
    expect(row?.ppi).not.toBeNull();
  });

  test("with a handful of labels", () => {
    const audit = knownAudit({ m: 0.7 }, { a: GOOD }, 20, 20, 2);
    const [row] = correctedBy(audit, labelsOf(audit, drawSample(audit.table, { total: 12 }, 1)));
    expect([row?.roganGladen, row?.ppi]).toEqual([null, null]);
    expect(row?.reason).toContain("There are 12 labels");
    expect(row?.raw).not.toBeNull();
  });

  test("where a kind of answers has no labels yet", () => {
    const audit = knownAudit({ m: 0.7 }, { a: GOOD, b: FAIR }, 20, 20, 2);
    const labels = labelsOf(audit, drawSample(audit.table, { total: 100 }, 1));
    const [row] = correctedBy(
      audit,
      labels.filter(({ label }) => label.stratum !== "m split"),
    );
    expect(row?.ppi).toBeNull();
    expect(row?.reason).toContain("too few of the kind are labelled");
  });

  test("for a candidate of which a judge scored nothing", () => {
    const audit: KnownAudit = {
      table: complianceTable(
        { a: { m: Array.from({ length: 60 }, (_, item) => item % 2), n: Array.from({ length: 60 }, () => -5) } },
        [60],
      ),
      truth: (_, item) => item % 2 === 1,
    };
    const row = correctedBy(audit, labelsOf(audit, drawSample(audit.table, { total: 60 }, 1))).find(({ candidate }) => candidate === "n");
    expect(row).toMatchObject({ raw: null, ppi: null, reason: "The judge scored none of its answers." });
  });
});

describe("what people say of an answer", () => {
  const audit = knownAudit({ m: 0.8 }, { a: { sensitivity: 1, specificity: 1 } }, 10, 10, 4);
  const sample = drawSample(audit.table, { total: 40 }, 1);
  const ann = labelsOf(audit, sample);

  test("is their last decision, and nothing that was taken back", () => {
    const wrong = labelsOf(audit, sample, { decision: "not_compliant" });
    const back = labelsOf(audit, sample, { decision: null });
    expect(summarize(audit, [...wrong, ...ann]).summary.judges[0]?.accuracy.value).toBe(1);
    expect(summarize(audit, [...wrong, ...ann]).summary.labels).toBe(40);
    expect(summarizeLabels(audit.table, [...ann, ...back], SETTINGS)).toBeUndefined();
  });

  test("is what most of them say", () => {
    const bob = labelsOf(audit, sample, { labeller: "bob" });
    const contrary = labelsOf({ ...audit, truth: (candidate, item) => !audit.truth(candidate, item) }, sample, { labeller: "eve" });
    const { summary } = summarize(audit, [...ann, ...bob, ...contrary]);
    expect(summary.labellers).toBe(3);
    expect(summary.judges[0]).toMatchObject({ items: 40, accuracy: { value: 1 } });
    const tied = summarize(audit, [...ann, ...contrary]);
    expect(tied.summary.judges[0]?.items).toBe(0);
    expect(tied.warnings.join(" ")).toContain("on 40 answers as many people say yes as no");
  });

  test("is compared with what others say of it, where several decided", () => {
    const same = labelsOf(audit, sample.slice(0, 20), { labeller: "bob" });
    const contrary = labelsOf({ ...audit, truth: (candidate, item) => !audit.truth(candidate, item) }, sample.slice(20, 30), {
      labeller: "bob",
    });
    const unsure = labelsOf(audit, sample.slice(30), { labeller: "bob", decision: "unsure" });
    const { agreement } = summarize(audit, [...ann, ...same, ...contrary, ...unsure]).summary;
    expect(agreement.map(({ name, items }) => [name, items])).toEqual([
      ["fleissKappa", 30],
      ["krippendorffAlpha", 30],
      ["gwetAc1", 30],
      ["rawAgreement", 30],
    ]);
    expect(agreement.at(-1)?.value).toBeCloseTo(2 / 3, 12);
    expect(agreement.at(-1)?.interval?.low).toBeLessThan(2 / 3);
    // Three people: of the three pairs, one agrees.
    const third = labelsOf(audit, sample.slice(20, 30), { labeller: "eve" });
    const three = summarize(audit, [...ann.slice(20, 30), ...contrary, ...third]).summary.agreement;
    expect(three.at(-1)?.value).toBeCloseTo(1 / 3, 12);
    expect(summarize(audit, ann).summary.agreement).toEqual([]);
  });

  test("counts for nobody where they would not decide", () => {
    const unsure = [...labelsOf(audit, sample.slice(0, 10), { decision: "unsure" }), ...ann.slice(10)];
    const { summary, warnings } = summarize(audit, unsure);
    expect(summary.labels).toBe(40);
    expect(summary.judges[0]?.items).toBe(30);
    expect(warnings.join(" ")).toContain("on 10 answers nobody would decide");
  });

  test("is taken for a random sample where nobody drew it, and that is said", () => {
    const { warnings } = summarize(audit, labelsOf(audit, sample, { inclusionProbability: null }));
    expect(warnings.join(" ")).toContain("40 answers of 40 were not drawn by speceval label");
  });
});

test("a judge's accuracy is that of all its answers, its confusion that of the labels", () => {
  // 90 answers on which the judges agree and are right, 10 on which they differ and a is wrong.
  const a = Array.from({ length: 100 }, (_, item) => Number(item >= 10));
  const b = Array.from({ length: 100 }, () => 1);
  const audit: KnownAudit = { table: complianceTable({ a: { m: a }, b: { m: b } }, [50, 50]), truth: () => true };
  const { summary } = summarize(audit, labelsOf(audit, drawSample(audit.table, { perStratum: 10 }, 1)));
  expect(summary.judges[0]).toMatchObject({
    judge: "a",
    items: 20,
    confusion: [
      [0, 0],
      [10, 10],
    ],
  });
  expect(summary.judges[0]?.accuracy.value).toBeCloseTo(0.9, 12);
  expect(summary.judges[0]?.accuracy.thisSpec?.low).toBeLessThan(0.9);
  expect(summary.judges[1]?.accuracy.value).toBe(1);
  expect(summary.judges[1]?.accuracy.thisSpec?.low).toBeLessThan(1);
});
