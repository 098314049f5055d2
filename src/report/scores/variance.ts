import { momentsByCluster } from "../../statistics/rates/tally.ts";
import { type VarianceCell, varianceShares } from "../../statistics/variance/variance-shares.ts";
import { whatHelps } from "../../statistics/variance/what-helps.ts";
import type { VarianceSummary } from "../summary.ts";
import type { ScoreView } from "./score-view.ts";

/** What scores vary by; null where the data cannot tell. */
export function varianceSummary(view: ScoreView): VarianceSummary | null {
  const cells = view
    .allJudges()
    .flatMap((judge) =>
      [...view.candidates.keys()].flatMap((model) =>
        momentsByCluster(view.scores(judge, model), view.statementOf, view.statements).map((moments, statement): VarianceCell =>
          Object.assign(moments, { statement, model, judge }),
        ),
      ),
    );
  const shares = varianceShares(cells);
  const sentence = whatHelps(shares);
  if (shares.status === "undefined" || sentence === null) return null;
  return { shares: shares.shares.map(({ source, share }) => ({ source, share })), sentence };
}
