import type { JsonObject } from "../json.ts";
import type { ModelAnswer } from "../simulated-model.ts";
import type { WireError } from "../wire-error.ts";

/** What a request asks for, in words that all endpoints share. */
export interface ReadRequest {
  readonly model: string;
  /** The text that the answer will refer to: the last thing the user said. */
  readonly prompt: string;
  readonly inputTokens: number;
  readonly maxTokens: number | undefined;
  /** How many answers are wanted. */
  readonly samples: number;
  /** False only when the request says `temperature: 0`: then equal requests get equal answers. */
  readonly sampled: boolean;
  /** JSON Schema that the answer must keep to; undefined for free text. */
  readonly schema?: JsonObject | undefined;
}

/**
 * How an answer comes out: as it should, or as one of the shapes that surprise clients although the status is 200.
 */
export type AnswerShape = "plain" | "content_filter" | "refusal" | "null_content" | "no_choices";

/** What a reply is made of. */
export interface ReplyParts {
  readonly request: ReadRequest;
  readonly body: JsonObject;
  readonly answers: readonly ModelAnswer[];
  readonly shape: AnswerShape;
  /** Hex digest that ids inside the reply are cut from. */
  readonly key: string;
  /** Seconds since the epoch, from the key: answers do not depend on when they were made. */
  readonly created: number;
}

/** An endpoint that answers prompts, live or as the lines of a batch. */
export interface Endpoint {
  /** Its path at the vendor's own address. Answers depend on it. */
  readonly path: string;
  /** Reads a request body, or says what is wrong with it. */
  read(body: JsonObject): ReadRequest | WireError;
  /** The body of a reply with status 200. A shape that the vendor does not know comes out plain. */
  reply(parts: ReplyParts): JsonObject;
}
