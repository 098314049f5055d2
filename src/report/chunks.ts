import type { EvidenceVerdict, PairEvidence } from "./evidence.ts";

/** What an HTML report holds besides its summary, so that the page can say what it does not hold. */
export interface ReportContents {
  /** Whether each statement's answers and verdicts are in the file. */
  readonly evidence: boolean;
  /** Whether the rows of rankings are. */
  readonly rankings: boolean;
  /** Rows of rankings that were read. */
  readonly rankingRows: number;
  /** Most rows that are put into a file. */
  readonly rankingLimit: number;
}

/** Ids of the blocks of an HTML report. */
export const BLOCKS = { summary: "summary", contents: "contents" } as const;

/** Id of the block that holds a statement's evidence; both numbers are places in the summary. */
export function evidenceBlock(spec: number, statement: number): string {
  return `evidence-${spec}-${statement}`;
}

/** Id of the block that holds a statement's rankings. */
export function rankingsBlock(spec: number, statement: number): string {
  return `rankings-${spec}-${statement}`;
}

/** All pairs' rankings about a statement, with each text once: an answer takes part in many pairs. */
export interface PackedRankings {
  readonly texts: readonly string[];
  readonly pairs: readonly {
    readonly a: string;
    readonly b: string;
    readonly items: readonly {
      readonly at: readonly [item: number, originalIndex: number, sampleIndex: number];
      /** Places in `texts` of the input and of both answers. */
      readonly texts: readonly [input: number, answerA: number, answerB: number];
      readonly verdicts: readonly (EvidenceVerdict & { readonly first: "a" | "b" })[];
    }[];
  }[];
}

export function packRankings(pairs: readonly PairEvidence[]): PackedRankings {
  const places = new Map<string, number>();
  const place = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, places.size);
    return places.size - 1;
  };
  const packed = pairs.map(({ a, b, items }) => ({
    a,
    b,
    items: items.map(({ item, originalIndex, sampleIndex, input, answerA, answerB, verdicts }) => ({
      at: [item, originalIndex, sampleIndex] as const,
      texts: [place(input), place(answerA), place(answerB)] as const,
      verdicts,
    })),
  }));
  return { texts: [...places.keys()], pairs: packed };
}

/** The rankings of one pair; undefined where the statement has none. */
export function unpackRankings(
  packed: PackedRankings,
  names: { readonly spec: string; readonly statement: string; readonly a: string; readonly b: string },
): PairEvidence | undefined {
  const pair = packed.pairs.find(({ a, b }) => a === names.a && b === names.b);
  if (pair === undefined) return undefined;
  const text = (place: number): string => packed.texts[place] ?? "";
  const items = pair.items.map(({ at, texts, verdicts }) => ({
    item: at[0],
    originalIndex: at[1],
    sampleIndex: at[2],
    input: text(texts[0]),
    answerA: text(texts[1]),
    answerB: text(texts[2]),
    verdicts,
  }));
  return { ...names, items };
}
