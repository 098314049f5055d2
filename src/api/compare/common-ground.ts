import type { CompareConfig } from "../../config/compare-config.ts";
import { modelFolderName } from "../../domain/names.ts";
import { ConfigError } from "../../errors.ts";
import type { Side, Sides } from "./choose-sides.ts";

/** What both sides have of something, and what is said about the rest. */
export interface CommonGround {
  readonly common: readonly string[];
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
  readonly warnings: readonly string[];
}

/** Specifications of both sides. @throws {ConfigError} when there is none */
export function commonSpecs({ a, b }: Sides, { spec: wanted }: CompareConfig): CommonGround {
  const { common, onlyA, onlyB } = part(specsOf(a), specsOf(b));
  if (common.length === 0) {
    throw new ConfigError(
      `A is about ${onlyA.join(", ")}, B about ${onlyB.join(", ")}; compare runs of one specification, or name that of files which do not name theirs with --spec-name.`,
    );
  }
  if (wanted !== undefined) {
    const unknown = wanted.find((spec) => !common.includes(spec));
    if (unknown !== undefined) throw new ConfigError(`--spec ${unknown}: not on both sides; there is ${common.join(", ")}.`);
    return { common: common.filter((spec) => wanted.includes(spec)), onlyA: [], onlyB: [], warnings: [] };
  }
  return { common, onlyA, onlyB, warnings: leftOut("Specifications", onlyA, onlyB) };
}

function specsOf({ folders }: Side): string[] {
  return unique(folders.map(({ spec }) => spec));
}

/**
 * Judges of both sides. Scores of different judges are never compared.
 *
 * @throws {ConfigError} when there is none
 */
export function commonJudges({ a, b }: Sides, specs: readonly string[], { judge: wanted, stage }: CompareConfig): CommonGround {
  const judgesOf = ({ folders }: Side): string[] =>
    unique(folders.filter(({ spec, second }) => specs.includes(spec) && !second).map(({ judge }) => judge));
  // One side may have the name of the folder, in which a slash is a dash; the name with the slash stands for both.
  const full = new Map(
    [...judgesOf(a), ...judgesOf(b)].flatMap((name) => (modelFolderName(name) === name ? [] : [[modelFolderName(name), name]])),
  );
  const fullNames = (side: Side): string[] => unique(judgesOf(side).map((name) => full.get(name) ?? name));
  const { common, onlyA, onlyB } = part(fullNames(a), fullNames(b));
  if (common.length === 0) {
    throw new ConfigError(
      `No judge has judged both sides (A: ${onlyA.join(", ")}; B: ${onlyB.join(", ")}), and scores of different judges cannot be compared; have one of them judge both with speceval ${stage}.`,
    );
  }
  if (wanted !== undefined) {
    const unknown = wanted.find((judge) => !common.includes(judge) && !common.some((name) => modelFolderName(name) === judge));
    if (unknown !== undefined) {
      throw new ConfigError(`--judge ${unknown}: has not judged both sides; those that have are ${common.join(", ")}.`);
    }
    const chosen = common.filter((judge) => wanted.includes(judge) || wanted.includes(modelFolderName(judge)));
    return { common: chosen, onlyA: [], onlyB: [], warnings: [] };
  }
  return { common, onlyA, onlyB, warnings: leftOut("Judges", onlyA, onlyB) };
}

function part(a: readonly string[], b: readonly string[]): Omit<CommonGround, "warnings"> {
  return {
    common: a.filter((name) => b.includes(name)),
    onlyA: a.filter((name) => !b.includes(name)),
    onlyB: b.filter((name) => !a.includes(name)),
  };
}

function leftOut(what: string, onlyA: readonly string[], onlyB: readonly string[]): string[] {
  const parts = [
    ...(onlyA.length > 0 ? [`only A has ${onlyA.join(", ")}`] : []),
    ...(onlyB.length > 0 ? [`only B has ${onlyB.join(", ")}`] : []),
  ];
  return parts.length === 0 ? [] : [`${what} of one side only are left out: ${parts.join("; ")}.`];
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}
