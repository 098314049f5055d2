/** What kind of rule a statement is. */
export const STATEMENT_TYPES = ["PROHIBITION", "REQUIREMENT", "GUIDELINE", "DEFINITION"] as const;
export type StatementType = (typeof STATEMENT_TYPES)[number];

/** Who may override a statement, highest first. */
export const AUTHORITY_LEVELS = ["PLATFORM", "DEVELOPER", "USER", "GUIDELINE"] as const;
export type AuthorityLevel = (typeof AUTHORITY_LEVELS)[number];

/** A worked example of a statement; every part may be absent. */
export interface StatementExample {
  readonly description?: string;
  readonly user_query?: string;
  readonly good_response?: string;
  readonly bad_response?: string;
}

/** One rule of a behaviour specification. */
export interface Statement {
  /** Unique in its specification, and safe as a file name. */
  readonly id: string;
  readonly text: string;
  readonly type: StatementType;
  readonly authority_level: AuthorityLevel;
  readonly section: string;
  readonly subsection: string | null;
  readonly related_statements: readonly string[];
  /** Free; `examples` is the one key that has a meaning to us. */
  readonly metadata: StatementMetadata;
}

export interface StatementMetadata {
  readonly examples?: readonly StatementExample[] | undefined;
  readonly [key: string]: unknown;
}

/** A specification that was read. */
export interface Specification {
  /** Base name of the file it came from, without the ending. */
  readonly name: string;
  readonly path: string;
  readonly statements: readonly Statement[];
  /** Lines that `--lenient` passed over, with the reason for each. */
  readonly skipped: readonly SkippedLine[];
}

export interface SkippedLine {
  /** 1-based. */
  readonly line: number;
  readonly reason: string;
}
