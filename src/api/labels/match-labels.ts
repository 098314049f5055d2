import type { Label } from "../../domain/label.ts";
import { textSha256 } from "../../formats/labels.ts";
import type { MatchedLabel } from "../../report/labels/people-verdicts.ts";
import type { VerdictTable } from "../../report/table/verdict-table.ts";
import type { JudgementFolder } from "../analysis/judgement-folder.ts";
import { readAnswers } from "./read-answers.ts";

/** Labels, and the answers that they are about. */
export interface MatchedLabels {
  readonly matched: readonly MatchedLabel[];
  /** Labels of answers that were generated again since. */
  readonly changed: readonly Label[];
  /** Labels of prompts, statements or candidates that the results do not have. */
  readonly unknown: readonly Label[];
}

/**
 * Finds the answers that labels are about, by specification, statement, prompt, candidate and answer; never by ids alone, which
 * repeat. Only files of statements that have labels are read.
 *
 * @param labels those of other specifications are passed over
 * @throws {FormatError} when a file of results cannot be read
 */
export async function matchLabels(
  table: VerdictTable,
  folders: readonly JudgementFolder[],
  labels: readonly Label[],
): Promise<MatchedLabels> {
  const matched: MatchedLabel[] = [];
  const [changed, unknown]: [Label[], Label[]] = [[], []];
  const statements = Map.groupBy(
    labels.filter(({ spec }) => spec === table.spec),
    ({ statement }) => statement,
  );
  for (const [statement, own] of statements) {
    const start = table.starts[table.statements.indexOf(statement)];
    const find = start === undefined ? undefined : await answerFinder(table, folders, statement);
    for (const label of own) {
      const found = find?.(label) ?? "unknown";
      if (found === "unknown") unknown.push(label);
      else if (found === "changed") changed.push(label);
      else matched.push({ candidate: table.candidates.indexOf(label.candidate), item: (start ?? 0) + found, label });
    }
  }
  return { matched, changed, unknown };
}

/** Looks up a label's item: its place among the statement's. */
async function answerFinder(
  { spec }: VerdictTable,
  folders: readonly JudgementFolder[],
  statement: string,
): Promise<(label: Label) => number | "changed" | "unknown"> {
  const places = new Map<string, { readonly place: number; readonly answer: string }[]>();
  for (const [place, { input, answers }] of (await readAnswers(folders, spec, statement)).entries()) {
    for (const [candidate, { text }] of answers) {
      const key = `${textSha256(input)} ${candidate}`;
      places.set(key, [...(places.get(key) ?? []), { place, answer: textSha256(text) }]);
    }
  }
  return ({ inputSha256, candidate, answerSha256 }) => {
    const same = places.get(`${inputSha256} ${candidate}`);
    if (same === undefined) return "unknown";
    return same.find(({ answer }) => answerSha256 === null || answer === answerSha256)?.place ?? "changed";
  };
}
