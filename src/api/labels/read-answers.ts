import type { CandidateAnswer } from "../../domain/judgement.ts";
import { readCompliance } from "../../formats/compliance.ts";
import { ItemBook } from "../../report/table/item-book.ts";
import { readCompliance as readComplianceAnswer } from "../../stages/verdicts/compliance.ts";
import type { JudgementFolder } from "../analysis/judgement-folder.ts";
import { statementFile } from "../analysis/read-statement.ts";

/** A prompt of a statement, and what candidates answered. */
export interface AnsweredItem {
  readonly originalIndex: number;
  readonly sampleIndex: number;
  readonly input: string;
  /** By candidate. */
  readonly answers: ReadonlyMap<string, CandidateAnswer>;
}

/**
 * Reads the answers whose compliance was judged. Items have the order that the table of verdicts gives them.
 *
 * @throws {FormatError} when a file cannot be read
 */
export async function readAnswers(folders: readonly JudgementFolder[], spec: string, statement: string): Promise<AnsweredItem[]> {
  const book = new ItemBook();
  const answers = new Map<number, Map<string, CandidateAnswer>>();
  for (const folder of folders) {
    const [candidate = ""] = folder.candidates;
    if (folder.stage !== "comply" || folder.spec !== spec || !folder.statements.includes(statement)) continue;
    const { judgements } = await readCompliance(statementFile(folder, statement), readComplianceAnswer);
    const numberOf = book.openFile(folder.stage);
    for (const judgement of judgements) {
      const [answer] = judgement.answers;
      const number = numberOf(judgement);
      const own = answers.get(number) ?? new Map<string, CandidateAnswer>();
      answers.set(number, own);
      if (answer !== undefined && !own.has(candidate)) own.set(candidate, answer);
    }
  }
  return book.order().map((number) => {
    const { originalIndex, sampleIndex, input } = book.at(number);
    return { originalIndex, sampleIndex, input, answers: answers.get(number) ?? new Map<string, CandidateAnswer>() };
  });
}
