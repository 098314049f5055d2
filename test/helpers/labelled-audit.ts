import type { Label } from "../../src/domain/label.ts";
import type { MatchedLabel } from "../../src/report/labels/people-verdicts.ts";
import type { SampledAnswer } from "../../src/report/labels/draw-sample.ts";
import type { VerdictTable } from "../../src/report/table/verdict-table.ts";
import { randomOf } from "../../src/statistics/numerics/random.ts";
import { complianceTable } from "./verdict-table.ts";

/** An audit of which it is known what people would say of every answer. */
export interface KnownAudit {
  readonly table: VerdictTable;
  readonly truth: (candidate: number, item: number) => boolean;
}

export interface KnownJudge {
  readonly sensitivity: number;
  readonly specificity: number;
}

/** @param rates of compliance, by candidate @param judges errors by judge; errors of two judges are independent */
export function knownAudit(
  rates: Readonly<Record<string, number>>,
  judges: Readonly<Record<string, KnownJudge>>,
  statements: number,
  perStatement: number,
  seed: number,
): KnownAudit {
  const random = randomOf(seed);
  const items = statements * perStatement;
  const names = Object.keys(rates);
  const truth = names.map((name) => Array.from({ length: items }, () => random.uniform() < (rates[name] ?? 0)));
  const verdicts = Object.fromEntries(
    Object.entries(judges).map(([judge, { sensitivity, specificity }]) => [
      judge,
      Object.fromEntries(
        names.map((name, candidate) => [
          name,
          Array.from({ length: items }, (_, item) => {
            const chance = truth[candidate]?.[item] === true ? sensitivity : 1 - specificity;
            return Number(random.uniform() < chance);
          }),
        ]),
      ),
    ]),
  );
  return {
    table: complianceTable(
      verdicts,
      Array.from({ length: statements }, () => perStatement),
    ),
    truth: (candidate, item) => truth[candidate]?.[item] === true,
  };
}

/** What an infallible person says of a sample. */
export function labelsOf({ table, truth }: KnownAudit, sample: readonly SampledAnswer[], more: Partial<Label> = {}): MatchedLabel[] {
  return sample.map(({ candidate, item, inclusionProbability, stratum }) => ({
    candidate,
    item,
    label: {
      spec: table.spec,
      statement: table.statements[table.starts.findLastIndex((start) => start <= item)] ?? "",
      candidate: table.candidates[candidate] ?? "",
      originalIndex: table.originalIndex[item] ?? 0,
      sampleIndex: 0,
      input: null,
      inputSha256: `${item}`,
      answerSha256: null,
      decision: truth(candidate, item) ? "compliant" : "not_compliant",
      labeller: "ann",
      at: "2026-11-28T10:00:00.000Z",
      seconds: null,
      note: null,
      stratum: stratum.name,
      inclusionProbability,
      ...more,
    },
  }));
}
