import type { Outcome } from "../domain/outcome.ts";
import type { Message } from "../domain/request.ts";
import type { Stage } from "./stage.ts";

/** One prompt to put to a candidate. */
export interface GenerateItem {
  readonly inputText: string;
}

/** How a candidate is asked. */
export interface GenerateParameters {
  readonly model: string;
  /** Absent means: not sent. */
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
  readonly systemPrompt?: string;
}

/** Puts each prompt to the candidate model, as one user message, and keeps what it answers. */
export function generateStage(parameters: GenerateParameters): Stage<GenerateItem, Outcome> {
  const { model, temperature, maxOutputTokens, systemPrompt } = parameters;
  const prefix: Message[] = systemPrompt === undefined ? [] : [{ role: "system", content: systemPrompt }];
  return {
    name: "generate",
    request: (item) => ({
      model,
      messages: [...prefix, { role: "user", content: item.inputText }],
      ...(temperature === undefined ? {} : { temperature }),
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    }),
    read: (_, outcome) => outcome,
    store: ({ inputText }) => ({ payload: inputText, texts: [] }),
    restore: ({ payload }) => ({ inputText: payload }),
  };
}
