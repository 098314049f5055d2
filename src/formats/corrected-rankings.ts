import { z } from "zod";
import { ORDER_EFFECTS, type OrderComparison, type OrderEffect } from "../domain/order-swap.ts";
import { PREFERENCES } from "../domain/verdict.ts";
import { writeRowsUnder } from "./json-rows.ts";
import { type JudgementFileKind, type RowPlace, readJudgementFile } from "./judgement-file.ts";

const KIND: JudgementFileKind = { name: "corrected rankings", listKeys: ["rankings"] };

const verdict = z.enum([...PREFERENCES, "unscored"]).nullish();

const rowSchema = z.object({
  input: z.string(),
  output_a: z.string().nullish(),
  output_b: z.string().nullish(),
  rank: z.literal([1, 0, -1]).nullable(),
  verdict_ab: verdict,
  verdict_ba: verdict,
  order_effect: z.enum(ORDER_EFFECTS).nullish(),
  original_index: z.int().nonnegative().nullish(),
  sample_index: z.int().nonnegative().default(0),
});

/** A comparison as a file has it; the Python tool's files have neither the verdicts nor the effect. */
export interface CorrectedRanking extends Omit<OrderComparison, "effect"> {
  readonly effect: OrderEffect | null;
}

/**
 * Writes the verdicts on a pair about one statement with the effect of the order taken out, atomically. The files of both
 * orders stay as they are.
 *
 * @param comparisons of A×B, where A comes before B in the alphabet: readers find a pair under this order only
 * @returns how many there were; without any, no file is written
 */
export function writeCorrectedRankings(path: string, comparisons: Iterable<OrderComparison>): number {
  return writeRowsUnder(path, {}, KIND.listKeys[0], Iterator.from(comparisons).map(toRow));
}

function toRow(comparison: OrderComparison) {
  return {
    input: comparison.input,
    output_a: comparison.outputA,
    output_b: comparison.outputB,
    rank: comparison.rank,
    verdict_ab: comparison.verdictAb,
    verdict_ba: comparison.verdictBa,
    order_effect: comparison.effect,
    original_index: comparison.originalIndex,
    sample_index: comparison.sampleIndex,
  };
}

/**
 * Reads corrected rankings, ours or the Python tool's.
 *
 * @throws {FormatError} when the file has another shape, or a row cannot be used
 */
export async function readCorrectedRankings(path: string): Promise<CorrectedRanking[]> {
  return (await readJudgementFile(path, KIND, rowSchema, fromRow)).rows;
}

function fromRow(row: z.infer<typeof rowSchema>, place: RowPlace): CorrectedRanking {
  return {
    originalIndex: row.original_index ?? place.position,
    sampleIndex: row.sample_index,
    input: row.input,
    outputA: row.output_a ?? "",
    outputB: row.output_b ?? "",
    verdictAb: row.verdict_ab ?? null,
    verdictBa: row.verdict_ba ?? null,
    effect: row.order_effect ?? null,
    rank: row.rank,
  };
}
