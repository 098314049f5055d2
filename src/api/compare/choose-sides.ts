import { realpathSync, statSync } from "node:fs";
import type { CompareConfig } from "../../config/compare-config.ts";
import { modelFolderName } from "../../domain/names.ts";
import { ConfigError } from "../../errors.ts";
import { findJudgements } from "../analysis/find-judgements.ts";
import type { FoundJudgements, JudgementFolder } from "../analysis/judgement-folder.ts";

/** What one side of a comparison is made from. */
export interface Side {
  readonly candidate: string;
  /** All of its candidate and of the stage. */
  readonly folders: readonly JudgementFolder[];
  /** What was searched. */
  readonly paths: readonly string[];
}

/** Both sides: A is the baseline, B the contender. */
export interface Sides {
  readonly a: Side;
  readonly b: Side;
  /** Rankings of the two against each other, where they are candidates of different names. */
  readonly rankings: readonly JudgementFolder[];
  readonly warnings: readonly string[];
}

/**
 * Finds out what is to be compared. With `results`, A and B are candidates in them; without, they are folders. A candidate's
 * name comes before a folder of that name.
 *
 * @throws {ConfigError} when that cannot be told; it names the ways out
 */
export async function chooseSides(config: CompareConfig): Promise<Sides> {
  const shared = config.results === undefined ? undefined : await findJudgements(config.results, config.spec_name);
  const search = async (given: string): Promise<Searched> => {
    if (shared !== undefined && config.results !== undefined) {
      const candidate = candidateNamed(given, candidatesIn(shared, config));
      if (candidate !== undefined) return { given, found: shared, paths: config.results, named: candidate };
    }
    if (!isFolder(given)) throw noSuchSide(given, shared, config);
    return { given, found: await findJudgements([given], config.spec_name), paths: [given], named: undefined };
  };
  const [a, b] = [await search(config.a), await search(config.b)];
  if (config.candidate !== undefined && a.named !== undefined && b.named !== undefined) {
    throw new ConfigError("--candidate chooses among those of folders, and A and B are names already; leave it out.");
  }
  if (a.named !== undefined && a.named === b.named) {
    throw new ConfigError(`A and B are the same candidate, ${a.named}; name two of ${candidatesIn(a.found, config).join(", ")}.`);
  }
  const [sideA, sideB] = [sideOf(a, candidateOf(a, b, config), config), sideOf(b, candidateOf(b, a, config), config)];
  const rankings = shared === undefined ? [] : shared.folders.filter((folder) => isBetween(folder, sideA.candidate, sideB.candidate));
  return { a: sideA, b: sideB, rankings, warnings: [...sameFiles(sideA, sideB), ...new Set([...a.found.warnings, ...b.found.warnings])] };
}

function isBetween({ stage, candidates }: JudgementFolder, a: string, b: string): boolean {
  return stage === "rank" && a !== b && candidates.includes(a) && candidates.includes(b);
}

function sameFiles(a: Side, b: Side): string[] {
  const [ofA, ofB] = [a, b].map(({ folders }) => JSON.stringify(folders.map(({ path }) => realpathSync(path)).toSorted()));
  if (ofA !== ofB) return [];
  return ["A and B are the same files, so nothing can differ: only a self-test says something about them."];
}

interface Searched {
  /** As it was given. */
  readonly given: string;
  readonly found: FoundJudgements;
  readonly paths: readonly string[];
  /** The candidate, where the side was given as one. */
  readonly named: string | undefined;
}

const VERDICTS = { comply: "compliance verdicts", rate: "ratings", rank: "rankings" } as const;

function candidatesIn({ folders }: FoundJudgements, { stage }: CompareConfig): string[] {
  return [...new Set(folders.filter((folder) => folder.stage === stage).flatMap(({ candidates }) => candidates))].toSorted();
}

/** Also by the name of its folder. */
function candidateNamed(name: string, candidates: readonly string[]): string | undefined {
  return candidates.find((candidate) => candidate === name) ?? candidates.find((candidate) => modelFolderName(candidate) === name);
}

/** The candidate of a folder: the only one, the one that was named, or the only one that the other side has too. */
function candidateOf(side: Searched, other: Searched, config: CompareConfig): string {
  if (side.named !== undefined) return side.named;
  const candidates = candidatesIn(side.found, config);
  const [only] = candidates;
  if (only === undefined) throw noneOfStage(side, config);
  const wanted = config.candidate ?? other.named;
  if (wanted !== undefined) {
    const chosen = candidateNamed(wanted, candidates);
    if (chosen !== undefined) return chosen;
    if (config.candidate !== undefined) {
      throw new ConfigError(`${side.given} has no candidate ${wanted}; it has ${candidates.join(", ")}: choose with --candidate.`);
    }
  }
  if (candidates.length === 1) return only;
  const shared = candidates.filter((candidate) => candidateNamed(candidate, candidatesIn(other.found, config)) !== undefined);
  const [same] = shared;
  if (shared.length === 1 && same !== undefined && side.given !== other.given) return same;
  throw new ConfigError(
    `${side.given} holds verdicts on ${candidates.length} candidates (${candidates.join(", ")}); choose one with --candidate NAME, or compare two of them: speceval compare NAME NAME --results ${side.given}.`,
  );
}

function sideOf({ found, paths }: Searched, candidate: string, { stage }: CompareConfig): Side {
  const folders = found.folders.filter((folder) => folder.stage === stage && folder.candidates[0] === candidate);
  return { candidate, folders, paths };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function noSuchSide(given: string, shared: FoundJudgements | undefined, config: CompareConfig): ConfigError {
  if (shared === undefined) {
    return new ConfigError(
      `${given} is no folder of verdicts; give one, or say where the verdicts on a candidate of that name are with --results DIR.`,
    );
  }
  const candidates = candidatesIn(shared, config);
  const place = (config.results ?? []).join(", ");
  if (candidates.length === 0) return noneOfStage({ given: place, found: shared }, config);
  return new ConfigError(`${place} has no candidate ${given}; the candidates there are ${candidates.join(", ")}.`);
}

function noneOfStage({ given, found }: Pick<Searched, "given" | "found">, { stage }: CompareConfig): ConfigError {
  const other = stage === "comply" ? "rate" : "comply";
  const way = found.folders.some((folder) => folder.stage === other)
    ? `it holds ${VERDICTS[other]}, which --stage ${other} compares`
    : `run speceval ${stage} first`;
  return new ConfigError(`${given} holds no ${VERDICTS[stage]}; ${way}.`);
}
