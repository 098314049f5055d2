import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { compareOrders, ORDER_EFFECTS, type OrderComparison, type OrderEffect } from "../../domain/order-swap.ts";
import { ConfigError, FormatError } from "../../errors.ts";
import { explainFileError } from "../../files/explain.ts";
import { type CorrectedRanking, readCorrectedRankings, writeCorrectedRankings } from "../../formats/corrected-rankings.ts";
import { readRankings, type StoredRanking } from "../../formats/rankings.ts";
import { readPreference } from "../../stages/verdicts/preference.ts";
import { makeFolder } from "../run-folder.ts";
import { findJudgeFolders, judgePlace, listResults, type RankedPair, readJudgeRankings, RESULTS_NAME } from "./ranking-folders.ts";

/** What the order of answers did to verdicts. */
export interface OrderTally {
  readonly rows: number;
  /** Rows by what the order did to them. */
  readonly effects: Readonly<Record<OrderEffect, number>>;
  /** Share of `flip` among the rows with a verdict in both orders; null where there are none. */
  readonly flipRate: number | null;
}

/** A pair that was judged in both orders. */
export interface CorrectedPair extends OrderTally {
  /** Names of the candidates, A before B in the alphabet. */
  readonly a: string;
  readonly b: string;
}

/** A judge's rankings with the effect of the order taken out. The tally is of all pairs. */
export interface CorrectedRankings extends OrderTally {
  /** The judge's folder. */
  readonly source: string;
  /** Folder that `{a}x{b}/results/{statement_id}.json` are in. */
  readonly directory: string;
  readonly pairs: readonly CorrectedPair[];
  /** Folders of pairs that were judged in one order only; nothing is written about these. */
  readonly oneOrder: readonly string[];
}

/**
 * Writes judges' rankings with the effect of the order taken out: for each pair that was judged in both orders, one file
 * for each statement, under the order of the alphabet. A projection: what it is made from stays as it is, and a file that
 * says the same already is left alone.
 *
 * @param source a judge's folder `…/spec_{spec}/judge_{judge}`, or one above it; ours or the Python tool's
 * @param target folder that `spec_{spec}/judge_{judge}/{a}x{b}/results/{statement_id}.json` are written below
 * @returns what was found, judge by judge
 * @throws {ConfigError} when there are no rankings, or `target` holds them; {FormatError} when a file cannot be read
 */
export async function correctRankings(source: string, target: string): Promise<readonly CorrectedRankings[]> {
  const judges = findJudgeFolders(source).map((judge) => ({ judge, directory: join(target, judgePlace(judge)) }));
  for (const { judge, directory } of judges) {
    if (!isSameFolder(judge, directory)) continue;
    throw new ConfigError(`${target} holds the rankings themselves; choose another folder for those that are corrected.`);
  }
  const corrected: CorrectedRankings[] = [];
  for (const { judge, directory } of judges) corrected.push(await correctJudge(judge, directory));
  return corrected;
}

async function correctJudge(source: string, directory: string): Promise<CorrectedRankings> {
  const { bothOrders, oneOrder } = await readJudgeRankings(source);
  const pairs: CorrectedPair[] = [];
  for (const pair of bothOrders) pairs.push({ a: pair.ab.a, b: pair.ab.b, ...(await correctPair(pair, directory)) });
  const sumOf = (effect: OrderEffect): number => pairs.reduce((sum, { effects }) => sum + effects[effect], 0);
  return { source, directory, pairs, oneOrder: oneOrder.map(({ name }) => name), ...tally(sumOf) };
}

async function correctPair({ ab, ba }: RankedPair, directory: string): Promise<OrderTally> {
  const counts = new Map<OrderEffect, number>();
  const files = new Set([...listResults(ab.results), ...listResults(ba.results)]);
  for (const file of [...files].toSorted()) {
    const comparisons = compareOrders(await readRows(join(ab.results, file)), await readRows(join(ba.results, file)));
    for (const { effect } of comparisons) counts.set(effect, (counts.get(effect) ?? 0) + 1);
    await writeChanged(join(directory, ab.name, RESULTS_NAME, file), comparisons);
  }
  return tally((effect) => counts.get(effect) ?? 0);
}

function tally(countOf: (effect: OrderEffect) => number): OrderTally {
  const effects = Object.fromEntries(ORDER_EFFECTS.map((effect) => [effect, countOf(effect)])) as Record<OrderEffect, number>;
  const judgedTwice = effects.agree + effects.flip + effects.differ;
  return {
    rows: judgedTwice + effects.unscored + effects.missing,
    effects,
    flipRate: judgedTwice === 0 ? null : effects.flip / judgedTwice,
  };
}

/** A statement may have been judged in one order only. */
async function readRows(path: string): Promise<readonly StoredRanking[]> {
  return existsSync(path) ? (await readRankings(path, readPreference)).rankings : [];
}

/** So that a folder that is watched or copied shows what is new. */
async function writeChanged(path: string, comparisons: readonly OrderComparison[]): Promise<void> {
  if (isDeepStrictEqual(await readWritten(path), comparisons)) return;
  makeFolder(dirname(path));
  try {
    writeCorrectedRankings(path, comparisons);
  } catch (error) {
    throw explainFileError(error, path, "the corrected rankings");
  }
}

/** Nothing where there is no file yet, or one that cannot be read: it is written anew. */
async function readWritten(path: string): Promise<readonly CorrectedRanking[] | undefined> {
  if (!existsSync(path)) return undefined;
  try {
    return await readCorrectedRankings(path);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function isSameFolder(path: string, other: string): boolean {
  return existsSync(other) && realpathSync(path) === realpathSync(other);
}
