import { pairOutcome, type PairOutcome, singleOutcome, strictOutcome } from "../../statistics/pairwise/pair-outcome.ts";
import { isJudged, NOT_JUDGED, rankOfCode } from "../table/verdict-codes.ts";
import { itemCount, rankingOffset, statementsOfItems, type VerdictTable } from "../table/verdict-table.ts";

/** Rankings as figures need them. Judges, pairs and items are numbers. */
export class RankingView {
  readonly table: VerdictTable;
  readonly judges: readonly string[];
  readonly items: number;
  readonly statementOf: Int32Array;

  constructor(table: VerdictTable) {
    this.table = table;
    this.judges = table.judges.rank;
    this.items = itemCount(table);
    this.statementOf = statementsOfItems(table);
  }

  /** Verdicts in one order, in the letters of the pair. */
  codes(judge: number, pair: number, order: 0 | 1): Int8Array {
    return this.#part(this.table.rankings.verdicts, judge, pair, order);
  }

  again(judge: number, pair: number, order: 0 | 1): Int8Array {
    return this.#part(this.table.rankings.again, judge, pair, order);
  }

  #part(codes: Int8Array, judge: number, pair: number, order: 0 | 1): Int8Array {
    const start = rankingOffset(this.table, this.items, judge, pair, order);
    return codes.subarray(start, start + this.items);
  }

  /**
   * What came of a pair for a judge, item by item: the mean of both orders. Where a pair was shown in one order only, that
   * one counts; where it was shown in both and one has no rank, nothing does.
   *
   * @param strict by the rule of the Python analysis: a win only where both orders agree
   */
  outcomes(judge: number, pair: number, strict = false): readonly (PairOutcome | null)[] {
    const [ab, ba] = [this.codes(judge, pair, 0), this.codes(judge, pair, 1)];
    const [hasAb, hasBa] = [ab.some(isJudged), ba.some(isJudged)];
    const both = strict ? strictOutcome : pairOutcome;
    // There are few different ones, and many items: each is made once.
    const known = new Map<number, PairOutcome | null>();
    return Array.from(ab, (code, item) => {
      const other = ba[item] ?? NOT_JUDGED;
      const key = code * CODES + other;
      const before = known.get(key);
      if (before !== undefined) return before;
      const [first, second] = [rankOfCode(code), rankOfCode(other)];
      const only = first ?? second;
      const outcome = hasAb && hasBa ? both(first, second) : only === null ? null : singleOutcome(only);
      known.set(key, outcome);
      return outcome;
    });
  }
}

/** More than there are codes. */
const CODES = 256;
