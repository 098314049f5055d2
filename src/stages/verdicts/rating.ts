import type { RatingVerdict, Reading } from "../../domain/verdict.ts";
import { ownWords } from "./own-words.ts";
import { type AnswerExtent, unscored, type VerdictReader } from "./reader.ts";
import { EXPLANATIONS, readRuling, rulingForm, textOf } from "./rulings.ts";

const FORM = rulingForm(["rating"], readScale);

/**
 * Reads how a judge rates an answer: from the member `rating` of an object. `4`, `"4"`, `4.0` and `4/5` are the same; a rating that
 * is not a whole number from 1 to 5 is none.
 */
export const readRating: VerdictReader<RatingVerdict> = (answer: string, extent: AnswerExtent = "whole"): Reading<RatingVerdict> => {
  const ruling = readRuling(ownWords(answer), extent, FORM);
  if (ruling === undefined) return unscored("unreadable", 'The judge\'s answer holds no object with "rating".');
  if (ruling.status === "unscored") return ruling;
  const { value, members } = ruling.verdict;
  return { status: "scored", verdict: { rating: value, explanation: textOf(members, EXPLANATIONS) } };
};

function readScale(value: string): number | undefined {
  const match = /^([1-5])(?:\.0+)?(?:\s*(?:\/|out of)\s*5)?$/i.exec(value.trim());
  return match === null ? undefined : Number(match[1]);
}
