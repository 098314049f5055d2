import type { PromptPlaceholders } from "../domain/prompt-template.ts";
import type { ComplianceVerdict } from "../domain/verdict.ts";
import type { AnswerItem } from "./judged-item.ts";
import { readCompliance } from "./verdicts/compliance.ts";
import { type JudgeParameters, judgingStage, type JudgingStage } from "./judging.ts";
import { restoreItem } from "./stored-item.ts";
import { verdictFormat } from "./verdict-format.ts";

/** What can stand in a prompt of this stage. */
export const COMPLY_PLACEHOLDERS = {
  required: ["statement", "code", "input", "answer"],
  optional: ["examples"],
} as const satisfies PromptPlaceholders;

const RESPONSE_FORMAT = verdictFormat("compliance_verdict", { compliant: { type: "boolean" }, confidence: { type: "number" } });

/** Has a judge decide whether an answer complies with its statement. */
export function complyStage(parameters: JudgeParameters): JudgingStage<AnswerItem, ComplianceVerdict> {
  return judgingStage(parameters, {
    name: "comply",
    responseFormat: RESPONSE_FORMAT,
    form: '{"explanation": "<one to three sentences>", "compliant": <true or false>, "confidence": <a number from 0.0 to 1.0>}',
    parts: ({ statement, input, answer }) => ({ statement, input, answers: [{ name: "answer", answer }], rubric: null }),
    restore(stored) {
      const { statement, input, answer } = restoreItem(stored);
      return { statement, input, answer: answer(0) };
    },
    readVerdict: readCompliance,
  });
}
