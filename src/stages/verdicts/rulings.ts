import type { Reading } from "../../domain/verdict.ts";
import { findObjects, type FoundObject, type FoundObjects, type Member } from "./find-objects.ts";
import { isChoice, isPlaceholder, plain, quote } from "./plain.ts";
import { type AnswerExtent, unscored } from "./reader.ts";
import { memberPattern, type Said, saidValues } from "./said-values.ts";

/** Names of members that say why. */
export const EXPLANATIONS = ["explanation", "reasoning", "reason", "rationale", "justification"] as const;
const HOLDERS: ReadonlySet<string> = new Set(["result", "verdict", "output", "answer", "response", "judgement", "judgment", "evaluation"]);

/** How the verdict of an object is read. */
export interface RulingForm<Value> {
  /** Names of the member that holds the verdict; the first that an object has counts. */
  readonly names: readonly string[];
  /** Of the same names. */
  readonly pattern: RegExp;
  /** Names of all members that are of interest. */
  readonly members: ReadonlySet<string>;
  /** Undefined for what is not allowed. */
  readonly parse: (value: string) => Value | undefined;
}

/**
 * How verdicts under some names are read.
 *
 * @param others names of further members that are of interest
 */
export function rulingForm<Value>(
  names: readonly string[],
  parse: (value: string) => Value | undefined,
  others: readonly string[] = EXPLANATIONS,
): RulingForm<Value> {
  return { names, pattern: memberPattern(names), members: new Set([...names, ...others]), parse };
}

/** An object in which a judge rules. */
export interface Ruling<Value> {
  readonly value: Value;
  readonly members: readonly Member[];
  /** Where the object begins. */
  readonly start: number;
}

/**
 * The ruling in the objects of a judge's own words; undefined where there is no object that rules.
 *
 * An object rules when it has the verdict's member with something else than a placeholder in it, and stands for itself: one in the
 * middle of a sentence, or in a quoted line, is only spoken of. All objects that rule must agree, in whatever order a
 * judge wrote them: whether the first or the last was meant nobody can tell. And nothing else may contest them, see
 * {@link isUncontested}.
 */
export function readRuling<Value>(words: string, extent: AnswerExtent, form: RulingForm<Value>): Reading<Ruling<Value>> | undefined {
  const found = findRulings(words, form);
  const rulings: Ruling<Value>[] = [];
  let invalid: string | undefined;
  for (const object of found.objects) {
    const member = verdictOf(object, form.names);
    if (member === undefined || isSpokenOf(words, object)) continue;
    // What an answer was cut off in may have been going to be something else.
    if (member.open && extent === "cut") continue;
    const value = form.parse(plain(member.value));
    if (value === undefined && member.open) continue;
    if (value === undefined) invalid ??= member.value;
    else rulings.push({ value, members: object.members, start: object.start });
  }
  const [last, ...others] = rulings.toReversed();
  if (last === undefined) {
    return invalid === undefined ? undefined : unscored("invalid", `The judge's verdict ${quote(invalid)} is none of those allowed.`);
  }
  if (invalid !== undefined || others.some(({ value }) => value !== last.value) || repeats(last, form)) return contradictory();
  return isUncontested(words, extent, form, last, found) ? { status: "scored", verdict: last } : contradictory();
}

/**
 * Whether every verdict that a judge's words may be taken to hold, wherever it stands, is the one that was read: in a comment, in an
 * object within another, behind quotation marks of which nobody knows what they close. Whoever has a judge quote a
 * verdict could have it quote a sign, too, that makes us pass over the judge's own.
 *
 * Exempt is what is certainly part of a text, what stands in a quoted line, what is spoken of before the verdict is given, and what
 * a template has in place of a value.
 *
 * @param ruling what was read, and where
 */
export function isUncontested<Value>(
  words: string,
  extent: AnswerExtent,
  form: RulingForm<Value>,
  ruling: Pick<Ruling<Value>, "value" | "start">,
  { objects, quotations }: FoundObjects = findRulings(words, form),
): boolean {
  const exempt = [...quotations, ...objects.filter((object) => object.end <= ruling.start && isSpokenOf(words, object))];
  return saidValues(words, form.pattern).every(
    (said) => says(said, form, ruling.value) || isUnfinished(said, words, extent, form) || exempt.some((span) => isWithin(said, span)),
  );
}

function says<Value>({ value }: Said, { parse }: RulingForm<Value>, expected: Value): boolean {
  if (isPlaceholder(value) || isChoice(value)) return true;
  return parse(plain(value)) === expected || parse(plain(firstWord(value))) === expected;
}

/** `true` of `true // as said above`. */
function firstWord(value: string): string {
  return /^\s*[\w./]*/.exec(value)?.[0] ?? "";
}

/** A value with which the words end may have been going to be any. */
function isUnfinished<Value>({ value, end }: Said, words: string, extent: AnswerExtent, { parse }: RulingForm<Value>): boolean {
  return words.slice(end).trim() === "" && (extent === "cut" || parse(plain(value)) === undefined);
}

function isWithin(said: Said, { start, end }: { readonly start: number; readonly end: number }): boolean {
  return said.start >= start && said.start < end;
}

function findRulings<Value>(words: string, { members }: RulingForm<Value>): FoundObjects {
  return findObjects(words, { members, holders: HOLDERS });
}

function contradictory(): Reading<never> {
  return unscored("contradictory", "The judge's answer holds verdicts that differ from each other.");
}

function verdictOf({ members }: FoundObject, names: readonly string[]): Member | undefined {
  for (const name of names) {
    const member = members.find((candidate) => candidate.name === name && !isPlaceholder(candidate.value) && !isChoice(candidate.value));
    if (member !== undefined) return member;
  }
  return undefined;
}

/** A member that stands twice with two values says two things. */
function repeats<Value>({ value, members }: Ruling<Value>, { names, parse }: RulingForm<Value>): boolean {
  const name = names.find((candidate) => members.some((member) => member.name === candidate));
  return members.some((member) => member.name === name && parse(plain(member.value)) !== value);
}

/** Whether an object stands in the middle of a sentence, or in a line that quotes. */
function isSpokenOf(words: string, { start, end }: FoundObject): boolean {
  if (words.slice(start, end).includes("\n")) return false;
  const before = words.slice(Math.max(0, start - LINE_LOOK), start);
  const lead = before.slice(before.lastIndexOf("\n") + 1);
  if (/^\s*>/.test(lead)) return true;
  const after = words.slice(end, end + LINE_LOOK);
  const tail = after.slice(0, after.search(/\n|$/));
  return /[\p{L}\p{N}]/u.test(lead.replace(LEAD_IN, "")) && /[\p{L}\p{N}]/u.test(tail.replace(/^[`*_"'”)\]\s]*json/i, ""));
}

/** Characters around an object that are looked at. */
const LINE_LOOK = 400;
/** What may stand before a ruling in its line without speaking of it: a label, the name of a language behind a fence. */
const LEAD_IN = /(?:```\s*\w*|\bjson|(?:final|my)?\s*(?:answer|verdict|judge?ment|evaluation|result|output|response)\W*)\s*$/i;

/** The first of some members that says something. */
export function textOf(members: readonly Member[], names: readonly string[]): string | null {
  for (const name of names) {
    const member = members.findLast((candidate) => candidate.name === name);
    if (member !== undefined && member.value.trim() !== "") return member.value;
  }
  return null;
}
