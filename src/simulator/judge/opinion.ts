import type { Preference } from "../../domain/verdict.ts";
import { digest, randomFrom, type Random } from "../hash.ts";
import type { VerdictForm } from "./asked-verdict.ts";
import type { JudgedAnswer } from "./judged-answer.ts";
import { impressionOf, normal, type Judge } from "./quality.ts";

/** What a judge thinks, before it is put into words. */
export type Opinion =
  | { readonly form: "compliance"; readonly compliant: boolean; readonly confidence: number }
  | { readonly form: "rating"; readonly rating: number }
  | { readonly form: "preference"; readonly preference: Preference };

/** One occasion on which a judge is asked. */
export interface Occasion {
  readonly form: VerdictForm;
  readonly answers: readonly JudgedAnswer[];
  /** Standard deviation of what tells this occasion from others at which the same is asked. */
  readonly mood: number;
  readonly random: Random;
}

/** Differences of two answers that a judge does not see. */
const LEAST_DIFFERENCE = 0.05;
/** Width of one step of a rating. A 3 has the threshold of compliance in its middle. */
const RATING_STEP = 0.16;
/** Shares of pairs that get these verdicts, in whichever order the two stand. */
const NOT_APPLICABLE = 0.015;
const UNSURE = 0.015;

/** What a judge thinks of an answer, or of two. */
export function opinionOf(judge: Judge, { form, answers, mood, random }: Occasion): Opinion {
  const [a = 0, b = 0] = answers.map((answer) => impressionOf(answer, judge));
  const shift = mood === 0 ? 0 : mood * normal(random);
  if (form === "preference") return { form, preference: preferenceOf(judge, answers, a - b + shift) };
  const margin = a + shift - judge.temper.strictness;
  if (form === "rating") return { form, rating: clamp(Math.round(3 + margin / RATING_STEP), 1, 5) };
  return { form, compliant: margin >= 0, confidence: Math.round(100 * clamp(0.55 + 1.2 * Math.abs(margin), 0, 0.99)) / 100 };
}

function preferenceOf(judge: Judge, answers: readonly JudgedAnswer[], difference: number): Preference {
  const pair = answers.map((answer) => answer.identity).toSorted();
  const share = randomFrom(digest(judge.seed, judge.model, ...pair)).next();
  if (share < NOT_APPLICABLE) return "not_applicable";
  if (share < NOT_APPLICABLE + UNSURE) return "unsure";
  const seen = difference + judge.temper.positionBias;
  if (Math.abs(seen) < LEAST_DIFFERENCE) return "equal";
  return seen > 0 ? "A" : "B";
}

/** The verdict of a judge that is not quite itself: next to the one it would usually give. */
export function slipFrom(opinion: Opinion, random: Random): Opinion {
  const up = random.next() < 0.5;
  switch (opinion.form) {
    case "compliance":
      return { ...opinion, compliant: !opinion.compliant };
    case "rating": {
      const { rating } = opinion;
      return { ...opinion, rating: rating === 1 || (up && rating < 5) ? rating + 1 : rating - 1 };
    }
    case "preference":
      return { ...opinion, preference: opinion.preference === "equal" ? (up ? "A" : "B") : "equal" };
  }
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
