import { type PairTable, pairTable } from "../../statistics/agreement/pair-table.ts";
import { type RatingTable, ratingTable } from "../../statistics/agreement/rating-table.ts";
import { figuresOf, judgePair, rowOf, sumTables } from "../agreement.ts";
import type { FigureSettings } from "../settings.ts";
import type { AgreementSummary, JudgePair } from "../summary.ts";
import { isScored, NOT_JUDGED } from "../table/verdict-codes.ts";
import type { ScoreView } from "./score-view.ts";

/** How far judges agree on the same answers: two by two and all together, by candidate and by statement. */
export function scoreAgreement(view: ScoreView, settings: FigureSettings): AgreementSummary {
  if (view.judges.length < 2) return { pairs: [], overall: [], byCandidate: [], byStatement: [] };
  const tables = [...view.candidates.keys()].map((candidate) => candidateTable(view, candidate));
  const all = sumTables(tables);
  return {
    pairs: pairsOf(view, settings),
    overall: figuresOf(all, view.scale, settings),
    byCandidate: tables.map((table, place) => ({
      candidate: view.candidates[place] ?? "",
      figures: figuresOf(table, view.scale, settings),
    })),
    byStatement: view.table.statements.map((statement, place) => ({
      statement,
      figures: figuresOf(rowOf(all, place), view.scale, settings),
    })),
  };
}

/** Verdicts of all judges on one candidate. */
export function candidateTable(view: ScoreView, candidate: number): RatingTable {
  const table = ratingTable(view.statements, view.scale.categories);
  const columns = view.allJudges().map((judge) => view.codes(judge, candidate));
  const given = new Float64Array(view.scale.categories);
  for (let item = 0; item < view.items; item += 1) {
    given.fill(0);
    for (const codes of columns) {
      const code = codes[item] ?? NOT_JUDGED;
      if (isScored(code)) given[view.category(code)] = (given[view.category(code)] ?? 0) + 1;
    }
    table.count(view.statementOf[item] ?? 0, given);
  }
  return table;
}

function pairsOf(view: ScoreView, settings: FigureSettings): JudgePair[] {
  return view.allJudges().flatMap((first) =>
    view
      .allJudges()
      .slice(first + 1)
      .map((second) => {
        const table = judgesTable(view, [...view.candidates.keys()], first, second);
        return judgePair([view.judges[first] ?? "", view.judges[second] ?? ""], table, view.scale, settings);
      }),
  );
}

/** Verdicts of two judges on the same answers of some candidates. */
export function judgesTable(view: ScoreView, candidates: readonly number[], first: number, second: number): PairTable {
  const table = pairTable(view.statements, view.scale.categories);
  for (const candidate of candidates) {
    const [one, other] = [view.codes(first, candidate), view.codes(second, candidate)];
    for (let item = 0; item < view.items; item += 1) {
      const [a, b] = [one[item] ?? NOT_JUDGED, other[item] ?? NOT_JUDGED];
      if (isScored(a) && isScored(b)) table.count(view.statementOf[item] ?? 0, view.category(a), view.category(b));
    }
  }
  return table;
}
