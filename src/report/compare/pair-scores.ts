import type { Range } from "../../statistics/estimate.ts";
import { SCALES } from "../scores/score-view.ts";
import { isJudged, isScored, NOT_JUDGED } from "../table/verdict-codes.ts";
import { itemCount, type ScoreColumns, scoreOffset, type VerdictTable } from "../table/verdict-table.ts";
import type { PairCoverage, ScoreStage, StatementPairs } from "./comparison.ts";

/** What both sides have, and what became of the rest. */
export interface PairedScores {
  /** Every statement that either side has, also those without a pair. */
  readonly statements: readonly StatementPairs[];
  readonly coverage: PairCoverage;
  /** Judgements that were made twice, of both sides. */
  readonly repeated: { readonly judgements: number; readonly changed: number };
}

/**
 * Pairs the scores of two candidates: prompt by prompt, and for each of these only judges that scored both. So a judge never
 * counts on one side alone, and neither does a prompt.
 *
 * @param tables with the candidates `a` and `b`
 * @param judges such as both sides have
 */
export function pairScores(
  tables: readonly VerdictTable[],
  stage: ScoreStage,
  judges: readonly string[],
  { a, b }: { readonly a: string; readonly b: string },
): PairedScores {
  const sums = new Sums(stage);
  const statements = tables.flatMap((table) => {
    const columns = stage === "comply" ? table.compliance : table.ratings;
    const places = judges.map((judge) => table.judges[stage].indexOf(judge)).filter((place) => place >= 0);
    const of = (candidate: string): SideColumns => sideColumns(table, columns, places, table.candidates.indexOf(candidate));
    const [first, second] = [of(a), of(b)];
    return table.statements.map((statement, index): StatementPairs => {
      const pairs = sums.statement(first, second, table.starts[index] ?? 0, table.starts[index + 1] ?? 0);
      return { spec: table.spec, statement, ...pairs };
    });
  });
  return { statements, coverage: sums.coverage(), repeated: sums.repeated };
}

/** One candidate's verdicts, an array for each judge. */
interface SideColumns {
  readonly verdicts: readonly Int8Array[];
  readonly again: readonly Int8Array[];
}

function sideColumns(table: VerdictTable, columns: ScoreColumns, judges: readonly number[], candidate: number): SideColumns {
  const items = itemCount(table);
  const cut = (codes: Int8Array): Int8Array[] =>
    judges.map((judge) => {
      if (candidate < 0) return new Int8Array();
      const start = scoreOffset(table, items, judge, candidate);
      return codes.subarray(start, start + items);
    });
  return { verdicts: cut(columns.verdicts), again: cut(columns.again) };
}

class Sums {
  readonly #range: Range;
  readonly #verdicts = { paired: 0, unscoredA: 0, unscoredB: 0, unscoredBoth: 0, oneSided: 0 };
  readonly repeated = { judgements: 0, changed: 0 };
  #prompts = 0;
  #paired = 0;
  #onlyA = 0;
  #onlyB = 0;
  /** Of each statement that both sides have: the worst and the best that its difference can be. */
  readonly #extremes: (readonly [low: number, high: number])[] = [];

  constructor(stage: ScoreStage) {
    this.#range = SCALES[stage].range;
  }

  statement(a: SideColumns, b: SideColumns, start: number, end: number): Pick<StatementPairs, "a" | "b"> {
    const scores: [number[], number[]] = [[], []];
    let [common, low, high] = [0, 0, 0];
    for (let item = start; item < end; item += 1) {
      const pair = this.#item(a, b, item);
      if (pair === undefined) continue;
      common += 1;
      low += pair.low;
      high += pair.high;
      if (pair.scores === undefined) continue;
      scores[0].push(pair.scores[0]);
      scores[1].push(pair.scores[1]);
    }
    if (common > 0) this.#extremes.push([low / common, high / common]);
    return { a: Float64Array.from(scores[0]), b: Float64Array.from(scores[1]) };
  }

  /** Undefined for a prompt that one side does not have. */
  #item(a: SideColumns, b: SideColumns, item: number) {
    const { low: lowest, high: highest } = this.#range;
    let [asked, inA, inB] = [0, false, false];
    let [scored, sumA, sumB, low, high] = [0, 0, 0, 0, 0];
    for (const [judge, columnA] of a.verdicts.entries()) {
      const codeA = columnA[item] ?? NOT_JUDGED;
      const codeB = b.verdicts[judge]?.[item] ?? NOT_JUDGED;
      this.#repeat(codeA, a.again[judge]?.[item] ?? NOT_JUDGED);
      this.#repeat(codeB, b.again[judge]?.[item] ?? NOT_JUDGED);
      inA ||= isJudged(codeA);
      inB ||= isJudged(codeB);
      if (!isJudged(codeA) || !isJudged(codeB)) continue;
      asked += 1;
      const [hasA, hasB] = [isScored(codeA), isScored(codeB)];
      this.#verdicts[hasA ? (hasB ? "paired" : "unscoredB") : hasB ? "unscoredA" : "unscoredBoth"] += 1;
      low += (hasB ? codeB : lowest) - (hasA ? codeA : highest);
      high += (hasB ? codeB : highest) - (hasA ? codeA : lowest);
      if (!hasA || !hasB) continue;
      scored += 1;
      sumA += codeA;
      sumB += codeB;
    }
    if (inA && !inB) this.#onlyA += 1;
    if (inB && !inA) this.#onlyB += 1;
    if (!inA || !inB) return undefined;
    this.#prompts += 1;
    this.#verdicts.oneSided += this.#countOneSided(a, b, item);
    if (asked === 0) return undefined;
    if (scored > 0) this.#paired += 1;
    return {
      low: low / asked,
      high: high / asked,
      scores: scored === 0 ? undefined : ([sumA / scored, sumB / scored] as const),
    };
  }

  #countOneSided(a: SideColumns, b: SideColumns, item: number): number {
    return a.verdicts.filter((column, judge) => isJudged(column[item] ?? NOT_JUDGED) !== isJudged(b.verdicts[judge]?.[item] ?? NOT_JUDGED))
      .length;
  }

  #repeat(first: number, second: number): void {
    if (!isScored(first) || !isScored(second)) return;
    this.repeated.judgements += 1;
    if (first !== second) this.repeated.changed += 1;
  }

  coverage(): PairCoverage {
    const missing = this.#verdicts.unscoredA + this.#verdicts.unscoredB + this.#verdicts.unscoredBoth;
    const mean = (end: 0 | 1): number => this.#extremes.reduce((sum, extreme) => sum + extreme[end], 0) / this.#extremes.length;
    return {
      prompts: this.#prompts,
      paired: this.#paired,
      onlyA: this.#onlyA,
      onlyB: this.#onlyB,
      verdicts: { ...this.#verdicts },
      bounds: missing === 0 || this.#extremes.length === 0 ? null : { low: mean(0), high: mean(1) },
    };
  }
}
