import { compareTexts } from "../../domain/compare-texts.ts";
import type { JudgingStage } from "../summary.ts";

/** What tells an item of a statement from the others. */
export interface ItemKey {
  readonly input: string;
  readonly sampleIndex: number;
  readonly originalIndex: number;
}

interface Item extends ItemKey {
  /** Which of several with the same input and sample it is. */
  readonly occurrence: number;
  /** 0 where scores of answers have it, 2 where only rankings do: files of pairs may be in another order. */
  readonly rank: number;
}

const RANKS: Readonly<Record<JudgingStage, number>> = { comply: 0, rate: 1, rank: 2 };

/**
 * The items of one statement, found again in every file by their input. Their order is the same whatever the order in which
 * files are read, and what only rankings know comes last: so the numbers of the rest can be had without reading these.
 */
export class ItemBook {
  readonly #numbers = new Map<string, number>();
  readonly #items: Item[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** Begins a file; gives what numbers its rows, in the order in which they were met first. */
  openFile(stage: JudgingStage): (key: ItemKey) => number {
    const seen = new Map<string, number>();
    return (key) => {
      const text = `${key.sampleIndex} ${key.input}`;
      const occurrence = seen.get(text) ?? 0;
      seen.set(text, occurrence + 1);
      return this.#number({ ...key, occurrence, rank: RANKS[stage] }, `${occurrence} ${text}`);
    };
  }

  #number(item: Item, text: string): number {
    const number = this.#numbers.get(text);
    if (number === undefined) {
      this.#numbers.set(text, this.#items.length);
      return this.#items.push(item) - 1;
    }
    const known = this.#items[number];
    if (known === undefined || item.rank < known.rank || (item.rank === known.rank && item.originalIndex < known.originalIndex)) {
      this.#items[number] = item;
    }
    return number;
  }

  /** Numbers of all items as they were given, in the order of the table. */
  order(): readonly number[] {
    return this.#items.map((_, number) => number).toSorted((a, b) => compare(this.at(a), this.at(b)));
  }

  at(number: number): Item {
    const item = this.#items[number];
    if (item === undefined) throw new RangeError(`There is no item ${number}.`);
    return item;
  }
}

function compare(a: Item, b: Item): number {
  return (
    a.rank - b.rank ||
    a.originalIndex - b.originalIndex ||
    a.sampleIndex - b.sampleIndex ||
    compareTexts(a.input, b.input) ||
    a.occurrence - b.occurrence
  );
}
