import { meanOf } from "../../statistics/numerics/sums.ts";
import { RankingView } from "../rankings/ranking-view.ts";
import type { RankingSummary } from "../summary.ts";
import type { VerdictTable } from "../table/verdict-table.ts";
import type { CsvFile } from "./csv-file.ts";
import { judgeFolder, specFolder } from "./folders.ts";

/** Rankings as the Python analysis counts them: a win only where both orders name the same answer. */
export function pythonRankingTables(rankings: RankingSummary, table: VerdictTable): CsvFile[] {
  return [...judgesTables(table), combinedRankers(table.spec, rankings)];
}

/** Where one of both orders has no rank, the item does not count. */
function judgesTables(table: VerdictTable): CsvFile[] {
  const view = new RankingView(table);
  return view.judges.flatMap((judge, number): CsvFile[] => {
    const totals = table.candidates.map(() => ({ wins: 0, losses: 0, ties: 0 }));
    const wins = table.statements.map(() => table.candidates.map(() => 0));
    for (const [pair, [a, b]] of table.pairs.entries()) {
      for (const [item, outcome] of view.outcomes(number, pair, true).entries()) {
        if (outcome === null) continue;
        const statement = wins[view.statementOf[item] ?? 0];
        for (const [own, won, lost] of [
          [a, outcome.wins, outcome.losses],
          [b, outcome.losses, outcome.wins],
        ] as const) {
          const total = totals[own];
          if (total === undefined || statement === undefined) continue;
          total.wins += won;
          total.losses += lost;
          total.ties += outcome.ties;
          statement[own] = (statement[own] ?? 0) + won;
        }
      }
    }
    const folder = judgeFolder(table.spec, judge);
    return [
      {
        path: `${folder}/ranking_summary.csv`,
        header: ["model", "wins", "losses", "ties"],
        rows: table.candidates.map((model, place) => [
          model,
          totals[place]?.wins ?? 0,
          totals[place]?.losses ?? 0,
          totals[place]?.ties ?? 0,
        ]),
      },
      {
        path: `${folder}/per_statement_wins.csv`,
        header: ["statement", ...table.candidates],
        rows: table.statements.map((statement, place) => [statement, wins[place] ?? []].flat()),
      },
    ];
  });
}

/** Wins minus losses by each judge, their mean, and ranks; equal ones share the best of theirs. Best first. */
function combinedRankers(spec: string, { tables }: RankingSummary): CsvFile {
  const rankers = tables.flatMap(({ judge, strengths }) =>
    judge === null ? [] : [{ judge, scores: new Map(strengths.map(({ candidate, strict }) => [candidate, strict.wins - strict.losses])) }],
  );
  const models = [...new Set(rankers.flatMap(({ scores }) => [...scores.keys()]))].toSorted();
  const rows = models.map((model) => {
    const scores = rankers.map((ranker) => ranker.scores.get(model) ?? null);
    const average = meanOf(scores.flatMap((score) => score ?? []));
    return { average, cells: [model, scores, average, rankers.map((ranker) => rankIn(ranker.scores, model))].flat() };
  });
  return {
    path: `${specFolder(spec)}/combined_ranker_comparison.csv`,
    header: ["model", ...rankers.map(({ judge }) => `${judge}_score`), "avg_score", ...rankers.map(({ judge }) => `${judge}_rank`)],
    rows: rows.toSorted((a, b) => b.average - a.average).map(({ cells }) => cells),
  };
}

function rankIn(scores: ReadonlyMap<string, number>, model: string): number | null {
  const own = scores.get(model);
  return own === undefined ? null : 1 + [...scores.values()].filter((score) => score > own).length;
}
