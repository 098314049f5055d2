import { scoreAgainstLength } from "../../statistics/length/score-against-length.ts";
import { momentsByCluster } from "../../statistics/rates/tally.ts";
import { type FigureSettings, intervalOf } from "../settings.ts";
import type { LengthRelation } from "../summary.ts";
import { isScored, NOT_JUDGED } from "../table/verdict-codes.ts";
import type { ScoreView } from "./score-view.ts";

/** Score against length, for each judge over all candidates: only what differs within a statement counts. */
export function lengthRelations(view: ScoreView, { level }: FigureSettings): LengthRelation[] {
  return view.allJudges().map((judge) => {
    const most = view.candidates.length * view.items;
    const [allScores, allLengths, allStatements] = [new Float64Array(most), new Float64Array(most), new Int32Array(most)];
    let count = 0;
    for (const candidate of view.candidates.keys()) {
      const codes = view.codes(judge, candidate);
      for (let item = 0; item < view.items; item += 1) {
        const [code, length] = [codes[item] ?? NOT_JUDGED, view.length(candidate, item)];
        if (!isScored(code) || length < 1) continue;
        allScores[count] = code;
        // Doublings: the slope is the change of the score for an answer twice as long.
        allLengths[count] = Math.log2(length);
        allStatements[count] = view.statementOf[item] ?? 0;
        count += 1;
      }
    }
    const statements = allStatements.subarray(0, count);
    const { slope, correlation } = scoreAgainstLength(
      withinStatements(allScores.subarray(0, count), statements, view.statements),
      withinStatements(allLengths.subarray(0, count), statements, view.statements),
      statements,
      level,
    );
    return { judge: view.judges[judge] ?? "", slope: slope.value, interval: intervalOf(slope), correlation };
  });
}

/** Statements that ask for longer answers may be harder too: each value is compared with its statement's mean. */
function withinStatements(values: Float64Array, statements: Int32Array, count: number): Float64Array {
  const moments = momentsByCluster(values, statements, count);
  return values.map((value, index) => value - (moments[statements[index] ?? 0]?.mean ?? 0));
}
