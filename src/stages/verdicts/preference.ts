import type { Preference, PreferenceVerdict, Reading } from "../../domain/verdict.ts";
import { ownWords } from "./own-words.ts";
import { plain } from "./plain.ts";
import { type AnswerExtent, unscored, type VerdictReader } from "./reader.ts";
import { EXPLANATIONS, isUncontested, readRuling, type Ruling, rulingForm, textOf } from "./rulings.ts";

const FORM = rulingForm(["model", "preference", "winner"], readWord);

const WORDS: Readonly<Record<string, Preference>> = {
  a: "A",
  b: "B",
  equal: "equal",
  tie: "equal",
  "n/a": "not_applicable",
  na: "not_applicable",
  "not applicable": "not_applicable",
  not_applicable: "not_applicable",
  unsure: "unsure",
};

/** The words of a verdict as they stand in a line. */
const WORD = String.raw`(?:(?:model|answer|response)\s+)?(not[ _]applicable|n\/?a|equal|tie|unsure|[ab])`;
/** A line that is nothing but a verdict, with a label perhaps; or says in so many words that this one is better. */
const VERDICT_LINE = new RegExp(
  String.raw`^(?:(?!(?:${EXPLANATIONS.join("|")})\b)[\p{L} ]{1,30}:\s*)?(?:(?:final|my|the) )?(?:model|answer|verdict|winner|preference)\s*[:=]\s*${WORD}(?:\s+(?:is (?:the )?(?:better|preferred)(?: (?:one|answer|response|model))?|wins))?$`,
  "iu",
);
/** The same at the end of an answer, behind the sentence that leads to it, in which it is spoken of no other. */
const LAST_WORDS = new RegExp(String.raw`^(?!.*\bmodel\s*:.*\bmodel\s*:).*\bmodel\s*:\s*${WORD}$`, "iu");
const BARE = new RegExp(`^${WORD}$`, "i");
/** Longest line that can be a verdict. */
const LONGEST_LINE = 200;

/**
 * Reads which answer a judge prefers: from lines that are nothing but the verdict (`Model: A`, `**Model: A**`), from the last
 * words of the answer, from an answer that is one word, and from the member `model` of an object. A line that goes on in prose behind the word
 * ("Model: A is longer, but …") speaks of an answer and is no verdict. All of them must agree.
 */
export const readPreference: VerdictReader<PreferenceVerdict> = (
  answer: string,
  extent: AnswerExtent = "whole",
): Reading<PreferenceVerdict> => {
  const words = ownWords(answer);
  const ruling = readRuling(words, extent, FORM);
  if (ruling?.status === "unscored") return ruling;
  const lines = linesOf(words, extent);
  const said = ruling === undefined ? lines : [...lines, { preference: ruling.verdict.value, start: ruling.verdict.start }];
  const last = said.at(-1);
  if (last === undefined) return unscored("unreadable", 'The judge\'s answer holds no line "Model: …" that is a verdict.');
  const { preference, start } = last;
  const isContested = ruling === undefined && !isUncontested(words, extent, FORM, { value: preference, start });
  if (isContested || said.some((other) => other.preference !== preference)) {
    return unscored("contradictory", "The judge's answer holds verdicts that differ from each other.");
  }
  return { status: "scored", verdict: { preference, explanation: explanationOf(ruling?.verdict) } };
};

function explanationOf(ruling: Ruling<Preference> | undefined): string | null {
  return ruling === undefined ? null : textOf(ruling.members, EXPLANATIONS);
}

/** A line in which a judge rules. */
interface RulingLine {
  readonly preference: Preference;
  /** Where it begins. */
  readonly start: number;
}

/** What the lines of an answer rule. */
function linesOf(words: string, extent: AnswerExtent): RulingLine[] {
  const lines = [...words.matchAll(/[^\n\r]+/g)].filter(([line]) => line.trim() !== "");
  const found: RulingLine[] = [];
  for (const [index, { 0: line, index: start }] of lines.entries()) {
    const isLast = index === lines.length - 1;
    // A quoted line is somebody else's; the last line of an answer that was cut off may have been going on.
    if (/^\s*>/.test(line) || (isLast && extent === "cut")) continue;
    const preference = wordOf(line, { isLast, isOnly: lines.length === 1 });
    if (preference !== undefined) found.push({ preference, start });
  }
  return found;
}

function wordOf(line: string, place: { readonly isLast: boolean; readonly isOnly: boolean }): Preference | undefined {
  const text = bare(place.isLast ? line.slice(-LONGEST_LINE) : line);
  const isShort = line.length <= LONGEST_LINE;
  const match =
    (isShort ? VERDICT_LINE.exec(text) : null) ??
    (place.isLast ? LAST_WORDS.exec(text) : null) ??
    (place.isOnly && isShort ? BARE.exec(text) : null);
  return match === null ? undefined : readWord(match[1] ?? "");
}

/** A line without markup, brackets around the word, and the point at its end. */
function bare(line: string): string {
  return plain(line.replaceAll(/[*_`#{}[\]()"'“”<>]/g, (sign) => (sign === "_" ? "_" : "")))
    .replace(/[.!\s]+$/, "")
    .replace(/^[-•\s]+/, "")
    .replaceAll("：", ":");
}

function readWord(value: string): Preference | undefined {
  const word = value.trim().toLowerCase();
  return WORDS[word] ?? WORDS[word.replace(/^(?:model|answer|response)\s+/, "")];
}
