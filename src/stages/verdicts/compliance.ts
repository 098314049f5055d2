import type { ComplianceVerdict, Reading } from "../../domain/verdict.ts";
import { ownWords } from "./own-words.ts";
import { plain } from "./plain.ts";
import { type AnswerExtent, unscored, type VerdictReader } from "./reader.ts";
import { EXPLANATIONS, readRuling, rulingForm, textOf } from "./rulings.ts";

const FORM = rulingForm(["compliant"], readBoolean, ["confidence", ...EXPLANATIONS]);

/**
 * Reads whether a judge finds an answer compliant: from the member `compliant` of an object. `true` and `false` count in any
 * case and with or without quotation marks; "yes", 1 and words in the judge's reasoning do not: nobody asked for them.
 */
export const readCompliance: VerdictReader<ComplianceVerdict> = (
  answer: string,
  extent: AnswerExtent = "whole",
): Reading<ComplianceVerdict> => {
  const ruling = readRuling(ownWords(answer), extent, FORM);
  if (ruling === undefined) return unscored("unreadable", 'The judge\'s answer holds no object with "compliant".');
  if (ruling.status === "unscored") return ruling;
  const { value, members } = ruling.verdict;
  const verdict = {
    compliant: value,
    confidence: readConfidence(textOf(members, ["confidence"])),
    explanation: textOf(members, EXPLANATIONS),
  };
  return { status: "scored", verdict };
};

function readBoolean(value: string): boolean | undefined {
  const word = value.toLowerCase();
  return word === "true" ? true : word === "false" ? false : undefined;
}

/** A share from 0 to 1, perhaps in percent; null for anything else. */
function readConfidence(value: string | null): number | null {
  const match = /^(\d*\.?\d+)\s*(%?)$/.exec(plain(value ?? "").trim());
  if (match === null) return null;
  const share = Number(match[1]) / (match[2] === "%" ? 100 : 1);
  return share <= 1 ? share : null;
}
