import type { CandidateAnswer, Judgement } from "../../domain/judgement.ts";
import type { UnscoredReason } from "../../domain/verdict.ts";
import { codePoints } from "../../statistics/length/code-points.ts";
import { ItemBook } from "./item-book.ts";
import { NOT_JUDGED } from "./verdict-codes.ts";
import { rankingOffset, scoreOffset, type TableAxes } from "./verdict-table.ts";

/** The table of one statement, as far as it can be made without the others. */
export interface StatementBlock {
  readonly items: number;
  readonly originalIndex: Int32Array;
  readonly sampleIndex: Int32Array;
  readonly lengths: Int32Array;
  readonly comply: BlockScores;
  readonly rate: BlockScores;
  readonly rank: BlockCodes;
  /** By column, in the order in which columns were opened. */
  readonly columns: readonly ColumnCounts[];
  /** Answers whose length differs between files: they were made anew. */
  readonly changedAnswers: number;
}

interface BlockCodes {
  readonly verdicts: Int8Array;
  readonly again: Int8Array;
}

interface BlockScores extends BlockCodes {
  readonly confidence: Float32Array;
}

/** What one file came to. */
export interface ColumnCounts {
  readonly rows: number;
  readonly asked: number;
  readonly unreadable: number;
  readonly reasked: number;
  /** Rows about an item that another file of the same column has too; the first one counts. */
  readonly repeated: number;
  /** Versions of the judge that answered. */
  readonly versions: readonly string[];
}

/** Where a file's verdicts belong: places on the axes of the table. */
export type ColumnPlace =
  | { readonly stage: "comply" | "rate"; readonly judge: number; readonly candidate: number; readonly second: boolean }
  | { readonly stage: "rank"; readonly judge: number; readonly pair: number; readonly order: 0 | 1; readonly second: boolean };

/** Reasons that say of an answer that it was there, and could not be read. */
const UNREADABLE: ReadonlySet<UnscoredReason> = new Set<UnscoredReason>(["unreadable", "invalid", "contradictory", "judge_truncated"]);

interface Column {
  readonly place: ColumnPlace;
  readonly items: number[];
  readonly codes: number[];
  readonly confidence: (number | null)[];
  asked: number;
  unreadable: number;
  reasked: number;
  readonly versions: Set<string>;
}

/** Takes the files of one statement, in any order, and makes its part of the table of them. */
export class BlockBuilder {
  readonly #axes: TableAxes;
  readonly #book = new ItemBook();
  readonly #columns: Column[] = [];
  /** Candidate -> item -> length. */
  readonly #lengths = new Map<number, Map<number, number>>();
  readonly #changed = new Set<string>();

  constructor(axes: TableAxes) {
    this.#axes = axes;
  }

  /**
   * Adds a file.
   *
   * @param judgements in the order of the file
   * @param codeOf what the table has for a judgement; see `verdict-codes.ts`
   */
  add<Verdict>(
    place: ColumnPlace,
    judgements: Iterable<Judgement<Verdict>>,
    codeOf: (judgement: Judgement<Verdict>) => number,
    confidenceOf: (judgement: Judgement<Verdict>) => number | null = () => null,
  ): void {
    const column: Column = { place, items: [], codes: [], confidence: [], asked: 0, unreadable: 0, reasked: 0, versions: new Set() };
    const candidates = candidatesOf(this.#axes, place);
    const numberOf = this.#book.openFile(place.stage);
    for (const judgement of judgements) {
      const item = numberOf(judgement);
      column.items.push(item);
      column.codes.push(codeOf(judgement));
      column.confidence.push(confidenceOf(judgement));
      count(column, judgement);
      for (const [index, answer] of judgement.answers.entries()) this.#noteLength(candidates[index] ?? 0, item, answer);
    }
    this.#columns.push(column);
  }

  #noteLength(candidate: number, item: number, answer: CandidateAnswer): void {
    if (answer.failed || answer.text === "") return;
    const length = codePoints(answer.text);
    let lengths = this.#lengths.get(candidate);
    if (lengths === undefined) {
      lengths = new Map();
      this.#lengths.set(candidate, lengths);
    }
    const known = lengths.get(item);
    if (known === length) return;
    if (known !== undefined) this.#changed.add(`${candidate} ${item}`);
    // The longest, so that the order of files does not matter.
    if (known === undefined || known < length) lengths.set(item, length);
  }

