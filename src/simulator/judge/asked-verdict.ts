import { isJsonObject, type JsonObject } from "../json.ts";

/** The verdicts that simulated judges give. */
export type VerdictForm = "compliance" | "rating" | "preference";

/** The verdict that a request asks for. */
export interface AskedVerdict {
  readonly form: VerdictForm;
  /** `line`: `Model: A` in a line of its own. */
  readonly syntax: "json" | "line";
}

const QUOTATION_MARKS = ['"', "`", "'"];
/** The answers that a ranking allows beside A and B, as prompts name them. */
const UNDECIDED = ["equal", "unsure", "N/A"];
const SCALE = /\b1 ?(?:-|–|\.\.|to|and) ?5\b/;
const CHOICE_OF_A_AND_B = /\bA\b[^]{0,200}?\bB\b/;

/** The verdict that an answer of this JSON Schema is; undefined for an answer that is none. */
export function verdictOfSchema({ properties }: JsonObject): AskedVerdict | undefined {
  if (!isJsonObject(properties)) return undefined;
  if ("compliant" in properties) return { form: "compliance", syntax: "json" };
  if ("rating" in properties) return { form: "rating", syntax: "json" };
  return Object.values(properties).some(choosesBetweenAAndB) ? { form: "preference", syntax: "json" } : undefined;
}

/** Whether a property takes one of several words, among them A and B. */
export function choosesBetweenAAndB(property: unknown): boolean {
  const words = isJsonObject(property) ? property["enum"] : undefined;
  return Array.isArray(words) && words.includes("A") && words.includes("B");
}

/**
 * The verdict that a prompt asks for in its own words; undefined for a prompt that asks for none.
 *
 * Whatever is judged may use the same words. Where a prompt seems to ask for several verdicts, the one of whose signs most are
 * there is meant.
 */
export function verdictOfText(text: string): AskedVerdict | undefined {
  let best: AskedVerdict | undefined;
  let most = 0;
  for (const { signs, ...asked } of signsOf(text)) {
    if (signs > most) [best, most] = [asked, signs];
  }
  return best;
}

/** How much speaks for each verdict: 0 when it is not asked for. On a tie the first counts. */
function signsOf(text: string): readonly (AskedVerdict & { readonly signs: number })[] {
  const undecided = UNDECIDED.filter((word) => text.includes(word)).length;
  const line = text.includes("Model:");
  const preference = undecided > 0 && (line || isQuoted(text, "model")) && CHOICE_OF_A_AND_B.test(text);
  const [compliance, rating] = [isKey(text, "compliant"), isKey(text, "rating")];
  return [
    { form: "preference", syntax: line ? "line" : "json", signs: preference ? 1 + undecided : 0 },
    { form: "compliance", syntax: "json", signs: compliance ? 1 + Number(text.includes("confidence")) : 0 },
    { form: "rating", syntax: "json", signs: rating ? 1 + Number(SCALE.test(text)) : 0 },
  ];
}

/** Whether a prompt names a key of JSON: in quotation marks, or bare beside other words of such a prompt. */
function isKey(text: string, key: string): boolean {
  if (!text.includes(key)) return false;
  if (isQuoted(text, key)) return true;
  return text.includes("JSON") && (text.includes("explanation") || text.includes("confidence"));
}

function isQuoted(text: string, word: string): boolean {
  return QUOTATION_MARKS.some((mark) => text.includes(mark + word + mark));
}
