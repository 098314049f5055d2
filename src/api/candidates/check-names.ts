import { basename } from "node:path";
import { comparableName, modelFolderName, unsafeNameReason } from "../../domain/names.ts";
import { ConfigError } from "../../errors.ts";
import { runFolder } from "../run-folder.ts";
import type { Candidate } from "./candidate.ts";

type NamedResults = Pick<Candidate, "name" | "resultsFolder">;

/**
 * Makes sure that the results of every candidate have a folder of their own in a run that judges.
 *
 * @throws {ConfigError} for a name that cannot be one of a folder, or that the run or another candidate has taken
 */
export function checkNames(candidates: readonly NamedResults[]): void {
  const taken = new Map<string, NamedResults>();
  for (const candidate of candidates) {
    checkName(candidate);
    const folder = comparableName(modelFolderName(candidate.name));
    const other = taken.get(folder);
    if (other !== undefined) throw collision(other, candidate);
    taken.set(folder, candidate);
  }
}

function checkName({ name, resultsFolder }: NamedResults): void {
  const folder = modelFolderName(name);
  const problem = unsafeNameReason(folder) ?? (OWN_NAMES.has(comparableName(folder)) ? "a run keeps its own files under it" : undefined);
  if (problem === undefined) return;
  throw new ConfigError(
    `${JSON.stringify(name)} cannot be the name of the candidate ${resultsFolder}: ${problem}; write ANOTHER_NAME=PATH.`,
  );
}

const { manifest, ledger, preprocessed, metadata } = runFolder("");

/** What stands beside the candidates' folders in a run that judges. */
const OWN_NAMES: ReadonlySet<string> = new Set([manifest, ledger, preprocessed, metadata].map((path) => basename(path)));

function collision(first: NamedResults, second: NamedResults): ConfigError {
  const places = `${first.resultsFolder} and ${second.resultsFolder}`;
  const problem =
    first.name === second.name
      ? `two candidates are called ${JSON.stringify(first.name)}, ${places}`
      : `the candidates ${JSON.stringify(first.name)} and ${JSON.stringify(second.name)}, ${places}, would share the folder ${JSON.stringify(modelFolderName(second.name))}`;
  return new ConfigError(`${problem}; tell them apart with NAME=PATH.`);
}
