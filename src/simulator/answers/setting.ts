import type { Failures } from "../http/vendor-wire.ts";
import type { World } from "../world.ts";
import type { AnswerSetting } from "./answer.ts";

/** What all answers of a vendor depend on, out of the scenario. */
export function answerSetting({ seed, scenario, answer }: World, failures: Failures): AnswerSetting {
  const { answer_sentences: sentences, models, skills, judges } = scenario;
  return { seed, sentences, models, skills, judges, answer, failures };
}
