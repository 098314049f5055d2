import { fillTemplate, parseTemplate, type PromptPlaceholders, type PromptTemplate } from "../domain/prompt-template.ts";
import type { RatingVerdict } from "../domain/verdict.ts";
import type { RateItem } from "./judged-item.ts";
import { readRating } from "./verdicts/rating.ts";
import { type JudgeParameters, judgingStage, type JudgingStage } from "./judging.ts";
import { restoreItem } from "./stored-item.ts";
import { verdictFormat } from "./verdict-format.ts";

export interface RateParameters extends JudgeParameters {
  /** The scale for statements that have none of their own. It takes no placeholders. */
  readonly rubric: PromptTemplate;
}

/** What can stand in a prompt of this stage. */
export const RATE_PLACEHOLDERS = {
  required: ["statement", "rubric", "code", "input", "answer"],
  optional: ["examples"],
} as const satisfies PromptPlaceholders;

const RESPONSE_FORMAT = verdictFormat("rating_verdict", { rating: { type: "integer" } });

/** Has a judge rate from 1 to 5 how well an answer follows its statement. */
export function rateStage(parameters: RateParameters): JudgingStage<RateItem, RatingVerdict> {
  return judgingStage(parameters, {
    name: "rate",
    responseFormat: RESPONSE_FORMAT,
    form: '{"explanation": "<one to three sentences>", "rating": <1, 2, 3, 4 or 5>}',
    rubric: fillTemplate(parseTemplate(parameters.rubric.text), {}),
    parts: ({ statement, input, answer, rubric }) => ({ statement, input, answers: [{ name: "answer", answer }], rubric }),
    restore(stored) {
      const { statement, input, answer, rubric } = restoreItem(stored);
      return { statement, input, answer: answer(0), rubric };
    },
    readVerdict: readRating,
  });
}
