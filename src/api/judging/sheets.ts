import type { Judgement } from "../../domain/judgement.ts";
import type { ComplianceVerdict, PreferenceVerdict, RatingVerdict } from "../../domain/verdict.ts";
import { writeCompliance } from "../../formats/compliance.ts";
import type { JudgementMetadata, PromptReference } from "../../formats/judgement-metadata.ts";
import { writeRankings } from "../../formats/rankings.ts";
import { writeRatings } from "../../formats/ratings.ts";
import type { GroupInfo } from "./groups.ts";

/** What a file of verdicts says besides them. */
export interface SheetMetadata extends GroupInfo {
  readonly shared: JudgementMetadata;
  /** Of ratings. */
  readonly rubric: PromptReference | null;
}

/** Writes a file of verdicts; says how many rows it has. */
export type WriteSheet<Verdict> = (path: string, metadata: SheetMetadata, judgements: Iterable<Judgement<Verdict>>) => number;

export const writeComplianceSheet: WriteSheet<ComplianceVerdict> = (path, { shared, candidates: [candidate = null] }, judgements) =>
  writeCompliance(path, { ...shared, candidate }, judgements);

export const writeRatingSheet: WriteSheet<RatingVerdict> = (path, metadata, judgements) => {
  const { shared, rubric, evaluator, candidates } = metadata;
  const [candidate = null] = candidates;
  const author = evaluator === null ? null : { provider: null, model: evaluator };
  return writeRatings(path, { ...shared, candidate, evaluator: author, rubric }, judgements);
};

export const writeRankingSheet: WriteSheet<PreferenceVerdict> = (path, { shared, candidates }, judgements) => {
  const [candidateA = null, candidateB = null] = candidates;
  return writeRankings(path, { ...shared, candidateA, candidateB }, judgements);
};
