import { digest, randomFrom, type Random } from "../hash.ts";
import type { JudgedAnswer } from "./judged-answer.ts";
import { shareOf, type Temper } from "./temper.ts";

/** A model as a judge of others. */
export interface Judge {
  readonly seed: number;
  readonly model: string;
  readonly temper: Temper;
  /** What the scenario says of candidates' skills. */
  readonly skills: Readonly<Record<string, number>>;
}

/** An answer that no simulated model wrote. */
const UNKNOWN_SKILL = 0.6;
const LEAST_SKILL = 0.4;
const MOST_SKILL = 0.85;
/** Standard deviation of a model's answers around its skill. */
const SPREAD = 0.2;

/** How good a simulated model's answers are on average, from 0 to 1: by its name, unless the scenario says otherwise. */
export function skillOf(skills: Judge["skills"], model: string): number {
  const named = Object.hasOwn(skills, model) ? skills[model] : undefined;
  return named ?? LEAST_SKILL + (MOST_SKILL - LEAST_SKILL) * shareOf(`skill of ${model}`);
}

/** How good an answer seems to a judge: its quality, which is the same for all judges, and the judge's own error. */
export function impressionOf(answer: JudgedAnswer, judge: Judge): number {
  const { author, identity } = answer;
  const skill = author === undefined ? UNKNOWN_SKILL : skillOf(judge.skills, author);
  const error = judge.temper.noise * normal(randomFrom(digest(judge.seed, judge.model, identity)));
  return skill + SPREAD * normal(randomFrom(identity)) + error;
}

/** Nearly a standard normal variate: three uniform ones, whose sum has the variance 1/4. */
export function normal(random: Random): number {
  return 2 * (random.next() + random.next() + random.next() - 1.5);
}
