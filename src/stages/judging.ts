import { fillTemplate, type ParsedTemplate, parseTemplate, type PromptTemplate } from "../domain/prompt-template.ts";
import type { Message, RequestBody, ResponseFormat } from "../domain/request.ts";
import type { Reading, Unscored } from "../domain/verdict.ts";
import { fence, fenceCode } from "./fence.ts";
import { candidateFailure, type JudgedItem } from "./judged-item.ts";
import { explainReask } from "./reask.ts";
import type { Stage, StoredItem } from "./stage.ts";
import { examplesBlock, statementBlock } from "./statement-block.ts";
import { readOutcome } from "./verdicts/outcome.ts";
import { storeItem } from "./stored-item.ts";

/** How a judge is asked. */
export interface JudgeParameters {
  readonly model: string;
  /** Absent means: not sent. */
  readonly temperature?: number;
  readonly maxOutputTokens?: number;
  /** Read with the placeholders of the stage. */
  readonly prompt: PromptTemplate;
  /** Whether the reply is constrained to the JSON of a verdict: only for a model of which the provider says that it keeps to it. */
  readonly structured: boolean;
}

/** A stage in which a judge gives verdicts. Only an item that there is something to ask about has a request. */
export interface JudgingStage<Item, Verdict> extends Stage<Item, Reading<Verdict>> {
  /** Why there is nothing to ask about an item; undefined when there is something. */
  readonly unaskable: (item: Item) => Unscored | undefined;
  /** The same conversation, with the judge's answer and what is wrong with it. */
  readonly reask: (item: Item, answer: string) => RequestBody | undefined;
}

/** What makes one judging stage differ from another. */
export interface Judging<Item, Verdict> {
  readonly name: string;
  readonly responseFormat: ResponseFormat;
  /** How a verdict is written, as a judge is told that is asked once more. */
  readonly form: string;
  /** The scale for statements that have none of their own. */
  readonly rubric?: string;
  readonly parts: (item: Item) => JudgedItem;
  readonly restore: (stored: StoredItem) => Item;
  readonly readVerdict: (text: string) => Reading<Verdict>;
}

/** Puts each item to the judge as one user message: not every model takes a system message. */
export function judgingStage<Item, Verdict>(parameters: JudgeParameters, judging: Judging<Item, Verdict>): JudgingStage<Item, Verdict> {
  const { model, temperature, maxOutputTokens, prompt, structured } = parameters;
  const { name, responseFormat, form, rubric = "", parts, restore, readVerdict } = judging;
  const template = parseTemplate(prompt.text);

  function body(messages: readonly Message[]): RequestBody {
    return {
      model,
      messages,
      ...(temperature === undefined ? {} : { temperature }),
      ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
      ...(structured ? { responseFormat } : {}),
    };
  }

  function question(item: Item): Message {
    return { role: "user", content: writePrompt(template, parts(item), rubric) };
  }

  return {
    name,
    request: (item) => body([question(item)]),
    read: (item, outcome) => candidateFailure(parts(item)) ?? readOutcome(outcome, readVerdict),
    reask(item, answer) {
      const complaint = explainReask(answer, readVerdict(answer), form);
      if (complaint === undefined) return undefined;
      return body([question(item), { role: "assistant", content: answer.toWellFormed() }, { role: "user", content: complaint }]);
    },
    store: (item) => storeItem(parts(item)),
    restore,
    unaskable: (item) => candidateFailure(parts(item)),
  };
}

/** A prompt with an item in it. `defaultRubric` is the scale for statements that have none of their own. */
function writePrompt(template: ParsedTemplate, item: JudgedItem, defaultRubric: string): string {
  const { statement, input, answers, rubric } = item;
  const code = fenceCode([input, ...answers.map(({ answer }) => answer.text)]);
  const fenced = answers.map(({ name, answer }) => [name, fence(code, name, answer.text)] as const);
  return fillTemplate(template, {
    statement: statementBlock(statement),
    examples: examplesBlock(statement),
    rubric: rubric ?? defaultRubric,
    code,
    input: fence(code, "input", input),
    ...Object.fromEntries(fenced),
  });
}
