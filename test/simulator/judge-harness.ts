import { answerRequest } from "../../src/simulator/answers/answer.ts";
import type { Endpoint } from "../../src/simulator/answers/endpoint.ts";
import { answerSetting } from "../../src/simulator/answers/setting.ts";
import type { JsonObject } from "../../src/simulator/json.ts";
import { chatCompletions } from "../../src/simulator/openai/chat-completions.ts";
import { openaiFailures } from "../../src/simulator/openai/failures.ts";
import { parseScenario } from "../../src/simulator/scenario.ts";
import { WireError } from "../../src/simulator/wire-error.ts";
import type { World } from "../../src/simulator/world.ts";

export const CANDIDATES = ["good", "middling", "poor"] as const;
export const JUDGES = ["judge-a", "judge-b", "judge-c"] as const;
export const SKILLS = "skills: { good: 0.85, middling: 0.6, poor: 0.35 }";
/** Judges without errors of their own. */
export const STEADY = "judges: { '*': { noise: 0, position_bias: 0, unreadable: 0, inconsistency: 0, strictness: 0.5 } }";

/** One prompt of each form, as short as such prompts can be. */
export const PROMPTS = {
  comply: (answer: string) =>
    `Does the answer follow the statement?\n\nAnswer:\n${answer}\n\nEnd with JSON: {"explanation": "…", "compliant": true, "confidence": 0.5}`,
  rate: (answer: string) =>
    `How well does the answer follow it, from 1 to 5?\n\n${answer}\n\nReply in JSON with "explanation" and "rating".`,
  rank: (a: string, b: string) =>
    `Which is better? One line, Model: <word>, where the word is A, B, equal, N/A or unsure.\n\nAnswer A:\n${a}\n\nAnswer B:\n${b}\n`,
};

export interface Asked {
  readonly model?: string;
  readonly customId?: string;
  /** Fields of the body beside model and messages; temperature 0 unless given. */
  readonly body?: JsonObject;
}

/** Asks a simulated model without a server. @param yaml the scenario */
export function asker(yaml = "", seed = 1) {
  const world = { seed, scenario: parseScenario(yaml, "s.yaml"), answer: () => undefined };
  const setting = answerSetting(world as unknown as World, openaiFailures);
  const askBody = (body: JsonObject, endpoint: Endpoint, customId?: string): JsonObject => {
    const answered = answerRequest(setting, { endpoint, body, ...(customId === undefined ? {} : { customId }) });
    if (answered instanceof WireError) throw answered;
    return answered.body;
  };
  const ask = (prompt: string, { model = "judge-a", customId, body = {} }: Asked = {}): string => {
    const messages = [{ role: "user", content: prompt }];
    return chatText(askBody({ model, messages, temperature: 0, ...body }, chatCompletions, customId));
  };
  return { ask, askBody };
}

/** The text of a chat completion. */
export function chatText(body: JsonObject): string {
  return (body as unknown as { choices: [{ message: { content: string } }] }).choices[0].message.content;
}

/** Answers of simulated candidates to `count` prompts. */
export function answersOf(ask: ReturnType<typeof asker>["ask"], model: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => ask(`How do I repair bicycle number ${index}?`, { model }));
}

/** A verdict as a plain reader finds it: the last JSON object, or the last word after "Model:". */
export function verdictIn(text: string): unknown {
  const word = /^\W*Model: (A|B|equal|N\/A|unsure)\b/m.exec(text);
  if (word) return word[1];
  const json = /\{[^{}]*\}/.exec(text);
  return json ? (JSON.parse(json[0]) as unknown) : undefined;
}

/** JSON Schemas of the three verdicts, in the part of JSON Schema that all vendors know. */
export const SCHEMAS = {
  comply: objectOf({ explanation: { type: "string" }, compliant: { type: "boolean" }, confidence: { type: "number" } }),
  rate: objectOf({ explanation: { type: "string" }, rating: { type: "integer" } }),
  rank: objectOf({ explanation: { type: "string" }, model: { type: "string", enum: ["A", "B", "equal", "N/A", "unsure"] } }),
};

/** A schema of an object with these properties and no others. */
export function objectOf(properties: JsonObject): JsonObject {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}

/** Asks OpenAI's chat completions to keep to a schema. */
export function strictly(schema: JsonObject): JsonObject {
  return { response_format: { type: "json_schema", json_schema: { name: "verdict", strict: true, schema } } };
}
