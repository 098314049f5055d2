import type { EvidenceAnswer, EvidenceVerdict, StatementEvidence } from "../report/evidence.ts";
import type { Scale } from "./format.ts";

/** One answer with the prompt that it is to. */
export interface AnswerRow {
  /** Place of the prompt among the statement's items. */
  readonly item: number;
  readonly originalIndex: number;
  readonly sampleIndex: number;
  readonly input: string;
  readonly answer: EvidenceAnswer;
}

export const SHOWN = [
  { value: "", title: "All answers" },
  { value: "violations", title: "Only violations" },
  { value: "disagree", title: "Judges disagree" },
  { value: "unscored", title: "Unscored" },
  { value: "failed", title: "Failed answers" },
] as const;

export interface AnswerFilter {
  readonly show: string;
  readonly model: string;
  readonly judge: string;
  /** Words that prompt, answer or verdict must have. */
  readonly find: string;
  readonly item: number | undefined;
}

export function rowsOf(evidence: StatementEvidence): readonly AnswerRow[] {
  return evidence.items.flatMap(({ originalIndex, sampleIndex, input, answers }, item) =>
    answers.map((answer) => ({ item, originalIndex, sampleIndex, input, answer })),
  );
}

export function verdictsOf(answer: EvidenceAnswer, scale: Scale): readonly EvidenceVerdict[] {
  return scale.kind === "compliance" ? answer.compliance : answer.ratings;
}

/** Whether a score says that the statement is not followed: 0, or a rating of 1 or 2. */
export function isViolation(score: number, scale: Scale): boolean {
  return scale.kind === "compliance" ? score === 0 : score <= 2;
}

export function filterRows(rows: readonly AnswerRow[], filter: AnswerFilter, scale: Scale): readonly AnswerRow[] {
  const wanted = filter.find.toLowerCase();
  return rows.filter((row) => {
    if (filter.item !== undefined && row.item !== filter.item) return false;
    if (filter.model !== "" && row.answer.candidate !== filter.model) return false;
    const all = verdictsOf(row.answer, scale);
    const verdicts = filter.judge === "" ? all : all.filter(({ judge }) => judge === filter.judge);
    return matches(filter.show, row.answer, verdicts, all, scale) && (wanted === "" || contains(row, all, wanted));
  });
}

function matches(
  show: string,
  answer: EvidenceAnswer,
  verdicts: readonly EvidenceVerdict[],
  all: readonly EvidenceVerdict[],
  scale: Scale,
): boolean {
  switch (show) {
    case "violations":
      return verdicts.some(({ score }) => score !== null && isViolation(score, scale));
    case "disagree":
      return new Set(all.flatMap(({ score, again }) => (again ? [] : (score ?? [])))).size > 1;
    case "unscored":
      return verdicts.some(({ score }) => score === null);
    case "failed":
      return answer.failed;
    default:
      return true;
  }
}

function contains({ input, answer }: AnswerRow, verdicts: readonly EvidenceVerdict[], wanted: string): boolean {
  const has = (text: string | null): boolean => text?.toLowerCase().includes(wanted) ?? false;
  return has(input) || has(answer.text) || verdicts.some(({ explanation, raw }) => has(explanation) || has(raw));
}
