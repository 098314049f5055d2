import type { ScoreSummary, StatementInfo } from "../../../src/report/summary.ts";
import { agreementOf, estimate, FULL } from "./figures.ts";
import { type AuditSize, chance, familyOf } from "./size.ts";

export function scoresOf(size: AuditSize, spec: string, statements: readonly StatementInfo[], high: number): ScoreSummary {
  const low = high === 1 ? 0 : 1;
  const at = (share: number) => low + share * (high - low);
  const items = statements.length * size.prompts;
  const skill = (candidate: string) => 0.45 + 0.5 * chance(candidate, spec);
  const level = (candidate: string, judge: string) => at(Math.min(0.99, skill(candidate) + 0.08 * (chance(candidate, judge) - 0.5)));
  const families = [...new Set(size.candidates.map(familyOf))];
  const overall = size.candidates
    .map((candidate) => ({
      candidate,
      coverage: FULL(items, Math.floor(4 * chance(candidate, "missing"))),
      estimate: estimate(at(skill(candidate)), 0.02 * (high - low)),
      bounds: high === 1 ? { low: skill(candidate) - 0.01, high: skill(candidate) + 0.01 } : null,
      overJudges: {
        mean: at(skill(candidate)),
        standardError: 0.01,
        interval: { low: at(skill(candidate)) - 0.04, high: at(skill(candidate)) + 0.04 },
      },
      meanLength: 400 + 3000 * chance(candidate, "length"),
    }))
    .toSorted((a, b) => (b.estimate.value ?? 0) - (a.estimate.value ?? 0))
    .map((row, place) => Object.assign({ ranks: { best: Math.max(1, place), worst: Math.min(size.candidates.length, place + 2) } }, row));
  return {
    cells: size.candidates.flatMap((candidate) =>
      size.judges.map((judge) => ({
        candidate,
        judge,
        coverage: FULL(items, Math.floor(4 * chance(candidate, judge, "missing"))),
        estimate: estimate(level(candidate, judge), 0.03 * (high - low)),
        bounds: high === 1 ? { low: level(candidate, judge) - 0.01, high: level(candidate, judge) + 0.01 } : null,
        meanLength: 400 + 3000 * chance(candidate, "length"),
      })),
    ),
    overall,
    statements: statements.flatMap(({ id }) =>
      size.candidates.map((candidate) => {
        const share = Math.min(1, Math.max(0, skill(candidate) + 0.9 * (chance(id, candidate) - 0.5)));
        return {
          statement: id,
          candidate,
          coverage: FULL(size.prompts * size.judges.length, Math.floor(1.2 * chance(id, candidate, "missing"))),
          value: at(share),
          interval: { low: at(share * 0.8), high: at(Math.min(1, share * 0.8 + 0.25)) },
          byJudge: size.judges.map((judge) => ({ judge, sum: at(share) * size.prompts, scored: size.prompts, unscored: 0 })),
        };
      }),
    ),
    differences: size.candidates.flatMap((first, place) =>
      size.candidates.slice(place + 1).map((second) => {
        const value = (skill(first) - skill(second)) * (high - low);
        return {
          candidates: [first, second] as const,
          items,
          statements: statements.length,
          value,
          standardError: 0.02,
          interval: { low: value - 0.04, high: value + 0.04 },
          p: chance(first, second) ** 4,
          pHolm: chance(first, second) ** 2,
          pBenjaminiHochberg: chance(first, second) ** 3,
          detectable: 0.056,
        };
      }),
    ),
    judges: size.judges.map((judge) => ({
      judge,
      family: familyOf(judge),
      coverage: FULL(items * size.candidates.length, 3),
      unreadable: 0.012 * chance(judge, "unreadable"),
      reasked: 3,
      meanScore: at(0.7),
      bias: 0.02 * (chance(judge) - 0.5),
      biasByCandidate: size.candidates.map((candidate) => ({ candidate, value: 0.1 * (chance(judge, candidate) - 0.5), items })),
      ownFamily: { value: 0.01, interval: { low: -0.01, high: 0.03 } },
      selfCheck: { items: 40, same: 0.925, interval: { low: 0.8, high: 0.97 } },
    })),
    agreement: agreementOf(size, statements),
    consistency: size.judges.flatMap((judge) =>
      families.map((candidateFamily) => ({
        judgeFamily: familyOf(judge),
        candidateFamily,
        estimate: estimate(at(0.5 + 0.4 * chance(judge, candidateFamily)), 0.02),
        bias: 0.04 * (chance(judge, candidateFamily) - 0.5),
        items,
      })),
    ),
    disagreements: Array.from({ length: Math.min(200, items) }, (_, place) => ({
      statement: statements[place % statements.length]?.id ?? "",
      candidate: size.candidates[place % size.candidates.length] ?? "",
      item: place % size.prompts,
      scores: size.judges.map((judge, at2) => ({ judge, score: at2 === 0 ? low : high, confidence: 0.9 })),
      weight: 0.7 - place / 500,
    })),
    length: size.judges.map((judge) => ({
      judge,
      slope: 0.01 * (chance(judge) - 0.5),
      interval: { low: -0.01, high: 0.02 },
      correlation: 0.08,
    })),
    variance: {
      shares: [
        { source: "statement", share: 0.22 },
        { source: "model", share: 0.08 },
        { source: "statement_x_model", share: 0.25 },
        { source: "prompt", share: 0.33 },
        { source: "judge", share: 0.12 },
      ],
      sentence: "Prompts differ most: more prompts for each statement would help more than another judge.",
    },
  };
}
