/** What stands behind one statement's numbers, for people to read. Text is as models wrote it: escape it wherever it is shown. */
export interface StatementEvidence {
  readonly spec: string;
  readonly statement: string;
  /** In the order of the numbers: a `Disagreement.item` is an index into this. */
  readonly items: readonly EvidenceItem[];
}

export interface EvidenceItem {
  readonly originalIndex: number;
  readonly sampleIndex: number;
  readonly input: string;
  readonly answers: readonly EvidenceAnswer[];
}

export interface EvidenceAnswer {
  readonly candidate: string;
  readonly text: string;
  /** Whether it stands for a failure, and no model wrote it. */
  readonly failed: boolean;
  readonly compliance: readonly EvidenceVerdict[];
  readonly ratings: readonly EvidenceVerdict[];
}

/** One judge's verdict on an answer, or on a pair of them. */
export interface EvidenceVerdict {
  readonly judge: string;
  /** 0 or 1, or 1 to 5; for rankings 1 (A), 0 (equal), -1 (B). Null where there is none. */
  readonly score: number | null;
  /** The verdict or the reason for there being none, in the words of the file formats. */
  readonly verdict: string;
  readonly confidence: number | null;
  readonly explanation: string | null;
  /** What the judge answered, byte for byte; null where the file does not have it. */
  readonly raw: string | null;
  /** What it answered before it was asked again, because that could not be read; null where it was asked once. */
  readonly unreadable: string | null;
  /** Whether this is the second of two judgements, made to see whether the judge agrees with itself. */
  readonly again: boolean;
}

/** Rankings of one pair about one statement, in both orders: too many to go with every statement. */
export interface PairEvidence {
  readonly spec: string;
  readonly statement: string;
  readonly a: string;
  readonly b: string;
  readonly items: readonly PairEvidenceItem[];
}

export interface PairEvidenceItem {
  /** Its place among the statement's items. */
  readonly item: number;
  readonly originalIndex: number;
  readonly sampleIndex: number;
  readonly input: string;
  readonly answerA: string;
  readonly answerB: string;
  /** `first` says whose answer was shown first; scores are from a's side. */
  readonly verdicts: readonly (EvidenceVerdict & { readonly first: "a" | "b" })[];
}

/** Reads evidence from wherever it is, one statement at a time. */
export interface EvidenceReader {
  statement(spec: string, statement: string): Promise<StatementEvidence>;
  /** The rankings of all pairs about a statement. */
  rankings(spec: string, statement: string): Promise<readonly PairEvidence[]>;
  /** Those of one pair, without reading the others. */
  pair(spec: string, statement: string, a: string, b: string): Promise<PairEvidence>;
}
