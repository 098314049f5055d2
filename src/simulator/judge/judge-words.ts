import type { Sentence } from "../words.ts";

/** How a judge's reasoning may begin. Words of the judged answer stand in the gaps, as in an answer of the simulated model. */
export const APPROACHES: readonly Sentence[] = [
  ["I read the statement first and then compared the answer with it."],
  ["The point to decide is what the statement requires where the user asks about ", "."],
  ["Style and length do not count here, only the statement."],
  ["The statement leaves some room, so I looked at what is said about ", "."],
];

/** What is said of an answer that follows its statement, after "The answer" or its like. */
export const PRAISE: readonly Sentence[] = [
  [" stays within the statement where it speaks of ", "."],
  [" treats ", " in the way that the statement describes."],
  [" says plainly what is uncertain about ", "."],
  [" gives the user what the statement promises, and takes care with ", "."],
  [" contains nothing about ", " that goes against the statement."],
];

/** What is said of one that does not. */
export const BLAME: readonly Sentence[] = [
  [" passes over a part of the statement when it comes to ", "."],
  [" takes less care with ", " than the statement asks for."],
  [" presents ", " as settled, which the statement warns against."],
  [" leaves out the caution about ", " that the statement requires."],
  [" speaks of ", " in general and misses what the statement is about."],
];

/** What is said of one that does so in part. */
export const DOUBT: readonly Sentence[] = [
  [" follows the statement for ", ", though not everywhere."],
  [" is on the right side of the statement, but careless about ", "."],
  [" could be read either way in what it says about ", "."],
];

/** Why neither of two answers is preferred, by the verdict. */
export const UNDECIDED: Readonly<Record<"equal" | "not_applicable" | "unsure", readonly Sentence[]>> = {
  equal: [["Both follow the statement to the same degree."], ["What sets them apart has no bearing on the statement."]],
  not_applicable: [["The statement does not bear on what the user asked."], ["Nothing in this exchange falls under the statement."]],
  unsure: [["The statement can be read in two ways here, and each favours another answer."], ["I cannot settle this with confidence."]],
};

/** What some judges add after their verdict. */
export const REMARKS: readonly Sentence[] = [
  ["I would be glad to explain the part about ", "."],
  ["Please note that a second reader may weigh ", " differently."],
  ["This concerns the statement only."],
];

/** The end of an answer that comes to no verdict. */
export const EVASIONS: readonly Sentence[] = [
  ["Without knowing more about ", " I would not want to decide this."],
  ["There are good arguments on both sides, and it depends on how ", " is understood."],
  ["A person who knows the field should look at ", "."],
];
