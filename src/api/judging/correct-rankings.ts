import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { compareOrders, ORDER_EFFECTS, type OrderEffect } from "../../domain/order-swap.ts";
import { ConfigError } from "../../errors.ts";
import { writeCorrectedRankings } from "../../formats/corrected-rankings.ts";
import { readRankings, type StoredRanking } from "../../formats/rankings.ts";
import { readPreference } from "../../stages/verdicts/preference.ts";
import { makeFolder } from "../run-folder.ts";

/** What the order of answers did to a judge's verdicts. */
export interface CorrectedPairs {
  /** Pairs that were judged in both orders. */
  readonly pairs: number;
  /** Rows by what the order did to them. */
  readonly effects: Readonly<Record<OrderEffect, number>>;
}

const RESULTS = "results";

/**
 * Writes the rankings of a judge with the effect of the order taken out: for each pair that was judged in both orders, one
 * file for each statement, under the order of the alphabet. A projection: what it is made from stays as it is.
 *
 * @param directory the judge's folder, with a folder `{A}x{B}` for each pair
 * @param target folder that `{a}x{b}/results/{statement}.json` are written below
 * @throws {FormatError} when a file cannot be read
 */
export async function correctRankings(directory: string, target: string): Promise<CorrectedPairs> {
  const effects = Object.fromEntries(ORDER_EFFECTS.map((effect) => [effect, 0])) as Record<OrderEffect, number>;
  const pairs = await findPairs(directory);
  for (const { folder, ab, ba } of pairs) {
    for (const file of new Set([...listFiles(ab), ...listFiles(ba)])) {
      const comparisons = compareOrders(await readRows(join(ab, file)), await readRows(join(ba, file)));
      for (const { effect } of comparisons) effects[effect] += 1;
      makeFolder(join(target, folder, RESULTS));
      writeCorrectedRankings(join(target, folder, RESULTS, file), comparisons);
    }
  }
  return { pairs: pairs.length, effects };
}

interface BothOrders {
  /** Name of the folder of the alphabetical order. */
  readonly folder: string;
  readonly ab: string;
  readonly ba: string;
}

/** Names come from the files: a folder's name cannot be parted where a model's has an `x` in it. */
async function findPairs(directory: string): Promise<BothOrders[]> {
  const results = new Map<string, { readonly folder: string; readonly path: string }>();
  for (const folder of readdirSync(directory).toSorted()) {
    const path = join(directory, folder, RESULTS);
    const [file] = existsSync(path) ? listFiles(path) : [];
    if (file === undefined) continue;
    const { candidateA, candidateB } = (await readRankings(join(path, file), readPreference)).metadata;
    if (candidateA === null || candidateB === null) throw new ConfigError(`${join(path, file)} does not say which models it ranks.`);
    results.set(JSON.stringify([candidateA.name, candidateB.name]), { folder, path });
  }
  return [...results].flatMap(([key, { folder, path }]) => {
    const [a = "", b = ""] = JSON.parse(key) as string[];
    const other = results.get(JSON.stringify([b, a]));
    return a < b && other !== undefined ? [{ folder, ab: path, ba: other.path }] : [];
  });
}

function listFiles(path: string): string[] {
  return readdirSync(path)
    .filter((file) => file.endsWith(".json"))
    .toSorted();
}

async function readRows(path: string): Promise<readonly StoredRanking[]> {
  return existsSync(path) ? (await readRankings(path, readPreference)).rankings : [];
}
