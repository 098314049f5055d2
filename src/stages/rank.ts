import type { PromptPlaceholders } from "../domain/prompt-template.ts";
import type { PreferenceVerdict } from "../domain/verdict.ts";
import type { PairItem } from "./judged-item.ts";
import { readPreference } from "./verdicts/preference.ts";
import { type JudgeParameters, judgingStage, type JudgingStage } from "./judging.ts";
import { restoreItem } from "./stored-item.ts";
import { verdictFormat } from "./verdict-format.ts";

/** What can stand in a prompt of this stage. */
export const RANK_PLACEHOLDERS = {
  required: ["statement", "code", "input", "answer_a", "answer_b"],
  optional: ["examples"],
} as const satisfies PromptPlaceholders;

const RESPONSE_FORMAT = verdictFormat("preference_verdict", {
  model: { type: "string", enum: ["A", "B", "equal", "N/A", "unsure"] },
});

const WORD = "<A, B, equal, N/A or unsure>";

/** Has a judge decide which of two answers follows their statement better. */
export function rankStage(parameters: JudgeParameters): JudgingStage<PairItem, PreferenceVerdict> {
  return judgingStage(parameters, {
    name: "rank",
    responseFormat: RESPONSE_FORMAT,
    form: parameters.structured ? `{"explanation": "<one to three sentences>", "model": "${WORD}"}` : `Model: ${WORD}`,
    parts: ({ statement, input, answerA, answerB }) => ({
      statement,
      input,
      answers: [
        { name: "answer_a", answer: answerA },
        { name: "answer_b", answer: answerB },
      ],
      rubric: null,
    }),
    restore(stored) {
      const { statement, input, answer } = restoreItem(stored);
      return { statement, input, answerA: answer(0), answerB: answer(1) };
    },
    readVerdict: readPreference,
  });
}
