import type { JsonObject } from "../json.ts";
import type { Message } from "./conversation.ts";

/** A request as those see it who answer in the simulated model's place. */
export interface AskedQuestion {
  readonly model: string;
  /** The conversation, instructions first. */
  readonly messages: readonly Message[];
  /** JSON Schema that the answer must keep to; undefined for free text. */
  readonly schema: JsonObject | undefined;
  /** Names the line of a batch; undefined for a live call. */
  readonly customId: string | undefined;
}

/** Gives the exact text of an answer; undefined leaves it to the simulated model. */
export type Answerer = (question: AskedQuestion) => string | undefined;
