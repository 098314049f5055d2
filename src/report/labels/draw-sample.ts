import { itemCount, type VerdictTable } from "../table/verdict-table.ts";
import { type AnswerStrata, answerStrata, NO_STRATUM, type Stratum } from "./answer-strata.ts";
import { chanceOf } from "./chance.ts";

/** How many answers people are to label: so many in all, or so many of each stratum. */
export type SampleSize = { readonly total: number } | { readonly perStratum: number };

/** An answer that was drawn. */
export interface SampledAnswer {
  /** Places on the table's axes. */
  readonly candidate: number;
  readonly item: number;
  readonly stratum: Stratum;
  /** Share of its stratum that was drawn. */
  readonly inclusionProbability: number;
}

/** Fewest answers that are drawn of a stratum that has as many: with fewer than three there is no interval. */
const FEWEST = 3;

/**
 * Draws answers for people to label: from each stratum (candidate x whether judges agree) at random without replacement, so
 * that every answer's chance to be drawn is known. Each answer has a random number that depends on the seed and on nothing
 * else but what it is; the smallest of a stratum are drawn (permanent random numbers: Ohlsson 1995). A larger sample with the
 * same seed therefore holds the smaller one.
 *
 * @returns in random order: neither model nor verdicts show in it, and whoever stops early has a smaller sample
 */
export function drawSample(table: VerdictTable, size: SampleSize, seed: number): SampledAnswer[] {
  const answers = answerStrata(table);
  const sizes = allocate(
    answers.strata.map((stratum) => stratum.size),
    size,
  );
  const drawn = membersOf(table, answers, seed).flatMap((members, number) => {
    const stratum = answers.strata[number];
    const count = sizes[number] ?? 0;
    if (stratum === undefined || count === 0) return [];
    const inclusionProbability = count / stratum.size;
    return members.slice(0, count).map(({ item, key }) => ({
      answer: { candidate: stratum.candidate, item, stratum, inclusionProbability },
      turn: chanceOf(seed, "turn", key),
    }));
  });
  return drawn.toSorted((one, other) => one.turn - other.turn).map(({ answer }) => answer);
}

interface Member {
  readonly item: number;
  readonly key: string;
  readonly chance: number;
}

/** Answers of every stratum, the smallest random number first. */
function membersOf(table: VerdictTable, { strata, of }: AnswerStrata, seed: number): Member[][] {
  const items = itemCount(table);
  const members: Member[][] = strata.map(() => []);
  const twins = new Map<string, number>();
  for (const [statement, id] of table.statements.entries()) {
    for (let item = table.starts[statement] ?? 0; item < (table.starts[statement + 1] ?? 0); item += 1) {
      // Not the item's number: more prompts, judges or candidates must not draw another sample.
      const prompt = JSON.stringify([table.spec, id, table.originalIndex[item], table.sampleIndex[item]]);
      const twin = twins.get(prompt) ?? 0;
      twins.set(prompt, twin + 1);
      for (const [candidate, name] of table.candidates.entries()) {
        const stratum = of[candidate * items + item] ?? NO_STRATUM;
        if (stratum === NO_STRATUM) continue;
        const key = JSON.stringify([prompt, twin, name]);
        members[stratum]?.push({ item, key, chance: chanceOf(seed, "draw", key) });
      }
    }
  }
  return members.map((own) => own.toSorted((one, other) => one.chance - other.chance));
}

/**
 * Answers to draw of each stratum. A total is shared out by the square roots of the strata's sizes (power allocation: Bankier
 * 1988), which lies between a share for each, best for knowing the judges, and shares by size, best for the rates.
 */
export function allocate(sizes: readonly number[], size: SampleSize): number[] {
  if ("perStratum" in size) return sizes.map((all) => Math.min(all, size.perStratum));
  const all = sizes.reduce((sum, own) => sum + own, 0);
  const total = Math.min(size.total, all);
  const counts = sizes.map(() => 0);
  let left = total;
  // One at a time, to the stratum that is furthest behind its share: exact, and no stratum gets more than it has.
  while (left > 0) {
    const next = furthestBehind(sizes, counts);
    counts[next] = (counts[next] ?? 0) + 1;
    left -= 1;
  }
  return counts;
}

function furthestBehind(sizes: readonly number[], counts: readonly number[]): number {
  let [best, least] = [-1, Infinity];
  for (const [stratum, size] of sizes.entries()) {
    const count = counts[stratum] ?? 0;
    if (count >= size) continue;
    const behind = count < FEWEST ? count - FEWEST : (count + 0.5) / Math.sqrt(size);
    if (behind < least) [best, least] = [stratum, behind];
  }
  return best;
}
