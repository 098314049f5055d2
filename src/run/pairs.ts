import { comparableName, unsafeNameReason } from "../domain/names.ts";
import { ConfigError } from "../errors.ts";
import { type CandidatePair, pairFolderName, showPairs } from "./candidate-pair.ts";
import { readPairs } from "./pair-list.ts";

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
      return readPairs(choice, names);
  }
}

function orderedPairs(names: readonly string[]): CandidatePair[] {
  return names.flatMap((a) => names.filter((b) => b !== a).map((b) => ({ a, b })));
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
