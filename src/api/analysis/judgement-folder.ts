import type { PromptReference } from "../../formats/judgement-metadata.ts";
import type { JudgingStage } from "../../report/summary.ts";

/** A folder with a judge's verdicts on one candidate, or on one pair in one order: `{statement_id}.json` for each statement. */
export interface JudgementFolder {
  readonly path: string;
  readonly stage: JudgingStage;
  readonly spec: string;
  readonly judge: string;
  /** One; of a pair A's and B's, as they are shown. */
  readonly candidates: readonly string[];
  /** Who wrote the inputs, where that is known: one candidate may be judged on those of several. */
  readonly evaluator: string | null;
  /** Whether these are judgements that were made a second time. */
  readonly second: boolean;
  /** Sorted. */
  readonly statements: readonly string[];
  /** The judge's folder that it is in. */
  readonly source: string;
  /** Whether that is a run of ours, with `run.json`. */
  readonly isRun: boolean;
  /** ISO 8601; null where nothing tells. */
  readonly createdAt: string | null;
  readonly specPath: string | null;
  readonly specSha256: string | null;
  readonly prompt: PromptReference | null;
  /** Folders that the answers were read from, where the files say so. */
  readonly answerFolders: readonly string[];
}

/** Everything that was found below some folders. */
export interface FoundJudgements {
  /** Sorted by specification, stage, judge and candidates; none stands for what another has too. */
  readonly folders: readonly JudgementFolder[];
  /** Folders of runs that generated answers, sorted. */
  readonly generations: readonly string[];
  /** One sentence for each thing that was decided or left out. */
  readonly warnings: readonly string[];
}
