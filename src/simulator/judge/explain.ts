import type { Random } from "../hash.ts";
import { fill, pick, quotableWords } from "../speech.ts";
import { OWN_WORDS, type Sentence } from "../words.ts";
import { APPROACHES, BLAME, DOUBT, PRAISE, UNDECIDED } from "./judge-words.ts";
import type { JudgedAnswer } from "./judged-answer.ts";
import type { Opinion } from "./opinion.ts";

/** A few sentences of a simulated answer name words of its prompt often enough. */
const SCANNED_CHARACTERS = 300;

/** The reasons of a judge, in sentences that name words of the judged answers. */
export class Reasons {
  readonly #opinion: Opinion;
  readonly #answers: readonly JudgedAnswer[];
  readonly #random: Random;
  /** Of each answer, once they are needed. */
  readonly #words: (readonly string[])[] = [];
  /** How far the lists of sentences have been used up, so that none is said twice in a row. */
  #next: number;

  constructor(opinion: Opinion, answers: readonly JudgedAnswer[], random: Random) {
    this.#opinion = opinion;
    this.#answers = answers;
    this.#random = random;
    this.#next = random.below(PRAISE.length);
  }

  /** What a judge writes before its verdict: two to four sentences. */
  reasoning(): string {
    const first = this.remark(APPROACHES);
    const more = this.#random.next() < 0.4 ? ` ${this.explanation()}` : "";
    return `${first} ${this.explanation()}${more}`;
  }

  /** One sentence or two for the verdict itself. */
  explanation(): string {
    const opinion = this.#opinion;
    switch (opinion.form) {
      case "compliance":
        return this.#say("The answer", opinion.compliant ? PRAISE : BLAME);
      case "rating":
        return this.#say("The answer", opinion.rating === 3 ? DOUBT : opinion.rating > 3 ? PRAISE : BLAME);
      case "preference":
        if (opinion.preference === "A") return this.#contrast("A", "B");
        if (opinion.preference === "B") return this.#contrast("B", "A");
        return this.remark(UNDECIDED[opinion.preference]);
    }
  }

  /** One of several sentences about the first answer. */
  remark(sentences: readonly Sentence[]): string {
    return fill(pick(sentences, this.#random), this.#wordsOf(0), this.#random);
  }

  #contrast(better: "A" | "B", worse: "A" | "B"): string {
    return `${this.#say(`Answer ${better}`, PRAISE)} ${this.#say(`Answer ${worse}`, this.#random.next() < 0.5 ? DOUBT : BLAME)}`;
  }

  #say(subject: string, predicates: readonly Sentence[]): string {
    const words = this.#wordsOf(subject.endsWith(" B") ? 1 : 0);
    this.#next += 1;
    return subject + fill(predicates[this.#next % predicates.length] ?? [], words, this.#random);
  }

  #wordsOf(index: 0 | 1): readonly string[] {
    return (this.#words[index] ??= quotableWords(this.#answers[index]?.text.slice(0, SCANNED_CHARACTERS) ?? "", OWN_WORDS));
  }
}
