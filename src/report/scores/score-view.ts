import type { Metric } from "../../statistics/agreement/krippendorff-alpha.ts";
import type { WeightKind } from "../../statistics/agreement/agreement-weights.ts";
import { type Range, SHARE } from "../../statistics/estimate.ts";
import { isJudged, isScored, NOT_JUDGED, reasonOf } from "../table/verdict-codes.ts";
import {
  type CallCounts,
  itemCount,
  type ScoreColumns,
  scoreOffset,
  statementsOfItems,
  type VerdictTable,
} from "../table/verdict-table.ts";
import type { Coverage } from "../summary.ts";

/** What scores can be, and how their figures are taken. */
export interface Scale {
  readonly isRate: boolean;
  /** What a score cannot leave. */
  readonly range: Range;
  readonly difference: Range;
  /** How many scores there are. */
  readonly categories: number;
  readonly weights: WeightKind;
  readonly metric: Metric;
}

export const RATES: Scale = {
  isRate: true,
  range: SHARE,
  difference: { low: -1, high: 1 },
  categories: 2,
  weights: "identity",
  metric: "nominal",
};

const RATINGS: Scale = {
  isRate: false,
  range: { low: 1, high: 5 },
  difference: { low: -4, high: 4 },
  categories: 5,
  weights: "quadratic",
  metric: "ordinal",
};

export const SCALES: Readonly<Record<"comply" | "rate", Scale>> = { comply: RATES, rate: RATINGS };

/** Scores of single answers as figures need them. Judges, candidates, items and statements are numbers. */
export class ScoreView {
  readonly table: VerdictTable;
  readonly scale: Scale;
  readonly judges: readonly string[];
  readonly candidates: readonly string[];
  readonly items: number;
  readonly statements: number;
  /** Of each item. */
  readonly statementOf: Int32Array;
  readonly calls: readonly CallCounts[];
  readonly #columns: ScoreColumns;

  constructor(table: VerdictTable, stage: "comply" | "rate") {
    this.table = table;
    this.scale = SCALES[stage];
    this.#columns = stage === "comply" ? table.compliance : table.ratings;
    this.judges = table.judges[stage];
    this.candidates = table.candidates;
    this.items = itemCount(table);
    this.statements = table.statements.length;
    this.statementOf = statementsOfItems(table);
    this.calls = this.#columns.calls;
  }

  /** A judge's codes on a candidate, one for each item. */
  codes(judge: number, candidate: number): Int8Array {
    const start = scoreOffset(this.table, this.items, judge, candidate);
    return this.#columns.verdicts.subarray(start, start + this.items);
  }

  again(judge: number, candidate: number): Int8Array {
    const start = scoreOffset(this.table, this.items, judge, candidate);
    return this.#columns.again.subarray(start, start + this.items);
  }

  confidence(judge: number, candidate: number, item: number): number | null {
    const value = this.#columns.confidence[scoreOffset(this.table, this.items, judge, candidate) + item] ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  }

  /** Scores of a judge, NaN where there is none. */
  scores(judge: number, candidate: number): Float64Array {
    return Float64Array.from(this.codes(judge, candidate), (code) => (isScored(code) ? code : Number.NaN));
  }

  /** An item's score over several judges: the mean of those that scored it, NaN where none did. */
  meanScores(candidate: number, judges: readonly number[] = this.allJudges()): Float64Array {
    const columns = judges.map((judge) => this.codes(judge, candidate));
    return Float64Array.from({ length: this.items }, (_, item) => {
      let [sum, count] = [0, 0];
      for (const codes of columns) {
        const code = codes[item] ?? NOT_JUDGED;
        if (!isScored(code)) continue;
        sum += code;
        count += 1;
      }
      return count === 0 ? Number.NaN : sum / count;
    });
  }

  allJudges(): number[] {
    return [...this.judges.keys()];
  }

  length(candidate: number, item: number): number {
    return this.table.lengths[candidate * this.items + item] ?? -1;
  }

  /** Place of a score among the scores there are, from 0. */
  category(code: number): number {
    return code - this.scale.range.low;
  }
}

/**
 * Coverage over several judges: an item counts as scored when one of them scored it, else its reason is that of the first.
 *
 * @param columns codes of each judge
 * @param from first item, and `to` the one behind the last
 */
export function coverageOf(columns: readonly Int8Array[], from: number, to: number): Coverage {
  let [items, scored] = [0, 0];
  const unscored: Record<string, number> = {};
  for (let item = from; item < to; item += 1) {
    const codes = columns.map((column) => column[item] ?? NOT_JUDGED);
    if (!codes.some(isJudged)) continue;
    items += 1;
    if (codes.some(isScored)) scored += 1;
    else {
      const reason = reasonOf(codes.find(isJudged) ?? NOT_JUDGED) ?? "unreadable";
      unscored[reason] = (unscored[reason] ?? 0) + 1;
    }
  }
  return { items, scored, unscored };
}

export function addCoverage(parts: readonly Coverage[]): Coverage {
  const unscored: Record<string, number> = {};
  for (const part of parts) {
    for (const [reason, count] of Object.entries(part.unscored)) unscored[reason] = (unscored[reason] ?? 0) + count;
  }
  const sum = (key: "items" | "scored"): number => parts.reduce((total, part) => total + part[key], 0);
  return { items: sum("items"), scored: sum("scored"), unscored };
}
