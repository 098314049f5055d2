import { isScored } from "../table/verdict-codes.ts";
import { itemCount, scoreOffset, type VerdictTable } from "../table/verdict-table.ts";

/** What judges make of an answer, all together: strata of the sample, within each candidate. */
export const AGREEMENTS = ["all_not_compliant", "split", "all_compliant"] as const;
export type Agreement = (typeof AGREEMENTS)[number];

/** Answers that no judge gave a verdict on are in no stratum: there is nothing about them to correct. */
export const NO_STRATUM = -1;

/** A part of the answers: of one candidate, as far as judges agree about them. */
export interface Stratum {
  readonly name: string;
  readonly candidate: number;
  readonly agreement: Agreement;
  /** Answers in it. */
  readonly size: number;
}

/** Every answer's stratum: numbers of `strata`, candidate x item. */
export interface AnswerStrata {
  /** Candidate x agreement: three for each candidate, some may be empty. */
  readonly strata: readonly Stratum[];
  readonly of: Int32Array;
}

/** Sorts all answers by candidate, and by whether the judges' compliance verdicts agree. */
export function answerStrata(table: VerdictTable): AnswerStrata {
  const items = itemCount(table);
  const of = new Int32Array(table.candidates.length * items).fill(NO_STRATUM);
  const sizes = new Int32Array(table.candidates.length * AGREEMENTS.length);
  for (const candidate of table.candidates.keys()) {
    const columns = table.judges.comply.map((_, judge) => scoreOffset(table, items, judge, candidate));
    for (let item = 0; item < items; item += 1) {
      const agreement = agreementOf(columns.map((offset) => table.compliance.verdicts[offset + item] ?? NO_STRATUM));
      if (agreement === NO_STRATUM) continue;
      const stratum = candidate * AGREEMENTS.length + agreement;
      of[candidate * items + item] = stratum;
      sizes[stratum] = (sizes[stratum] ?? 0) + 1;
    }
  }
  const strata = table.candidates.flatMap((name, candidate) =>
    AGREEMENTS.map((agreement, place) => ({
      name: `${name} ${agreement}`,
      candidate,
      agreement,
      size: sizes[candidate * AGREEMENTS.length + place] ?? 0,
    })),
  );
  return { strata, of };
}

/** Place in `AGREEMENTS`. @param codes of all judges about an answer */
function agreementOf(codes: readonly number[]): number {
  const scored = codes.filter(isScored);
  if (scored.length === 0) return NO_STRATUM;
  const compliant = scored.filter((code) => code === 1).length;
  if (compliant === 0) return 0;
  return compliant === scored.length ? 2 : 1;
}
