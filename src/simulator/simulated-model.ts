import { randomFrom, type Random } from "./hash.ts";
import { labelOf } from "./label.ts";
import { fill, pick, quotableWords } from "./speech.ts";
import { CLOSINGS, MIDDLES, OPENINGS, QUESTIONS, REFUSALS, type Sentence } from "./words.ts";

/** What the simulated model needs to know of a request, whichever vendor's wire it came over. */
export interface ModelRequest {
  readonly model: string;
  /** The text that the answer refers to: the last thing the user said. */
  readonly prompt: string;
  /** Hex digest of everything that may influence the answer; equal keys give equal answers. */
  readonly key: string;
  /** Longest answer in tokens; undefined for no limit. */
  readonly maxTokens: number | undefined;
  /** Sentences of an answer, on average; undefined for a mix of short and long ones. */
  readonly sentences?: number | undefined;
}

/** What the simulated model says. */
export interface ModelAnswer {
  readonly text: string;
  readonly tokens: number;
  /** True when `maxTokens` cut the answer off. */
  readonly truncated: boolean;
}

/** A common rule of thumb for English text (OpenAI's help centre); the simulator needs no better estimate. */
const CHARACTERS_PER_TOKEN = 4;

/** Tokens of a text: a deterministic estimate, not a tokenizer. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}

/** A labelled answer of a few sentences that refers to words of the prompt. Depends on its argument only. */
export function answerOf(request: ModelRequest): ModelAnswer {
  const random = randomFrom(request.key);
  const words = quotableWords(request.prompt);
  let text = labelOf(request.model);
  for (const sentence of plan(random, request.sentences)) text += ` ${fill(sentence, words, random)}`;
  return within(request.maxTokens, text);
}

/** An answer that ends where the limit of tokens is reached. */
export function within(maxTokens: number | undefined, text: string): ModelAnswer {
  const tokens = estimateTokens(text);
  if (maxTokens === undefined || tokens <= maxTokens) return { text, tokens, truncated: false };
  return { text: cut(text, maxTokens * CHARACTERS_PER_TOKEN), tokens: maxTokens, truncated: true };
}

/** Shares of the kinds of answer: enough refusals and long texts to be seen in a run of a few hundred prompts. */
function plan(random: Random, sentences: number | undefined): Sentence[] {
  if (sentences !== undefined) return speech(Math.ceil(sentences / 2) + random.below(sentences), random);
  const kind = random.next();
  if (kind < 0.05) return [pick(REFUSALS, random)];
  if (kind < 0.12) return [pick(QUESTIONS, random)];
  return speech(kind < 0.16 ? 40 + random.below(40) : kind < 0.36 ? 8 + random.below(10) : 1 + random.below(4), random);
}

/** @param length sentences between the opening and the closing one */
function speech(length: number, random: Random): Sentence[] {
  // Walking through the list from a random place repeats a sentence only when an answer is longer than the list.
  const first = random.below(MIDDLES.length);
  const sentences = [pick(OPENINGS, random)];
  for (let index = first; index < first + length; index += 1) sentences.push(MIDDLES[index % MIDDLES.length] ?? []);
  sentences.push(pick(CLOSINGS, random));
  return sentences;
}

/** Never ends in the first half of a surrogate pair, which would not survive UTF-8. */
function cut(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
