import type { VarianceShares, VarianceSource } from "./variance-shares.ts";

const ADVICE: Readonly<Record<VarianceSource, string>> = {
  statement: "More statements would narrow the figures most; more prompts for the same statements would do little.",
  model: "The models themselves differ most: the data already tell them apart, and more would refine the picture rather than change it.",
  judge: "The judges differ most in how strict they are: more judges, or labels by people to correct them, would help most.",
  "statement x model": "Models differ by statement: more statements would help most, and figures per statement say more than one rate.",
  "statement x judge": "Judges read single statements differently: clearer statements or judge prompts, and more judges, would help most.",
  "model x judge": "Judges favour different models: more judges from other families, or labels by people, would help most.",
  "statement x model x judge": "What judges make of single statements and models is mostly their own: more judges would help most.",
  prompt: "Most of the variation is between prompts of the same statement: more prompts for each statement would help most.",
};

/** One or two plain sentences on what varies most and what more data would help. Null where shares could not be estimated. */
export function whatHelps(shares: VarianceShares): string | null {
  if (shares.status === "undefined") return null;
  const [largest] = shares.shares.toSorted((a, b) => b.share - a.share);
  if (largest === undefined) return null;
  return `${Math.round(largest.share * 100)} % of the variation of scores is by ${largest.source}. ${ADVICE[largest.source]}`;
}
