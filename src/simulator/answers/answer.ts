import { digest, randomFrom } from "../hash.ts";
import type { Failures } from "../http/vendor-wire.ts";
import type { JsonObject } from "../json.ts";
import { readJudging } from "../judge/judging.ts";
import { temperOf, type Tempers } from "../judge/temper.ts";
import { judgementOf } from "../simulated-judge.ts";
import { answerOf, within, type ModelAnswer } from "../simulated-model.ts";
import { structuredAnswer } from "../structured.ts";
import { WireError } from "../wire-error.ts";
import type { Answerer } from "./answerer.ts";
import { conversationOf } from "./conversation.ts";
import type { AnswerShape, Endpoint, ReadRequest } from "./endpoint.ts";

/** What all answers of a vendor depend on. */
export interface AnswerSetting {
  readonly seed: number;
  /** Sentences of an answer, on average; undefined for a mix. */
  readonly sentences: number | undefined;
  /** The models that exist; undefined when every model does. */
  readonly models: readonly string[] | undefined;
  /** How good the answers of models are, from 0 to 1. */
  readonly skills: Readonly<Record<string, number>>;
  /** How models judge. */
  readonly judges: Tempers;
  /** Answers in the simulated model's place. */
  readonly answer: Answerer;
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
  const speak = speakerFor(setting, request, question);
  const answers = Array.from({ length: request.samples }, (_, index) => speak(index === 0 ? key : digest(key, index)));
  const created = EPOCH_SECONDS + (Number.parseInt(key.slice(0, 8), 16) % SECONDS_PER_DAY);
  return {
    request,
    body: endpoint.reply({ request, body, answers, shape, key, created }),
    inputTokens: request.inputTokens,
    outputTokens: answers.reduce((sum, answer) => sum + answer.tokens, 0),
  };
}

/** Who answers a request: whoever the setting puts in the model's place, the model as a judge, or the model as a candidate. */
function speakerFor(setting: AnswerSetting, request: ReadRequest, { body, customId }: Question): (key: string) => ModelAnswer {
  const { seed, sentences, skills, judges } = setting;
  const { model, schema, sampled, maxTokens } = request;
  const messages = conversationOf(body);
  const given = setting.answer({ model, messages, schema, customId });
  if (given !== undefined) return () => within(maxTokens, given);
  const judging = readJudging(messages, schema);
  if (judging) {
    const judge = { seed, model, skills, temper: temperOf(judges, model) };
    return (key) => within(maxTokens, judgementOf({ judge, judging, schema, key, sampled, customId }));
  }
  if (!schema) return (key) => answerOf({ ...request, sentences, key });
  const text = (key: string) => answerOf({ ...request, sentences, maxTokens: undefined, key }).text;
  return (key) =>
    within(
      maxTokens,
      structuredAnswer(schema, () => text(key), randomFrom(key)),
    );
}
