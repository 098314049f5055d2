import { scoreAgainstLength } from "../../statistics/length/score-against-length.ts";
import { momentsByCluster } from "../../statistics/rates/tally.ts";
import { type FigureSettings, intervalOf } from "../settings.ts";
import type { LengthRelation } from "../summary.ts";
import { isScored, NOT_JUDGED } from "../table/verdict-codes.ts";
import type { ScoreView } from "./score-view.ts";

/** Score against length, for each judge over all candidates: only what differs within a statement counts. */
export function lengthRelations(view: ScoreView, { level }: FigureSettings): LengthRelation[] {
  return view.allJudges().map((judge) => {
    const [scores, lengths, statements]: [number[], number[], number[]] = [[], [], []];
    for (const candidate of view.candidates.keys()) {
      const codes = view.codes(judge, candidate);
      for (let item = 0; item < view.items; item += 1) {
        const [code, length] = [codes[item] ?? NOT_JUDGED, view.length(candidate, item)];
        if (!isScored(code) || length < 1) continue;
        scores.push(code);
        // Doublings: the slope is the change of the score for an answer twice as long.
        lengths.push(Math.log2(length));
        statements.push(view.statementOf[item] ?? 0);
      }
    }
    const { slope, correlation } = scoreAgainstLength(
      withinStatements(scores, statements, view.statements),
      withinStatements(lengths, statements, view.statements),
      statements,
      level,
    );
    return { judge: view.judges[judge] ?? "", slope: slope.value, interval: intervalOf(slope), correlation };
  });
}

/** Statements that ask for longer answers may be harder too: each value is compared with its statement's mean. */
function withinStatements(values: readonly number[], statements: readonly number[], count: number): Float64Array {
  const moments = momentsByCluster(values, statements, count);
  return Float64Array.from(values, (value, index) => value - (moments[statements[index] ?? 0]?.mean ?? 0));
}
