import { compareTexts } from "../../domain/compare-texts.ts";
import type { StatementBlock } from "./statement-block.ts";
import { NOT_JUDGED } from "./verdict-codes.ts";
import type { CallCounts, RankingColumns, ScoreColumns, TableAxes, VerdictTable } from "./verdict-table.ts";

/** The block of one statement. */
export interface NamedBlock {
  readonly statement: string;
  readonly block: Omit<StatementBlock, "columns">;
}

/** By stage and judge. */
export type CallsByJudge = Readonly<Record<"comply" | "rate" | "rank", readonly CallCounts[]>>;

/** Puts the blocks of all statements together. @param blocks in any order */
export function assembleTable(axes: TableAxes, blocks: readonly NamedBlock[], calls: CallsByJudge): VerdictTable {
  const sorted = blocks.toSorted((a, b) => compareTexts(a.statement, b.statement));
  const starts = new Int32Array(sorted.length + 1);
  for (const [index, { block }] of sorted.entries()) starts[index + 1] = (starts[index] ?? 0) + block.items;
  const items = starts.at(-1) ?? 0;
  const parts = sorted.map(({ block }, index) => ({ block, start: starts[index] ?? 0 }));
  const join = <Data extends Int8Array | Int32Array | Float32Array>(target: Data, pick: (block: NamedBlock["block"]) => Data): Data => {
    const rows = items === 0 ? 0 : target.length / items;
    for (const { block, start } of parts) {
      const source = pick(block);
      for (let row = 0; row < rows; row += 1) {
        target.set(source.subarray(row * block.items, (row + 1) * block.items), row * items + start);
      }
    }
    return target;
  };
  const codes = (rows: number, pick: (block: NamedBlock["block"]) => Int8Array): Int8Array =>
    join(new Int8Array(rows * items).fill(NOT_JUDGED), pick);
  const scores = (stage: "comply" | "rate"): ScoreColumns => {
    const rows = axes.judges[stage].length * axes.candidates.length;
    return {
      verdicts: codes(rows, (block) => block[stage].verdicts),
      again: codes(rows, (block) => block[stage].again),
      confidence: join(new Float32Array(rows * items), (block) => block[stage].confidence),
      calls: calls[stage],
    };
  };
  const rankings = (): RankingColumns => {
    const rows = axes.judges.rank.length * axes.pairs.length * 2;
    return {
      verdicts: codes(rows, ({ rank }) => rank.verdicts),
      again: codes(rows, ({ rank }) => rank.again),
      calls: calls.rank,
    };
  };
  return {
    ...axes,
    statements: sorted.map(({ statement }) => statement),
    starts,
    originalIndex: join(new Int32Array(items), (block) => block.originalIndex),
    sampleIndex: join(new Int32Array(items), (block) => block.sampleIndex),
    lengths: join(new Int32Array(axes.candidates.length * items), ({ lengths }) => lengths),
    compliance: scores("comply"),
    ratings: scores("rate"),
    rankings: rankings(),
  };
}
