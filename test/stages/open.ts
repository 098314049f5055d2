import type { CandidateAnswer } from "../../src/domain/judgement.ts";
import type { RequestBody } from "../../src/domain/request.ts";
import type { Statement } from "../../src/domain/statement.ts";
import { readPromptFile } from "../../src/formats/prompt-file.ts";
import { COMPLY_PLACEHOLDERS, complyStage } from "../../src/stages/comply.ts";
import { BUILT_IN_PROMPTS } from "../../src/stages/prompts/files.ts";
import { RANK_PLACEHOLDERS, rankStage } from "../../src/stages/rank.ts";
import { RATE_PLACEHOLDERS, rateStage } from "../../src/stages/rate.ts";

/** The prompts that come with the package. */
export const prompts = {
  comply: await readPromptFile(BUILT_IN_PROMPTS.comply, COMPLY_PLACEHOLDERS),
  rate: await readPromptFile(BUILT_IN_PROMPTS.rate, RATE_PLACEHOLDERS),
  rank: await readPromptFile(BUILT_IN_PROMPTS.rank, RANK_PLACEHOLDERS),
  ratingRubric: await readPromptFile(BUILT_IN_PROMPTS.ratingRubric, { required: [], optional: [] }),
};

const judge = { model: "judge", temperature: 0 };

/** The judging stages with these prompts, for replies in free text. */
export const comply = complyStage({ ...judge, prompt: prompts.comply, structured: false });
export const rate = rateStage({ ...judge, prompt: prompts.rate, rubric: prompts.ratingRubric, structured: false });
export const rank = rankStage({ ...judge, prompt: prompts.rank, structured: false });

export function statement(changes: Partial<Statement> = {}): Statement {
  return {
    id: "no_lies",
    text: "Do not lie.",
    type: "PROHIBITION",
    authority_level: "PLATFORM",
    section: "Honesty",
    subsection: null,
    related_statements: [],
    metadata: {},
    ...changes,
  };
}

export function answer(text: string): CandidateAnswer {
  return { text, failed: false, requestId: "a".repeat(32) };
}

/** The one message of a question. */
export function promptOf(body: RequestBody): string {
  const [message, ...others] = body.messages;
  if (message === undefined || message.role !== "user" || others.length > 0) throw new Error("a question is one user message");
  return message.content;
}

/** What all stages ask about one answer; it is both answers of a pair. */
export const askers: readonly (readonly [stage: string, ask: (item: { statement: Statement; input: string; text: string }) => string])[] = [
  ["comply", ({ text, ...item }) => promptOf(comply.request({ ...item, answer: answer(text) }))],
  ["rate", ({ text, ...item }) => promptOf(rate.request({ ...item, answer: answer(text), rubric: null }))],
  ["rank", ({ text, ...item }) => promptOf(rank.request({ ...item, answerA: answer(text), answerB: answer(`${text} indeed`) }))],
];
