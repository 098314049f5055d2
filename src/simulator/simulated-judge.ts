import { digest, randomFrom } from "./hash.ts";
import type { JsonObject } from "./json.ts";
import { choosesBetweenAAndB } from "./judge/asked-verdict.ts";
import { Reasons } from "./judge/explain.ts";
import type { Judging } from "./judge/judging.ts";
import { opinionOf, slipFrom, type Opinion } from "./judge/opinion.ts";
import type { Judge } from "./judge/quality.ts";
import { bareVerdict, spoiltVerdict, verdictObject, wordedVerdict, type Statement } from "./judge/wording.ts";
import { structuredText } from "./structured.ts";

/** What a simulated judge needs to know of a request, whichever vendor's wire it came over. */
export interface JudgeRequest {
  readonly judge: Judge;
  readonly judging: Judging;
  /** JSON Schema that the answer must keep to. */
  readonly schema: JsonObject | undefined;
  /** Hex digest of everything that may influence the words. */
  readonly key: string;
  /** False at temperature 0. */
  readonly sampled: boolean;
  /** Sets two lines of a batch apart that ask the same; undefined for a live call. */
  readonly customId: string | undefined;
}

/** Share of a judge's noise that is new each time it is asked, above temperature 0. */
const MOODINESS = 0.5;

/**
 * A judge's answer: its verdict on the answers it was shown, in the form that was asked for, mostly with reasons. Depends on its
 * argument only.
 */
export function judgementOf(request: JudgeRequest): string {
  const { judging, schema, key } = request;
  const opinion = opinionOn(request);
  const random = randomFrom(key);
  const reasons = new Reasons(opinion, judging.answers, random);
  if (schema) return structuredVerdict(schema, opinion, reasons, request);
  const statement: Statement = { opinion, reasons, syntax: judging.asked.syntax, random };
  if (judging.again) return bareVerdict(statement);
  return random.next() < request.judge.temper.unreadable ? spoiltVerdict(statement) : wordedVerdict(statement);
}

function opinionOn({ judge, judging, key, sampled, customId }: JudgeRequest): Opinion {
  const { answers, asked } = judging;
  const random = randomFrom(digest(key, customId ?? "", "occasion"));
  const mood = sampled ? MOODINESS * judge.temper.noise : 0;
  const opinion = opinionOf(judge, { form: asked.form, answers, mood, random });
  return customId !== undefined && random.next() < judge.temper.inconsistency ? slipFrom(opinion, random) : opinion;
}

function structuredVerdict(schema: JsonObject, opinion: Opinion, reasons: Reasons, { key }: JudgeRequest): string {
  const values = verdictObject(opinion, reasons.explanation());
  return structuredText(schema, {
    valueOf: (name, property) => (choosesBetweenAAndB(property) ? values["model"] : values[name]),
    object: () => values,
    text: () => reasons.explanation(),
    random: randomFrom(digest(key, "structured")),
  });
}
