import type { Preference } from "../../domain/verdict.ts";
import type { Random } from "../hash.ts";
import type { JsonObject } from "../json.ts";
import type { AskedVerdict } from "./asked-verdict.ts";
import type { Reasons } from "./explain.ts";
import { EVASIONS, REMARKS } from "./judge-words.ts";
import type { Opinion } from "./opinion.ts";

/** What a judge writes: its opinion, with reasons. */
export interface Statement {
  readonly opinion: Opinion;
  readonly reasons: Reasons;
  readonly syntax: AskedVerdict["syntax"];
  readonly random: Random;
}

/** The word for a preference that prompts ask for. */
const PREFERENCE_WORDS: Readonly<Record<Preference, string>> = {
  A: "A",
  B: "B",
  equal: "equal",
  not_applicable: "N/A",
  unsure: "unsure",
};

/** The verdict and nothing else, as a judge gives it when it is asked for it once more. */
export function bareVerdict({ opinion, reasons, syntax }: Statement): string {
  return syntax === "line" ? verdictLine(opinion) : JSON.stringify(verdictObject(opinion, reasons.explanation()));
}

/** The verdict in one of the forms in which judges give it. */
export function wordedVerdict(statement: Statement): string {
  const { reasons, random } = statement;
  const reasoning = random.next() < 0.8 ? `${reasons.reasoning()}\n\n` : "";
  const verdict = statement.syntax === "line" ? lineForm(statement) : jsonForm(statement);
  return reasoning + verdict + (random.next() < 0.04 ? `\n\n${reasons.remark(REMARKS)}` : "");
}

/** An answer out of which no verdict can be read: none at all, two, half of one, or one that was not among the choices. */
export function spoiltVerdict(statement: Statement): string {
  const { opinion, reasons, syntax, random } = statement;
  const reasoning = reasons.reasoning();
  const verdict = bareVerdict(statement);
  switch (random.below(4)) {
    case 0:
      return `${reasoning} ${reasons.remark(EVASIONS)}`;
    case 1:
      return `${verdict}\n\n${reasoning} On reflection:\n\n${bareVerdict({ ...statement, opinion: oppositeOf(opinion) })}`;
    case 2:
      return `${reasoning}\n\n${syntax === "line" ? "Model:" : verdict.slice(0, 18)}`;
    default:
      return `${reasoning}\n\n${syntax === "line" ? "Model: both" : JSON.stringify(impossible(opinion, reasons.explanation()))}`;
  }
}

function lineForm({ opinion, random }: Statement): string {
  const line = verdictLine(opinion);
  return random.next() < 0.15 ? `**${line}**` : line;
}

function jsonForm({ opinion, reasons, random }: Statement): string {
  const object = verdictObject(opinion, reasons.explanation());
  const json = JSON.stringify(random.next() < 0.3 ? reversed(object) : object, null, random.next() < 0.6 ? 2 : undefined);
  const form = random.next();
  if (form < 0.6) return `\`\`\`json\n${json}\n\`\`\``;
  return form < 0.65 ? `\`\`\`\n${json}\n\`\`\`` : json;
}

function verdictLine(opinion: Opinion): string {
  return `Model: ${opinion.form === "preference" ? PREFERENCE_WORDS[opinion.preference] : ""}`;
}

/** The keys and values of a verdict, in the order in which prompts ask for them. */
export function verdictObject(opinion: Opinion, explanation: string): JsonObject {
  switch (opinion.form) {
    case "compliance":
      return { explanation, compliant: opinion.compliant, confidence: opinion.confidence };
    case "rating":
      return { explanation, rating: opinion.rating };
    case "preference":
      return { explanation, model: PREFERENCE_WORDS[opinion.preference] };
  }
}

function impossible(opinion: Opinion, explanation: string): JsonObject {
  const wrong = { compliance: { compliant: "partly" }, rating: { rating: 7 }, preference: { model: "both" } };
  return { ...verdictObject(opinion, explanation), ...wrong[opinion.form] };
}

function oppositeOf(opinion: Opinion): Opinion {
  switch (opinion.form) {
    case "compliance":
      return { ...opinion, compliant: !opinion.compliant };
    case "rating":
      return { ...opinion, rating: opinion.rating > 3 ? 1 : 5 };
    case "preference":
      return { ...opinion, preference: opinion.preference === "A" ? "B" : "A" };
  }
}

function reversed(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).toReversed());
}
