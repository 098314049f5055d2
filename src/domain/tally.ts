import type { Reading, UnscoredReason } from "./verdict.ts";

/** How often each verdict was given, and why there was none. */
export interface VerdictTally {
  /** By the verdict in a word: `compliant`, `4`, `not_applicable`. */
  readonly scored: Readonly<Record<string, number>>;
  readonly unscored: Readonly<Partial<Record<UnscoredReason, number>>>;
}

/** Counts verdicts as they pass. */
export class VerdictCounter<Verdict> {
  readonly #word: (verdict: Verdict) => string;
  readonly #scored: Record<string, number> = {};
  readonly #unscored: Partial<Record<UnscoredReason, number>> = {};

  /** @param word a verdict in a word */
  constructor(word: (verdict: Verdict) => string) {
    this.#word = word;
  }

  add(reading: Reading<Verdict>): void {
    if (reading.status === "scored") add(this.#scored, this.#word(reading.verdict), 1);
    else add(this.#unscored, reading.reason, 1);
  }

  get tally(): VerdictTally {
    return { scored: this.#scored, unscored: this.#unscored };
  }
}

export function sumTallies(tallies: Iterable<VerdictTally>): VerdictTally {
  const scored: Record<string, number> = {};
  const unscored: Partial<Record<UnscoredReason, number>> = {};
  for (const tally of tallies) {
    for (const [word, count] of Object.entries(tally.scored)) add(scored, word, count);
    for (const [reason, count] of Object.entries(tally.unscored)) add(unscored, reason as UnscoredReason, count);
  }
  return { scored, unscored };
}

function add<Key extends string>(counts: Partial<Record<Key, number>>, key: Key, count: number): void {
  counts[key] = (counts[key] ?? 0) + count;
}
