/** A model's stored answers, to be judged under one name. */
export interface Candidate {
  /** What its results are labelled with; no two candidates of a command share it, nor the folder name made from it. */
  readonly name: string;
  /** The model in the run's own record; null where answers have none. */
  readonly model: string | null;
  /** The provider in that record, such as `openai`. */
  readonly provider: string | null;
  /** Holds `{statement_id}.json`. */
  readonly resultsFolder: string;
  /** The run that the results are of; null for a folder of files alone. */
  readonly runFolder: string | null;
  /** Ids of the statements that there is a file for, sorted. */
  readonly statements: readonly string[];
}
