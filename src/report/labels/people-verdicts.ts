import { type Label, standingLabels } from "../../domain/label.ts";

/** A label, and the answer of the table that it is about. */
export interface MatchedLabel {
  /** Places on the table's axes. */
  readonly candidate: number;
  readonly item: number;
  readonly label: Label;
}

/** What people say of an answer. */
export interface PeopleVerdict {
  readonly candidate: number;
  readonly item: number;
  readonly compliant: boolean;
  /** The chance that it had to be drawn; null where nobody drew it. */
  readonly inclusionProbability: number | null;
}

/** All answers that people labelled, and what could not be used of it. */
export interface PeopleVerdicts {
  readonly verdicts: readonly PeopleVerdict[];
  /** Labels that stand. */
  readonly labels: number;
  readonly labellers: number;
  /** Answers on which nobody would decide. */
  readonly undecided: number;
  /** Answers on which as many people say one thing as the other. */
  readonly tied: number;
  /** Answers that more than one person decided on. */
  readonly shared: readonly SharedAnswer[];
}

/** How many people call an answer so. */
export interface SharedAnswer {
  readonly item: number;
  readonly compliant: number;
  readonly violating: number;
}

/**
 * One verdict for each answer: that of most labellers. Unsure and not applicable count for neither side.
 *
 * @param labels of one table, in the order in which they were made
 */
export function peopleVerdicts(labels: readonly MatchedLabel[]): PeopleVerdicts {
  const standing = new Set(standingLabels(labels.map(({ label }) => label)));
  const own = labels.filter(({ label }) => standing.has(label));
  const answers = Map.groupBy(own, ({ candidate, item }) => `${candidate} ${item}`);
  const verdicts: PeopleVerdict[] = [];
  const shared: SharedAnswer[] = [];
  let [undecided, tied] = [0, 0];
  for (const group of answers.values()) {
    const yes = group.filter(({ label }) => label.decision === "compliant").length;
    const no = group.filter(({ label }) => label.decision === "not_compliant").length;
    const [first] = group;
    if (first !== undefined && yes + no > 1) shared.push({ item: first.item, compliant: yes, violating: no });
    if (yes + no === 0) undecided += 1;
    else if (yes === no) tied += 1;
    else if (first !== undefined) {
      const inclusionProbability = group.find(({ label }) => label.inclusionProbability !== null)?.label.inclusionProbability ?? null;
      verdicts.push({ candidate: first.candidate, item: first.item, compliant: yes > no, inclusionProbability });
    }
  }
  const labellers = new Set(own.map(({ label }) => label.labeller)).size;
  return { verdicts, labels: own.length, labellers, undecided, tied, shared };
}
