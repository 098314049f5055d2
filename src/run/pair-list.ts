import { ConfigError } from "../errors.ts";
import { type CandidatePair, showPairs } from "./candidate-pair.ts";

/**
 * Reads a list of pairs, `A:B,C:D`. Names may hold colons and commas themselves, as in `ft:gpt-4.1:acme::id`.
 *
 * @param names that may stand in the list
 * @throws {ConfigError} when there is no way to read it, or more than one; for a pair that stands twice, or of one name
 */
export function readPairs(text: string, names: readonly string[]): CandidatePair[] {
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
      return tail === undefined ? [] : read(tail).map((pairs) => [pair].concat(pairs));
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
