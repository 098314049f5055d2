import { countOf, formatCount } from "../domain/counts.ts";
import type { CorrectedRankings, OrderTally } from "../index.ts";
import { alignColumns } from "./columns.ts";
import { quotePath } from "./format.ts";

/** Pairs that are shown; of more, only how many there are. */
const MAX_PAIRS = 20;

const HEADINGS = ["rows", "agree", "flip", "differ", "unscored", "missing", "flip rate"] as const;

/** What was corrected, for a person or as one line of JSON. */
export function showCorrected(rankings: CorrectedRankings, { json }: { readonly json: boolean }): string {
  return json ? JSON.stringify({ type: "corrected", ...rankings }) : renderCorrected(rankings);
}

/** What the order of answers did to a judge's rankings: a line for each pair, and one for all. */
function renderCorrected({ directory, pairs, oneOrder, ...total }: CorrectedRankings): string {
  const lines = [`Corrected for order: ${countOf(pairs.length, "pair")} in ${quotePath(directory)}`];
  if (pairs.length > 0) {
    const shown = pairs.slice(0, MAX_PAIRS);
    const table = [
      ["", ...HEADINGS],
      ...shown.map((pair) => cellsOf(`${pair.a} x ${pair.b}`, pair)),
      ...(pairs.length > MAX_PAIRS ? [[`and ${formatCount(pairs.length - MAX_PAIRS)} more`]] : []),
      ...(pairs.length > 1 ? [cellsOf("all", total)] : []),
    ];
    lines.push(...alignColumns(table, (column) => column === 0));
  }
  if (oneOrder.length > 0) lines.push(`  ${countOf(oneOrder.length, "pair")} judged in one order only: not corrected`);
  return lines.join("\n");
}

function cellsOf(name: string, { rows, effects, flipRate }: OrderTally): string[] {
  const { agree, flip, differ, unscored, missing } = effects;
  const rate = flipRate === null ? "-" : `${(100 * flipRate).toFixed(1)}%`;
  return [name, ...[rows, agree, flip, differ, unscored, missing].map(formatCount), rate];
}
