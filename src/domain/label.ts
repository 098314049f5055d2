/**
 * What a person decides about an answer. `unsure` and `not_applicable` (the statement does not bear on the prompt) count
 * neither for nor against anyone.
 */
export const LABEL_DECISIONS = ["compliant", "not_compliant", "unsure", "not_applicable"] as const;
export type LabelDecision = (typeof LABEL_DECISIONS)[number];

/** One person's decision about one candidate's answer to one prompt of one statement. */
export interface Label {
  readonly spec: string;
  readonly statement: string;
  readonly candidate: string;
  readonly originalIndex: number;
  readonly sampleIndex: number;
  /** The prompt; null where only its hash is known. */
  readonly input: string | null;
  readonly inputSha256: string;
  /** Null in labels from elsewhere that do not say which answer they are about: they stand for whatever was answered. */
  readonly answerSha256: string | null;
  /** Null takes back what the same labeller decided before. */
  readonly decision: LabelDecision | null;
  readonly labeller: string;
  /** ISO 8601. */
  readonly at: string;
  /** How long the answer was looked at; null where that is not known. */
  readonly seconds: number | null;
  readonly note: string | null;
  /** The part of the sample that it was drawn from; null where nobody drew it. */
  readonly stratum: string | null;
  /** The chance that the answer had to be drawn, above 0; null where nobody drew it. */
  readonly inclusionProbability: number | null;
}

/** What a label is about: equal for labels of the same answer, whoever made them. */
export function labelledAnswer({
  spec,
  statement,
  candidate,
  inputSha256,
  answerSha256,
}: Pick<Label, "spec" | "statement" | "candidate" | "inputSha256" | "answerSha256">): string {
  return JSON.stringify([spec, statement, candidate, inputSha256, answerSha256]);
}

/**
 * The labels that stand: the last one of every labeller about every answer, in the order in which they were made. What was taken
 * back is not among them.
 */
export function standingLabels(labels: Iterable<Label>): Label[] {
  const last = new Map<string, Label>();
  for (const label of labels) {
    const key = JSON.stringify([labelledAnswer(label), label.labeller]);
    last.delete(key);
    last.set(key, label);
  }
  return [...last.values()].filter(({ decision }) => decision !== null);
}