  build(): StatementBlock {
    const { candidates, judges, pairs } = this.#axes;
    const order = this.#book.order();
    const items = order.length;
    const places = new Int32Array(items);
    for (const [place, number] of order.entries()) places[number] = place;
    const lengths = new Int32Array(candidates.length * items).fill(-1);
    for (const [candidate, known] of this.#lengths) {
      for (const [number, length] of known) lengths[candidate * items + (places[number] ?? 0)] = length;
    }
    const block = {
      comply: emptyScores(judges.comply.length * candidates.length * items),
      rate: emptyScores(judges.rate.length * candidates.length * items),
      rank: emptyCodes(judges.rank.length * pairs.length * 2 * items),
    };
    const columns = this.#columns.map((column) => fill(block[column.place.stage], column, this.#offset(column.place, items), places));
    return {
      items,
      originalIndex: Int32Array.from(order, (number) => this.#book.at(number).originalIndex),
      sampleIndex: Int32Array.from(order, (number) => this.#book.at(number).sampleIndex),
      lengths,
      ...block,
      columns,
      changedAnswers: this.#changed.size,
    };
  }

  #offset(place: ColumnPlace, items: number): number {
    return place.stage === "rank"
      ? rankingOffset(this.#axes, items, place.judge, place.pair, place.order)
      : scoreOffset(this.#axes, items, place.judge, place.candidate);
  }
}

/** Whose answers a file has, in the order of its rows. */
function candidatesOf(axes: TableAxes, place: ColumnPlace): readonly number[] {
  if (place.stage !== "rank") return [place.candidate];
  const [a, b] = axes.pairs[place.pair] ?? [0, 0];
  return place.order === 0 ? [a, b] : [b, a];
}

function count(column: Column, { reading, call, unreadableCall }: Judgement<unknown>): void {
  for (const version of [call?.model, unreadableCall?.model]) {
    if (version !== null && version !== undefined) column.versions.add(version);
  }
  const reason = reading.status === "scored" ? undefined : reading.reason;
  if (reason === "candidate_failed") return;
  column.asked += 1;
  if (unreadableCall !== null) column.reasked += 1;
  if (unreadableCall !== null || (reason !== undefined && UNREADABLE.has(reason))) column.unreadable += 1;
}

function emptyCodes(length: number): BlockCodes {
  return { verdicts: new Int8Array(length).fill(NOT_JUDGED), again: new Int8Array(length).fill(NOT_JUDGED) };
}

function emptyScores(length: number): BlockScores {
  return { ...emptyCodes(length), confidence: new Float32Array(length).fill(Number.NaN) };
}

function fill(scores: BlockCodes & Partial<BlockScores>, column: Column, offset: number, places: Int32Array): ColumnCounts {
  const target = column.place.second ? scores.again : scores.verdicts;
  let repeated = 0;
  for (const [row, number] of column.items.entries()) {
    const at = offset + (places[number] ?? 0);
    if (target[at] !== NOT_JUDGED) {
      repeated += 1;
      continue;
    }
    target[at] = column.codes[row] ?? NOT_JUDGED;
    if (!column.place.second && scores.confidence !== undefined) scores.confidence[at] = column.confidence[row] ?? Number.NaN;
  }
  const { asked, unreadable, reasked, versions } = column;
  return { rows: column.items.length, asked, unreadable, reasked, repeated, versions: [...versions].toSorted() };
}
