import type { CandidateAnswer } from "../../domain/judgement.ts";
import type { ComplianceVerdict, PreferenceVerdict, RatingVerdict } from "../../domain/verdict.ts";
import { ConfigError } from "../../errors.ts";
import type { JudgingManifest } from "../../formats/run-manifest.ts";
import { complyStage } from "../../stages/comply.ts";
import type { AnswerItem, PairItem, RateItem } from "../../stages/judged-item.ts";
import type { JudgeParameters, JudgingStage } from "../../stages/judging.ts";
import { rankStage } from "../../stages/rank.ts";
import { rateStage } from "../../stages/rate.ts";

/** What the questions of a run with a judge are made from. */
export type QuestionSettings = Pick<JudgingManifest, "model" | "parameters" | "prompt" | "rubric">;

export function complyStageOf(settings: QuestionSettings): JudgingStage<AnswerItem, ComplianceVerdict> {
  return complyStage(parametersOf(settings));
}

export function rateStageOf(settings: QuestionSettings): JudgingStage<RateItem, RatingVerdict> {
  if (settings.rubric === null) throw new ConfigError("a run of ratings has no scale in its run.json; restore the file from a copy.");
  return rateStage({ ...parametersOf(settings), rubric: settings.rubric });
}

export function rankStageOf(settings: QuestionSettings): JudgingStage<PairItem, PreferenceVerdict> {
  return rankStage(parametersOf(settings));
}

function parametersOf({ model, parameters, prompt }: QuestionSettings): JudgeParameters {
  const { temperature, max_output_tokens, structured } = parameters;
  return {
    model,
    prompt,
    structured,
    ...(temperature === null ? {} : { temperature }),
    ...(max_output_tokens === null ? {} : { maxOutputTokens: max_output_tokens }),
  };
}

/** The answers of an item, in the order in which the judge sees them. */
export function answersOf(item: AnswerItem | PairItem): readonly CandidateAnswer[] {
  return "answer" in item ? [item.answer] : [item.answerA, item.answerB];
}
