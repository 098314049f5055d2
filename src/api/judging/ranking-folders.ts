import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { modelFolderName } from "../../domain/names.ts";
import { ConfigError } from "../../errors.ts";
import { explainFileError } from "../../files/explain.ts";
import { readRankings } from "../../formats/rankings.ts";
import { readPreference } from "../../stages/verdicts/preference.ts";

/** Folder of a pair's files, one for each statement. */
export const RESULTS_NAME = "results";

/** A judge's rankings of a pair in one order. */
export interface RankingFolder {
  /** Name of the pair's folder. */
  readonly name: string;
  /** Holds `{statement_id}.json`. */
  readonly results: string;
  /** Names of the candidates, as the files have them. */
  readonly a: string;
  readonly b: string;
}

/** Rankings of a pair, with A before B in the alphabet. */
export interface RankedPair {
  readonly ab: RankingFolder;
  readonly ba: RankingFolder;
}

/** A judge's rankings, by whether they can be put together. */
export interface JudgeRankings {
  readonly bothOrders: readonly RankedPair[];
  readonly oneOrder: readonly RankingFolder[];
}

/** Levels from a base to its judges: `spec_{spec}/judge_{judge}`. */
const DEPTH = 2;

/**
 * The folders of judges that are below a folder or are it, sorted: those that have folders of pairs with results.
 *
 * @throws {ConfigError} when the folder cannot be read, or there are none
 */
export function findJudgeFolders(path: string): string[] {
  const found = judgesBelow(path, DEPTH);
  if (found.length > 0) return found;
  throw new ConfigError(
    `${path} holds no rankings, which would be in spec_{spec}/judge_{judge}/{A}x{B}/results; name such a judge's folder or one above it.`,
  );
}

function judgesBelow(path: string, depth: number): string[] {
  const names = listFolders(path);
  if (names.some((name) => listResults(join(path, name, RESULTS_NAME)).length > 0)) return [path];
  return depth === 0 ? [] : names.flatMap((name) => judgesBelow(join(path, name), depth - 1));
}

/** `spec_{spec}/judge_{judge}`: what the files themselves say of both may be less than the whole. */
export function judgePlace(judge: string): string {
  const [spec = "", name = ""] = resolve(judge).split(sep).slice(-2);
  if (/^spec_./.test(spec) && /^judge_./.test(name)) return join(spec, name);
  throw new ConfigError(
    `${judge} holds results, but its path does not end in spec_{spec}/judge_{judge}; name a folder of rankings, or give its folders such names.`,
  );
}

/**
 * The folders of a judge's rankings, sorted. The names of candidates come from the files: a folder's name cannot be parted
 * where one of them has an `x` in it.
 *
 * @throws {FormatError} when a file cannot be read; {ConfigError} when a pair is there twice
 */
export async function readJudgeRankings(judge: string): Promise<JudgeRankings> {
  const folders = new Map<string, RankingFolder>();
  for (const name of listFolders(judge)) {
    const folder = await readFolder(judge, name);
    if (folder === undefined) continue;
    const key = pairKey(folder.a, folder.b);
    const other = folders.get(key);
    if (other !== undefined) throw new ConfigError(`${folder.results} and ${other.results} rank the same pair; move one of them away.`);
    folders.set(key, folder);
  }
  const all = [...folders.values()];
  const bothOrders = all
    .filter(({ a, b }) => modelFolderName(a) < modelFolderName(b))
    .flatMap((ab) => {
      const ba = folders.get(pairKey(ab.b, ab.a));
      return ba === undefined ? [] : [{ ab, ba }];
    });
  return { bothOrders, oneOrder: all.filter(({ a, b }) => !folders.has(pairKey(b, a))) };
}

async function readFolder(judge: string, name: string): Promise<RankingFolder | undefined> {
  const results = join(judge, name, RESULTS_NAME);
  const [first] = listResults(results);
  if (first === undefined) return undefined;
  const path = join(results, first);
  const { candidateA, candidateB } = (await readRankings(path, readPreference)).metadata;
  if (candidateA === null || candidateB === null) {
    throw new ConfigError(`${path} does not say whose answers it ranks; give its metadata a "model_a" and a "model_b".`);
  }
  return { name, results, a: candidateA.name, b: candidateB.name };
}

function pairKey(a: string, b: string): string {
  return JSON.stringify([a, b]);
}

/** Names of the files of a pair, sorted; none where there is no folder. */
export function listResults(path: string): string[] {
  if (!existsSync(path)) return [];
  return listNames(path).filter((name) => name.endsWith(".json"));
}

function listFolders(path: string): string[] {
  return listNames(path).filter((name) => statSync(join(path, name), { throwIfNoEntry: false })?.isDirectory() === true);
}

/** Sorted, without those that are hidden: unfinished files, and verdicts that were put aside. */
function listNames(path: string): string[] {
  try {
    return readdirSync(path)
      .filter((name) => !name.startsWith("."))
      .toSorted();
  } catch (error) {
    throw explainFileError(error, path, "the folder of rankings");
  }
}
