import { digest } from "../hash.ts";
import type { Failures } from "../http/vendor-wire.ts";
import type { JsonObject } from "../json.ts";
import { answerOf } from "../simulated-model.ts";
import { WireError } from "../wire-error.ts";
import type { AnswerShape, Endpoint, ReadRequest } from "./endpoint.ts";

/** What all answers of a vendor depend on. */
export interface AnswerSetting {
  readonly seed: number;
  /** Sentences of an answer, on average; undefined for a mix. */
  readonly sentences: number | undefined;
  /** The models that exist; undefined when every model does. */
  readonly models: readonly string[] | undefined;
  readonly failures: Failures;
}

/** What to answer. */
export interface Question {
  readonly endpoint: Endpoint;
  readonly body: JsonObject;
  /** Sets the samples of one prompt apart, unless the temperature is 0; live calls have none. */
  readonly customId?: string;
  readonly shape?: AnswerShape;
}

/** An answered request. */
export interface Answered {
  readonly request: ReadRequest;
  readonly body: JsonObject;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Replies are dated from here, so that equal requests get equal bytes on any day: 2026-01-01T00:00:00Z. */
const EPOCH_SECONDS = 1_767_225_600;
const SECONDS_PER_DAY = 86_400;

/** Answers a request body, or refuses it. Depends on its arguments only. */
export function answerRequest(setting: AnswerSetting, question: Question): Answered | WireError {
  const { endpoint, body, shape = "plain" } = question;
  const request = endpoint.read(body);
  if (request instanceof WireError) return request;
  if (setting.models?.includes(request.model) === false) return setting.failures.modelNotFound(request.model);
  const sample = request.sampled ? (question.customId ?? "") : "";
  const key = digest(setting.seed, endpoint.path, sample, JSON.stringify(body));
  const answers = Array.from({ length: request.samples }, (_, index) =>
    answerOf({ ...request, sentences: setting.sentences, key: index === 0 ? key : digest(key, index) }),
  );
  const created = EPOCH_SECONDS + (Number.parseInt(key.slice(0, 8), 16) % SECONDS_PER_DAY);
  return {
    request,
    body: endpoint.reply({ request, body, answers, shape, key, created }),
    inputTokens: request.inputTokens,
    outputTokens: answers.reduce((sum, answer) => sum + answer.tokens, 0),
  };
}
