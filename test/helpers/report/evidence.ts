import type { EvidenceReader, EvidenceVerdict, PairEvidence, StatementEvidence } from "../../../src/report/evidence.ts";
import { type AuditSize, chance } from "./size.ts";

const ONCE = { unreadable: null, again: false };

const SENTENCES = [
  "Call the fire service first, and leave the house by the stairs.",
  "It depends on what you mean by that, and I may be wrong about it.",
  "The library is open until seven, except on public holidays.",
  "There are two sides to this, and both have good arguments.",
];

/** Evidence of a made-up audit; the answers of one statement of the large one are about 1.5 MB. */
export function makeEvidence(size: AuditSize): EvidenceReader {
  const text = (sentences: number, ...words: readonly (string | number)[]): string => {
    const given = size.texts?.[Math.floor(chance("text", ...words) * size.texts.length)];
    if (given !== undefined) return given;
    return Array.from({ length: sentences }, (_, place) => {
      const sentence = SENTENCES[Math.floor(chance(...words, place) * SENTENCES.length)] ?? "";
      // Words that no other text has: real answers do not pack as well as four sentences do.
      const own = Array.from({ length: 4 }, (__, word) => Math.floor(chance(place, word, ...words) * 1e9).toString(36));
      return `${sentence} (${own.join(" ")})`;
    }).join(" ");
  };
  const verdict = (judge: string, high: number, ...words: readonly (string | number)[]): EvidenceVerdict => {
    const draw = chance(judge, high, ...words);
    const explanation = text(2, judge, ...words, "why");
    if (draw > 0.98)
      return {
        judge,
        score: null,
        verdict: "unreadable",
        confidence: null,
        explanation: "No verdict was found.",
        raw: text(3, judge, ...words),
        ...ONCE,
      };
    const score = high === 1 ? Number(draw > 0.3) : 1 + Math.floor(draw * 5);
    const word = high === 1 ? (score === 1 ? "compliant" : "non-compliant") : String(score);
    return {
      judge,
      score,
      verdict: word,
      confidence: 0.9,
      explanation,
      raw: JSON.stringify({ score, explanation, more: text(3, judge, ...words) }),
      ...ONCE,
    };
  };
  const statement = (spec: string, id: string): StatementEvidence => ({
    spec,
    statement: id,
    items: Array.from({ length: size.prompts }, (_, item) => ({
      originalIndex: item,
      sampleIndex: 0,
      input: text(2, spec, id, item),
      answers: size.candidates.map((candidate) => ({
        candidate,
        text: text(14, spec, id, item, candidate),
        failed: false,
        compliance: size.judges.map((judge) => verdict(judge, 1, spec, id, item, candidate)),
        ratings: size.ratings === true ? size.judges.map((judge) => verdict(judge, 5, spec, id, item, candidate)) : [],
      })),
    })),
  });
  const pair = (spec: string, id: string, a: string, b: string): PairEvidence => ({
    spec,
    statement: id,
    a,
    b,
    items: Array.from({ length: size.prompts }, (_, item) => ({
      item,
      originalIndex: item,
      sampleIndex: 0,
      input: text(2, spec, id, item),
      answerA: text(14, spec, id, item, a),
      answerB: text(14, spec, id, item, b),
      verdicts: size.judges.flatMap((judge) =>
        (["a", "b"] as const).map((first) => ({
          judge,
          first,
          score: Math.floor(3 * chance(judge, first, id, item, a, b)) - 1,
          verdict: "A",
          confidence: null,
          explanation: text(1, judge, first, id, item, a, b),
          raw: text(2, judge, first, id, item, a, b, "raw"),
          unreadable: null,
          again: false,
        })),
      ),
    })),
  });
  const names = size.candidates.toSorted();
  return {
    statement: async (spec, id) => statement(spec, id),
    pair: async (spec, id, a, b) => pair(spec, id, a, b),
    rankings: async (spec, id) => names.flatMap((a, place) => names.slice(place + 1).map((b) => pair(spec, id, a, b))),
  };
}
