import { realpathSync } from "node:fs";
import { modelFolderName } from "../../domain/names.ts";
import type { EmitEvent } from "../../domain/event.ts";
import { asClause, ConfigError, SpecevalError } from "../../errors.ts";
import { readStatus } from "../status.ts";
import type { Candidate } from "./candidate.ts";
import { checkNames } from "./check-names.ts";
import { findResults, type FoundResults } from "./find-results.ts";
import { parseGiven } from "./given.ts";
import { isGeneric, nameFromPath, placeOfName } from "./name-from-path.ts";

/**
 * The candidates that are given as paths or as `name=path`, in the same order. A path may be a folder `results`, a run of ours
 * or of the Python tool, a model's folder that holds runs, or a folder of `{statement_id}.json`.
 *
 * A candidate is called by the name given with it; else by the model in its run's record; else as its path says, see
 * {@link nameFromPath}. What a user should know of the choice is emitted as a warning.
 *
 * @throws {ConfigError} where there are no results, or a name is in doubt or taken; {FormatError} for a damaged record
 */
export async function resolveCandidates(given: readonly string[], emit: EmitEvent): Promise<Candidate[]> {
  if (given.length === 0) throw new ConfigError("no candidate is given; name the folders with the answers that are to be judged.");
  const candidates: Candidate[] = [];
  for (const text of given) candidates.push(await resolveCandidate(text, emit));
  checkNames(candidates);
  warnOfTwins(candidates, emit);
  return candidates;
}

async function resolveCandidate(text: string, emit: EmitEvent): Promise<Candidate> {
  const given = parseGiven(text);
  const found = await findResults(given.path);
  const { record, resultsFolder, runFolder, statements } = found;
  const name = given.name ?? nameOf(found, given.path);
  if (found.runs > 1) {
    warn(
      emit,
      `candidate ${name}: of the ${found.runs} runs in ${given.path}, ${runFolder ?? resultsFolder} is taken, the newest of those with most statements`,
    );
  }
  if (record?.kind === "run" && runFolder !== null) await warnOfGaps(name, runFolder, emit);
  return { name, model: record?.model ?? null, provider: record?.provider ?? null, resultsFolder, runFolder, statements };
}

function nameOf({ record, resultsFolder }: FoundResults, path: string): string {
  if (record === undefined) return nameFromPath(resultsFolder, path);
  if (record.kind === "run") return record.model;
  // Whoever imported it may have given it another name, because what the file said was wrong.
  const { name } = placeOfName(resultsFolder);
  if (name === modelFolderName(record.model) || isGeneric(name)) return record.model;
  throw new ConfigError(
    `candidate ${path}: its metadata name the model ${JSON.stringify(record.model)}, and its folder is called ${JSON.stringify(name)}; write ${record.model}=${path} or ${name}=${path}.`,
  );
}

/** Answers that are missing are judged by nobody: a rate over the others is not the model's. */
async function warnOfGaps(name: string, runFolder: string, emit: EmitEvent): Promise<void> {
  try {
    const { state, totals } = await readStatus(runFolder);
    if (state === "complete") return;
    const progress = `${totals.settled} of its ${totals.requests} requests are settled`;
    warn(
      emit,
      `candidate ${name}: the run ${runFolder} is incomplete (${progress}), and only what it has is judged; speceval resume ${runFolder} finishes it`,
    );
  } catch (error) {
    if (!(error instanceof SpecevalError)) throw error;
    warn(emit, `candidate ${name}: nobody can tell whether the run ${runFolder} is complete (${asClause(error.message)})`);
  }
}

/** Judging the same answers under two names measures a judge, and is done on purpose or by mistake. */
function warnOfTwins(candidates: readonly Candidate[], emit: EmitEvent): void {
  const names = new Map<string, string>();
  for (const { name, resultsFolder } of candidates) {
    const place = realpathSync(resultsFolder);
    const twin = names.get(place);
    if (twin !== undefined) warn(emit, `the candidates ${twin} and ${name} have the same answers, those in ${resultsFolder}`);
    names.set(place, name);
  }
}

function warn(emit: EmitEvent, message: string): void {
  emit({ type: "warning", message });
}
