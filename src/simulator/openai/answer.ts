import { digest } from "../hash.ts";
import type { JsonObject } from "../json.ts";
import { answerOf } from "../simulated-model.ts";
import { chatCompletions } from "./chat-completions.ts";
import type { AnswerShape, Endpoint } from "./endpoint.ts";
import { responses } from "./responses.ts";
import { WireError } from "./wire-error.ts";

/** The endpoints that answer prompts, by path. */
export const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map([chatCompletions, responses].map((endpoint) => [endpoint.path, endpoint]));

/** An answered request. */
export interface Answered {
  readonly body: JsonObject;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What to answer. */
export interface Question {
  readonly seed: number;
  /** Sentences of an answer, on average; undefined for a mix. */
  readonly sentences?: number | undefined;
  readonly endpoint: Endpoint;
  readonly body: JsonObject;
  /** Sets the samples of one prompt apart, unless the temperature is 0; live calls have none. */
  readonly customId?: string;
  readonly shape?: AnswerShape;
}

/** Replies are dated from here, so that equal requests get equal bytes on any day: 2026-01-01T00:00:00Z. */
const EPOCH_SECONDS = 1_767_225_600;
const SECONDS_PER_DAY = 86_400;

/** Answers a request body, or refuses it with status 400. Depends on its argument only. */
export function answerRequest(question: Question): Answered | WireError {
  const { endpoint, body, shape = "plain" } = question;
  const request = endpoint.read(body);
  if (request instanceof WireError) return request;
  const sample = request.sampled ? (question.customId ?? "") : "";
  const key = digest(question.seed, endpoint.path, sample, JSON.stringify(body));
  const answers = Array.from({ length: request.samples }, (_, index) =>
    answerOf({ ...request, sentences: question.sentences, key: index === 0 ? key : digest(key, index) }),
  );
  const created = EPOCH_SECONDS + (Number.parseInt(key.slice(0, 8), 16) % SECONDS_PER_DAY);
  return {
    body: endpoint.reply({ request, body, answers, shape, key, created }),
    inputTokens: request.inputTokens,
    outputTokens: answers.reduce((sum, answer) => sum + answer.tokens, 0),
  };
}
