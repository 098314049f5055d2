import type { AuditCandidate } from "../../config/audit-config.ts";
import type { EmitEvent } from "../../domain/event.ts";
import type { Candidate } from "../candidates/candidate.ts";
import { findResults } from "../candidates/find-results.ts";
import { resolveCandidates } from "../candidates/resolve-candidates.ts";

/** A candidate whose answers exist already. */
export async function existingCandidate(given: Extract<AuditCandidate, { generations: string }>, emit: EmitEvent): Promise<Candidate> {
  const [candidate] = await resolveCandidates([`${given.name}=${given.generations}`], emit);
  if (candidate === undefined) throw new RangeError("One path is one candidate.");
  return candidate;
}

/** A candidate that an audit has generated the answers of. */
export async function generatedCandidate(name: string, model: string, directory: string): Promise<Candidate> {
  const { record, resultsFolder, runFolder, statements } = await findResults(directory);
  return { name, model, provider: record?.provider ?? null, resultsFolder, runFolder, statements };
}
