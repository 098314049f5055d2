import { comparableName, modelFolderName, unsafeNameReason } from "../domain/names.ts";
import { ConfigError } from "../errors.ts";

/** Two candidates to be compared, by name; a judge sees A's answer first. */
export interface CandidatePair {
  readonly a: string;
  readonly b: string;
}

/** Folder of a pair's results: `{A}x{B}`. */
export function pairFolderName({ a, b }: CandidatePair): string {
  return `${modelFolderName(a)}x${modelFolderName(b)}`;
}

/**
 * The pairs that are to be compared.
 *
 * - `ordered`: every candidate with every other one, in both orders
 * - `unordered`: every two candidates once, the one that was given first as A
 * - `A:B,C:D`: these, in this order. Names may hold colons and commas, as long as there is one way only to read the list
 *
 * @param names of the candidates, in the order in which they were given; all different
 * @throws {ConfigError} for fewer than two candidates, a list that cannot be read, or pairs that would share a folder
 */
export function choosePairs(names: readonly string[], choice = "ordered"): CandidatePair[] {
  if (names.length < 2) throw new ConfigError("ranking compares candidates with one another; give at least two of them.");
  const pairs = pairsOf(names, choice);
  checkFolders(pairs);
  return pairs;
}

function pairsOf(names: readonly string[], choice: string): CandidatePair[] {
  switch (choice) {
    case "ordered":
      return orderedPairs(names);
    case "unordered":
      return names.flatMap((a, index) => names.slice(index + 1).map((b) => ({ a, b })));
    default:
      return readPairs(names, choice);
  }
}

function orderedPairs(names: readonly string[]): CandidatePair[] {
  return names.flatMap((a) => names.filter((b) => b !== a).map((b) => ({ a, b })));
}

function readPairs(names: readonly string[], text: string): CandidatePair[] {
  const [pairs, other] = readingsOf(text, names);
  if (pairs === undefined) throw new ConfigError(`--pairs: ${explainPairs(names, text)}`);
  if (other !== undefined) {
    throw new ConfigError(
      `--pairs ${JSON.stringify(text)} can be read in two ways, as ${showPairs(pairs)} or as ${showPairs(other)}; name the candidates otherwise, with NAME=PATH.`,
    );
  }
  const alone = pairs.find(({ a, b }) => a === b);
  if (alone !== undefined)
    throw new ConfigError(`--pairs: ${JSON.stringify(alone.a)} cannot be compared with itself; name two candidates.`);
  const twice = pairs.find((pair, index) => pairs.slice(0, index).some(({ a, b }) => a === pair.a && b === pair.b));
  if (twice !== undefined) throw new ConfigError(`--pairs: ${twice.a}:${twice.b} stands twice; remove one of the two.`);
  return pairs;
}

/** The ways in which a text is a list of pairs of these names, two of them at most: more make no difference. */
function readingsOf(text: string, names: readonly string[]): CandidatePair[][] {
  const known = new Map<string, CandidatePair[][]>();
  const read = (rest: string): CandidatePair[][] => {
    const before = known.get(rest);
    if (before !== undefined) return before;
    const readings = firstPairs(rest, names).flatMap(({ pair, after }) => {
      if (after === "") return [[pair]];
      const tail = afterSign(after, ",");
      return tail === undefined ? [] : read(tail).map((pairs) => [pair, ...pairs]);
    });
    known.set(rest, readings.slice(0, 2));
    return readings.slice(0, 2);
  };
  return read(text.trim());
}

function firstPairs(text: string, names: readonly string[]): { pair: CandidatePair; after: string }[] {
  return firstNames(text, names).flatMap(({ name: a, after }) => {
    const second = afterSign(after, ":");
    return second === undefined ? [] : firstNames(second, names).map(({ name: b, after: rest }) => ({ pair: { a, b }, after: rest }));
  });
}

/** The names that a text begins with, and what comes after each. */
function firstNames(text: string, names: readonly string[]): { name: string; after: string }[] {
  return names.filter((name) => text.startsWith(name)).map((name) => ({ name, after: text.slice(name.length).trimStart() }));
}

function afterSign(text: string, sign: string): string | undefined {
  return text.startsWith(sign) ? text.slice(sign.length).trimStart() : undefined;
}

function explainPairs(names: readonly string[], text: string): string {
  const known = `the candidates are ${names.join(", ")}`;
  const part = text.split(",").find((entry) => readingsOf(entry, names).length === 0) ?? text;
  const sides = part.split(":").map((side) => side.trim());
  const unknown = sides.find((side) => !names.includes(side));
  if (sides.length !== 2 || unknown === undefined || unknown === "") return `${JSON.stringify(part.trim())} is no pair A:B; ${known}.`;
  return `${JSON.stringify(unknown)} is no candidate; ${known}.`;
}

function showPairs(pairs: readonly CandidatePair[]): string {
  return pairs.map(({ a, b }) => `${JSON.stringify(a)} with ${JSON.stringify(b)}`).join(", ");
}

/** "a" and "bxc" have the folder of "axb" and "c". */
function checkFolders(pairs: readonly CandidatePair[]): void {
  const taken = new Map<string, CandidatePair>();
  for (const pair of pairs) {
    const folder = pairFolderName(pair);
    const unsafe = unsafeNameReason(folder);
    if (unsafe !== undefined) {
      throw new ConfigError(
        `${JSON.stringify(folder)} cannot be the name of a folder: ${unsafe}; name the candidates otherwise, with NAME=PATH.`,
      );
    }
    const other = taken.get(comparableName(folder));
    if (other !== undefined) {
      throw new ConfigError(
        `the results of ${showPairs([other])} and of ${showPairs([pair])} would share the folder ${JSON.stringify(folder)}; name the candidates otherwise, with NAME=PATH.`,
      );
    }
    taken.set(comparableName(folder), pair);
  }
}
