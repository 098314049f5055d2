import type { CandidateAnswer } from "../domain/judgement.ts";
import type { Statement } from "../domain/statement.ts";
import type { Unscored } from "../domain/verdict.ts";

/** One answer to be judged. */
export interface AnswerItem {
  readonly statement: Statement;
  readonly input: string;
  readonly answer: CandidateAnswer;
}

/** One answer to be rated. */
export interface RateItem extends AnswerItem {
  /** The statement's own scale, sent as it stands; null where the default applies. */
  readonly rubric: string | null;
}

/** Two answers to be compared, in the order in which the judge sees them. */
export interface PairItem {
  readonly statement: Statement;
  readonly input: string;
  readonly answerA: CandidateAnswer;
  readonly answerB: CandidateAnswer;
}

/** An item of any judging stage, in its parts. */
export interface JudgedItem {
  readonly statement: Statement;
  readonly input: string;
  /** In the order in which the judge sees them. */
  readonly answers: readonly NamedAnswer[];
  /** The statement's own scale; null where it has none. */
  readonly rubric: string | null;
}

/** An answer, and what it is called in a prompt. */
export interface NamedAnswer {
  readonly name: AnswerName;
  readonly answer: CandidateAnswer;
}
type AnswerName = "answer" | "answer_a" | "answer_b";

const LABELS = { answer: "The answer", answer_a: "Answer A", answer_b: "Answer B" } as const satisfies Record<AnswerName, string>;

/** Characters of a candidate's failure that are quoted: some vendors send whole pages. */
const LONGEST_QUOTE = 200;

/** Why there is nothing to ask a judge: the first answer that is missing. Undefined when none is. */
export function candidateFailure({ answers }: JudgedItem): Unscored | undefined {
  const missing = answers.find(({ answer }) => answer.failed);
  if (missing === undefined) return undefined;
  const { name, answer } = missing;
  const quote = answer.text.length > LONGEST_QUOTE ? `${answer.text.slice(0, LONGEST_QUOTE)}...` : answer.text;
  const detail = `${LABELS[name]} is missing${quote === "" ? "." : ` (${quote}).`}`;
  return { status: "unscored", reason: "candidate_failed", detail };
}
