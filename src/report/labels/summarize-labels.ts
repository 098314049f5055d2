import { countOf } from "../../domain/counts.ts";
import type { LabelSettings } from "./label-settings.ts";
import type { LabelSummary } from "../summary.ts";
import type { VerdictTable } from "../table/verdict-table.ts";
import { answerStrata } from "./answer-strata.ts";
import { calibrationOf } from "./calibration.ts";
import { correctedRates } from "./corrected-rates.ts";
import { judgeAccuracy } from "./judge-accuracy.ts";
import { labellerAgreement } from "./labeller-agreement.ts";
import { type MatchedLabel, peopleVerdicts } from "./people-verdicts.ts";

/** What labels say of the judges of a specification, and what a person should know about that: a sentence each. */
export interface SummarizedLabels {
  readonly summary: LabelSummary;
  readonly warnings: readonly string[];
}

/**
 * How well each judge agrees with people, and every judge's rates corrected by what people say (statistics.md 9).
 *
 * @param labels of this table, in the order in which they were made
 * @returns undefined where no label stands
 */
export function summarizeLabels(
  table: VerdictTable,
  labels: readonly MatchedLabel[],
  settings: LabelSettings,
): SummarizedLabels | undefined {
  const people = peopleVerdicts(labels);
  if (people.labels === 0) return undefined;
  const answers = answerStrata(table);
  const judges = table.judges.comply.map((judge, number) => ({ judge, strata: calibrationOf(table, answers, people.verdicts, number) }));
  const summary: LabelSummary = {
    labels: people.labels,
    labellers: people.labellers,
    agreement: labellerAgreement(table, people.shared, settings),
    judges: judges.map(({ judge, strata }) => judgeAccuracy(judge, strata, table.statements.length, settings)),
    corrected: judges.flatMap(({ judge, strata }) => correctedRates(judge, table.candidates, strata, settings.level)),
  };
  return { summary, warnings: warningsOf(people, table.spec) };
}

function warningsOf({ undecided, tied, verdicts }: ReturnType<typeof peopleVerdicts>, spec: string): string[] {
  const undrawn = verdicts.filter(({ inclusionProbability }) => inclusionProbability === null).length;
  return [
    ...(undecided === 0
      ? []
      : [`Human labels of ${spec}: on ${countOf(undecided, "answer")} nobody would decide; they count for no judge.`]),
    ...(tied === 0
      ? []
      : [`Human labels of ${spec}: on ${countOf(tied, "answer")} as many people say yes as no; they count for no judge.`]),
    ...(undrawn === 0
      ? []
      : [
          `Human labels of ${spec}: ${countOf(undrawn, "answer")} of ${verdicts.length} ${undrawn === 1 ? "was" : "were"} not drawn by speceval label; corrected rates take what was not drawn for a random sample.`,
        ]),
  ];
}
