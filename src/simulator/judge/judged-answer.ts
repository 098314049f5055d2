import { digest } from "../hash.ts";
import { LABEL_END, LABEL_START } from "../label.ts";

/** An answer that a judge's prompt holds. */
export interface JudgedAnswer {
  /** The simulated model that wrote it; undefined for an answer from elsewhere. */
  readonly author: string | undefined;
  readonly text: string;
  /** Hex digest that it is known by: the same wherever it stands, in whichever prompt. */
  readonly identity: string;
}

/** Fewest words of a line that belongs to an answer, and not to the fences around it. */
const LEAST_WORDS = 3;
/** A line like "Response A:", "## Output of model B" or "<answer_a>": short, and no closing tag. */
const HEADING_A = headingOf("a");
const HEADING_B = headingOf("b");

function headingOf(name: string): RegExp {
  const called = String.raw`(?:response|answer|output|completion)\W{0,3}(?:(?:of|from|by) )?(?:(?:model|assistant)\W{0,3})?_?${name}(?![a-z])`;
  return new RegExp(String.raw`^(?!\s*</)(?=.{1,80}$).*${called}`, "i");
}

export function isLabelled(text: string): boolean {
  return text.includes(LABEL_START);
}

/** The one answer that a prompt is about: the last labelled one, or else the whole prompt. */
export function judgedAnswer(prompt: string): JudgedAnswer {
  return lastLabelled(prompt, 1)[0] ?? answerBy(undefined, prompt);
}

/**
 * A's and B's answer: the last two labelled ones, or else what stands beneath the last two headings like "Response A".
 * A prompt that shows neither is taken as one text twice.
 */
export function judgedPair(prompt: string): readonly [JudgedAnswer, JudgedAnswer] {
  const [a, b] = lastLabelled(prompt, 2);
  return a && b ? [a, b] : (pairBeneathHeadings(prompt) ?? [judgedAnswer(prompt), judgedAnswer(prompt)]);
}

/** In the order of the prompt; fewer where there are not so many. */
function lastLabelled(prompt: string, count: number): JudgedAnswer[] {
  const found: JudgedAnswer[] = [];
  let end = prompt.length;
  while (found.length < count && end > 0) {
    const start = prompt.lastIndexOf(LABEL_START, end - 1);
    if (start === -1) break;
    found.unshift(labelledAnswer(prompt, start, end));
    end = start;
  }
  return found;
}

/**
 * Simulated answers are one line. What follows the last sentence in it are quotation marks and delimiters of the prompt, or half a
 * sentence of an answer that was cut off.
 */
function labelledAnswer(prompt: string, start: number, end: number): JudgedAnswer {
  const lineEnd = prompt.indexOf("\n", start);
  const line = prompt.slice(start + LABEL_START.length, lineEnd === -1 ? end : Math.min(lineEnd, end));
  const nameEnd = Math.max(0, line.indexOf(LABEL_END));
  const said = line.slice(nameEnd + LABEL_END.length);
  const lastSentence = Math.max(said.lastIndexOf("."), said.lastIndexOf("?"));
  return answerBy(line.slice(0, nameEnd), (lastSentence === -1 ? said : said.slice(0, lastSentence)).trim());
}

function pairBeneathHeadings(prompt: string): readonly [JudgedAnswer, JudgedAnswer] | undefined {
  const lines = prompt.split("\n");
  const headingB = lines.findLastIndex((line) => HEADING_B.test(line));
  const headingA = lines.findLastIndex((line, index) => index < headingB && HEADING_A.test(line));
  if (headingA === -1) return undefined;
  const a = firstLineOfWords(lines.slice(headingA + 1, headingB));
  const b = firstLineOfWords(lines.slice(headingB + 1));
  return a && b ? [a, b] : undefined;
}

/** The first line is enough to tell answers apart, and where they end need not be known. */
function firstLineOfWords(lines: readonly string[]): JudgedAnswer | undefined {
  const line = lines.find((candidate) => candidate.split(" ").length >= LEAST_WORDS);
  return line === undefined ? undefined : answerBy(undefined, line.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ""));
}

function answerBy(author: string | undefined, text: string): JudgedAnswer {
  return { author, text, identity: digest(author ?? "", text) };
}
