import type { Message } from "../answers/conversation.ts";
import type { JsonObject } from "../json.ts";
import { isOpen } from "../structured.ts";
import { verdictOfSchema, verdictOfText, type AskedVerdict } from "./asked-verdict.ts";
import { isLabelled, judgedAnswer, judgedPair, type JudgedAnswer } from "./judged-answer.ts";

/** What a judge is asked. */
export interface Judging {
  readonly asked: AskedVerdict;
  /** One answer, or A's and B's. */
  readonly answers: readonly JudgedAnswer[];
  /** True when the judge has answered already, and is asked once more for its verdict. */
  readonly again: boolean;
}

/** Reads a conversation as a judge's; undefined when it asks for no verdict. */
export function readJudging(messages: readonly Message[], schema: JsonObject | undefined): Judging | undefined {
  const users = messages.filter((message) => message.role === "user");
  const last = users.at(-1);
  // What is judged stands in the first message, except after worked examples, where it is in a later one.
  const judged = users.findLast((message) => isLabelled(message.text)) ?? users[0];
  if (!last || !judged) return undefined;
  const closed = schema && !isOpen(schema);
  const asked = closed ? verdictOfSchema(schema) : verdictOfText(instructions(messages, judged, last));
  if (!asked) return undefined;
  const answers = asked.form === "preference" ? judgedPair(judged.text) : [judgedAnswer(judged.text)];
  return { asked, answers, again: judged !== last };
}

function instructions(messages: readonly Message[], judged: Message, last: Message): string {
  const said = messages.filter((message) => message.role === "system" || message === judged || message === last);
  return said.length === 1 ? judged.text : said.map((message) => message.text).join("\n");
}
