import type { Reading } from "../../domain/verdict.ts";
import { findObjects, type FoundObject, type Member, type Span } from "./find-objects.ts";
import { isPlaceholder, plain, quote } from "./plain.ts";
import { type AnswerExtent, unscored } from "./reader.ts";

/** Names of members that say why. */
export const EXPLANATIONS = ["explanation", "reasoning", "reason", "rationale", "justification"] as const;
const HOLDERS: ReadonlySet<string> = new Set(["result", "verdict", "output", "answer", "response", "judgement", "judgment", "evaluation"]);

/** How the verdict of an object is read. */
export interface RulingForm<Value> {
  /** Names of the member that holds the verdict; the first that an object has counts. */
  readonly names: readonly string[];
  /** Names of further members that are of interest. */
  readonly others: readonly string[];
  /** Undefined for what is not allowed. */
  readonly parse: (value: string) => Value | undefined;
}

/** An object in which a judge rules. */
export interface Ruling<Value> {
  readonly value: Value;
  readonly members: readonly Member[];
}

/**
 * The ruling in the objects of a judge's own words; undefined where there is no object that rules.
 *
 * An object rules when it has the verdict's member with something else than a placeholder in it, and stands for itself: one in the
 * middle of a sentence, or in a quoted line, is only spoken of. All objects that rule must agree, in whatever order a
 * judge wrote them: whether the first or the last was meant nobody can tell. Where quotation marks inside a text were not
 * escaped, what follows is a guess, and every verdict in the rest of the answer must be the same; so must be one that is left over
 * outside of all objects, which may have been torn out of one.
 */
export function readRuling<Value>(words: string, extent: AnswerExtent, form: RulingForm<Value>): Reading<Ruling<Value>> | undefined {
  const members = new Set([...form.names, ...form.others]);
  const { objects, spans, doubtfulFrom } = findObjects(words, { members, holders: HOLDERS });
  const rulings: Ruling<Value>[] = [];
  let invalid: string | undefined;
  for (const object of objects) {
    const member = verdictOf(object, form.names);
    if (member === undefined || isSpokenOf(words, object)) continue;
    // What an answer was cut off in may have been going to be something else.
    if (member.open && extent === "cut") continue;
    const value = form.parse(plain(member.value));
    if (value === undefined && member.open) continue;
    if (value === undefined) invalid ??= member.value;
    else rulings.push({ value, members: object.members });
  }
  const [last, ...others] = rulings.toReversed();
  if (last === undefined) {
    return invalid === undefined ? undefined : unscored("invalid", `The judge's verdict ${quote(invalid)} is none of those allowed.`);
  }
  if (invalid !== undefined || others.some(({ value }) => value !== last.value) || repeats(last, form)) return contradictory();
  if (!allAgree(leftOver(words, spans), form, last.value)) return contradictory();
  if (doubtfulFrom < words.length && !allAgree(words.slice(doubtfulFrom), form, last.value)) return contradictory();
  return { status: "scored", verdict: last };
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

/** `true/false`, `A | B | equal`: the values of a template. */
function isChoice(value: string): boolean {
  return /^[\w/ ."'-]{1,20}(?:\s*[|/]\s*|\s+or\s+)["']?[a-z]/i.test(value) && !/^\W*n\/a\W*$/i.test(value) && !/\d/.test(value);
}

/** Whether an object stands in the middle of a sentence, or in a line that quotes. */
function isSpokenOf(words: string, { start, end }: FoundObject): boolean {
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

/** What stands outside of all objects. */
function leftOver(words: string, spans: readonly Span[]): string {
  let from = 0;
  const parts: string[] = [];
  for (const { start, end } of spans) {
    parts.push(words.slice(from, start));
    from = end;
  }
  return [...parts, words.slice(from)].join("\n");
}

/** Whether every verdict that a text may be taken to hold, as a member in quotation marks, is the same one. */
function allAgree<Value>(text: string, { names, parse }: RulingForm<Value>, value: Value): boolean {
  for (const name of names) {
    const pattern = new RegExp(String.raw`["'“”]${name}["'“”]\s*[:=]\s*["'“”]?([\w./]+)`, "giu");
    for (const match of text.matchAll(pattern)) if (parse(plain(match[1] ?? "")) !== value) return false;
  }
  return true;
}

/** The first of some members that says something. */
export function textOf(members: readonly Member[], names: readonly string[]): string | null {
  for (const name of names) {
    const member = members.findLast((candidate) => candidate.name === name);
    if (member !== undefined && member.value.trim() !== "") return member.value;
  }
  return null;
}
