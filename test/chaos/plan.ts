import { digest, randomFrom } from "../../src/simulator/hash.ts";
import { Draw } from "./draw.ts";
import { batchCases, hedgedCases } from "./plan-batch.ts";
import { liveCases } from "./plan-live.ts";
import { thoroughCases } from "./plan-thorough.ts";
import type { Combination } from "./providers.ts";
import type { Reference } from "./reference.ts";
import type { Case } from "./run-case.ts";
import { PLAIN } from "./setups.ts";

/** Kills of each provider and mode but the thorough one. */
const KILLS_OF_EACH = 12;

/** What a plan is made from. */
export interface PlanSource {
  readonly seed: number;
  /** How many kills; undefined for all that belong to a full test. */
  readonly kills: number | undefined;
  /** What is killed, and what an uninterrupted run of it gives. */
  readonly combinations: readonly (readonly [Combination, Reference])[];
}

/**
 * Cases with at least as many moments as asked for, spread over all providers and modes. The same source always gives the
 * same plan.
 */
export function makePlan({ seed, kills, combinations }: PlanSource): Case[] {
  const plans = combinations.map(([of, reference]) => {
    const draw = new Draw(randomFrom(digest("chaos", seed, of.provider.name, of.mode)), reference);
    const cases = draw.shuffle(casesOf(of, draw));
    return isThorough(of) ? cases : take(cases, KILLS_OF_EACH);
  });
  const all = inTurn(plans);
  return kills === undefined ? all : take(all, kills);
}

function casesOf(of: Combination, draw: Draw): Case[] {
  if (of.mode === "live") return liveCases(of, draw);
  if (isThorough(of)) return [...thoroughCases(draw), ...hedgedCases(of, draw)];
  return batchCases(of, draw);
}

function isThorough({ provider, mode }: Combination): boolean {
  return provider === PLAIN.provider && mode === PLAIN.mode;
}

/** The first of each, then the second of each, and so on. */
function inTurn<Item>(lists: readonly (readonly Item[])[]): Item[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}

function take(cases: readonly Case[], kills: number): Case[] {
  let count = 0;
  return cases.filter(({ moments }) => {
    const wanted = count < kills;
    if (wanted) count += moments.length;
    return wanted;
  });
}
