import type { Candidate as CandidateFields } from "../../formats/judgement-metadata.ts";
import { modelFolderName, unsafeNameReason } from "../../domain/names.ts";
import { ConfigError } from "../../errors.ts";
import { pairFolderName } from "../../run/candidate-pair.ts";
import { choosePairs } from "../../run/pairs.ts";
import type { Candidate } from "../candidates/candidate.ts";

/** Results that belong together in one folder: a candidate's, or a pair's. */
export interface JudgedGroup {
  /** Name of the folder. */
  readonly name: string;
  /** One, or A and B. */
  readonly candidates: readonly Candidate[];
  /** Who wrote the prompts, where the folder says that. */
  readonly evaluator: string | null;
}

/** What the ledger keeps of a group. */
export interface GroupInfo {
  readonly candidates: readonly CandidateFields[];
  readonly evaluator: string | null;
  /** Of the specification that it was judged by. */
  readonly spec_sha256: string;
}

export function candidateGroups(candidates: readonly Candidate[]): JudgedGroup[] {
  return candidates.map((candidate) => ({ name: modelFolderName(candidate.name), candidates: [candidate], evaluator: null }));
}

/** `{evaluator}x{candidate}`, as the Python tool keeps ratings. */
export function ratedGroups(candidates: readonly Candidate[], evaluatorOf: (candidate: Candidate) => string): JudgedGroup[] {
  return candidates.map((candidate) => {
    const evaluator = evaluatorOf(candidate);
    const name = `${modelFolderName(evaluator)}x${modelFolderName(candidate.name)}`;
    const unsafe = unsafeNameReason(name);
    if (unsafe !== undefined) {
      throw new ConfigError(
        `${JSON.stringify(name)} cannot be the name of a folder: ${unsafe}; give another --evaluator-model-name, or name the candidate with NAME=PATH.`,
      );
    }
    return { name, candidates: [candidate], evaluator };
  });
}

/** @param choice see `choosePairs` */
export function pairGroups(candidates: readonly Candidate[], choice: string): JudgedGroup[] {
  const byName = new Map(candidates.map((candidate) => [candidate.name, candidate]));
  const pairs = choosePairs([...byName.keys()], choice);
  return pairs.map((pair) => ({
    name: pairFolderName(pair),
    candidates: [pair.a, pair.b].flatMap((name) => byName.get(name) ?? []),
    evaluator: null,
  }));
}

export function groupInfo({ candidates, evaluator }: JudgedGroup, specSha256: string): GroupInfo {
  const fields = candidates.map(({ name, provider, model, resultsFolder }) => ({ name, provider, model, path: resultsFolder }));
  return { candidates: fields, evaluator, spec_sha256: specSha256 };
}
