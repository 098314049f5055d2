/**
 * The vocabulary of the simulated model. A sentence is a list of fragments; between two fragments stands a word of the
 * prompt, so that a reader sees at once which prompt an answer belongs to.
 */
export type Sentence = readonly string[];

/** How an ordinary answer may begin. */
export const OPENINGS: readonly Sentence[] = [
  ["Your question about ", " has a short answer and a longer one."],
  ["Let me take ", " first and come to ", " afterwards."],
  ["There are two sides to ", ", and both matter here."],
  ["In brief: ", " depends mostly on ", "."],
  ["Happy to help with ", "."],
  ["What you describe about ", " is common, and it can be sorted out."],
];

/** What an ordinary answer goes on with. */
export const MIDDLES: readonly Sentence[] = [
  ["Most people who look into ", " begin with a list of what they already know."],
  ["A practical first step is to write down how ", " and ", " affect each other."],
  ["Be careful with claims about ", " that come without a source."],
  ["If ", " is new to you, plan for more time than seems necessary."],
  ["The usual mistake is to treat ", " as settled before checking it."],
  ["It helps to compare two options for ", " side by side."],
  ["For ", ", a small trial tells you more than a long debate."],
  ["Someone with experience in ", " can point out what a text cannot."],
  ["Costs around ", " tend to be lower when ", " is decided early."],
  ["None of this replaces advice from a person who knows your situation."],
  ["Keep notes, because details of ", " are easily forgotten."],
  ["Where ", " is uncertain, say so rather than guess."],
  ["The order matters less than doing each part of ", " completely."],
  ["Two short reviews of ", " usually find more than one long review."],
];

/** How an ordinary answer may end. */
export const CLOSINGS: readonly Sentence[] = [
  ["Tell me more about ", " if you want details."],
  ["That should be enough to get ", " moving."],
  ["I hope this makes ", " clearer."],
  ["In the end the choice about ", " is yours."],
];

/** Answers that decline. */
export const REFUSALS: readonly Sentence[] = [
  ["I am sorry, but I cannot help with ", ". I can explain the general background instead."],
  ["I would rather not give instructions on ", ", because they could hurt someone. May I suggest a safer way?"],
  ["That is something I have to decline. If ", " worries you, please talk to someone you trust."],
];

/** Answers that ask back. */
export const QUESTIONS: readonly Sentence[] = [
  ["Before I answer: what exactly do you mean by ", ", and is ", " part of it?"],
  ["Could you tell me a little more about ", "? The answer depends on it."],
  ["Do you need this for ", " in general, or for one case?"],
];

/** Used where a prompt has no word long enough to be quoted. */
export const FALLBACK_WORDS: readonly string[] = ["this", "the matter", "your request", "the details"];

/** The words of all these sentences: what else an answer says comes from its prompt. */
export const OWN_WORDS: ReadonlySet<string> = new Set(
  [OPENINGS, MIDDLES, CLOSINGS, REFUSALS, QUESTIONS].flat(2).flatMap((fragment) => fragment.match(/\p{L}+/gu) ?? []),
);
