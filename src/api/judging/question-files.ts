import type { JudgeConfig } from "../../config/judge-config.ts";
import type { EmitEvent } from "../../domain/event.ts";
import type { PromptPlaceholders } from "../../domain/prompt-template.ts";
import { readJudgePromptsFolder } from "../../formats/judge-prompts-folder.ts";
import { readPromptFile } from "../../formats/prompt-file.ts";
import type { QuestionFile } from "../../formats/run-manifest.ts";
import { COMPLY_PLACEHOLDERS } from "../../stages/comply.ts";
import { BUILT_IN_PROMPTS } from "../../stages/prompts/files.ts";
import { RANK_PLACEHOLDERS } from "../../stages/rank.ts";
import { RATE_PLACEHOLDERS } from "../../stages/rate.ts";

/** The files that questions to a judge are written with. */
export interface QuestionFiles {
  readonly prompt: QuestionFile;
  /** The scale for statements that have none of their own; null where nothing is rated. */
  readonly rubric: QuestionFile | null;
}

const PLACEHOLDERS = {
  comply: COMPLY_PLACEHOLDERS,
  rate: RATE_PLACEHOLDERS,
  rank: RANK_PLACEHOLDERS,
} as const satisfies Record<JudgeConfig["stage"], PromptPlaceholders>;

const NO_PLACEHOLDERS: PromptPlaceholders = { required: [], optional: [] };

export async function readQuestionFiles({ stage, prompt_file, rubric_file }: JudgeConfig): Promise<QuestionFiles> {
  const prompt = await readPromptFile(prompt_file ?? BUILT_IN_PROMPTS[stage], PLACEHOLDERS[stage]);
  const rubric =
    stage === "rate" ? await readPromptFile(rubric_file ?? BUILT_IN_PROMPTS.ratingRubric, NO_PLACEHOLDERS, "the rubric file") : null;
  return { prompt, rubric };
}

/** The scales of single statements, by id. */
export async function readOwnRubrics(
  config: JudgeConfig,
  statementIds: readonly string[],
  emit: EmitEvent,
): Promise<ReadonlyMap<string, string>> {
  if (config.judge_prompts_dir === undefined) return new Map();
  const { rubrics, unknown } = await readJudgePromptsFolder(config.judge_prompts_dir, statementIds);
  if (unknown.length > 0) {
    const more = unknown.length > 3 ? ` and ${unknown.length - 3} more` : "";
    emit({
      type: "warning",
      message: `${config.judge_prompts_dir}: skipped ${unknown.slice(0, 3).join(", ")}${more}: no statement has that name`,
    });
  }
  return new Map([...rubrics].map(([id, { text }]) => [id, text]));
}
