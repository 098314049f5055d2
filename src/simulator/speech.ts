import type { Random } from "./hash.ts";
import { FALLBACK_WORDS, type Sentence } from "./words.ts";

/** Words are looked for in this much of a text only, so that a prompt of megabytes costs no more than a short one. */
const SCANNED_CHARACTERS = 1_500;
const WORDS_KEPT = 6;

const NO_WORDS: ReadonlySet<string> = new Set();

/** The first few words of a text that are long enough to be told from others. @param except words that do not count */
export function quotableWords(text: string, except = NO_WORDS): readonly string[] {
  const found: string[] = [];
  // Not `matchAll`: its iterator costs more than all else that an answer needs.
  const pattern = /\p{L}{5,18}/gu;
  const scanned = text.slice(0, SCANNED_CHARACTERS);
  for (let match = pattern.exec(scanned); match && found.length < WORDS_KEPT; match = pattern.exec(scanned)) {
    if (!found.includes(match[0]) && !except.has(match[0])) found.push(match[0]);
  }
  return found.length === 0 ? FALLBACK_WORDS : found;
}

/** A sentence with words in its gaps. */
export function fill(sentence: Sentence, words: readonly string[], random: Random): string {
  let text = sentence[0] ?? "";
  for (let index = 1; index < sentence.length; index += 1) text += pick(words, random) + (sentence[index] ?? "");
  return text;
}

/** @throws RangeError when there is nothing to pick from */
export function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[random.below(items.length)];
  if (item === undefined) throw new RangeError("Nothing to pick from.");
  return item;
}
