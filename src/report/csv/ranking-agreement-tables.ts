import { rawAgreement } from "../../statistics/agreement/raw-agreement.ts";
import { totalSums } from "../../statistics/resampling.ts";
import { rankersTable, rankingCategories } from "../rankings/ranking-agreement.ts";
import type { RankingView } from "../rankings/ranking-view.ts";
import type { RankingAgreement } from "../summary.ts";
import type { Cell, CsvFile } from "./csv-file.ts";
import { allFigures, valueAndItems, figureOfPair, judgeMatrix, judgesOf } from "./judge-pairs.ts";

const KAPPA = "fleissKappa";

/** Of rankings, as `correlate_ranking_compliance.py` writes them. */
export function rankingAgreementTables(folder: string, agreement: RankingAgreement, view: RankingView): CsvFile[] {
  if (agreement.pairs.length === 0) return [];
  const rankers = judgesOf(agreement);
  return [
    {
      path: `${folder}/global_fleiss_kappa.csv`,
      header: ["mode", "fleiss_kappa", "num_items", "num_rankers"],
      rows: [["global", ...valueAndItems(agreement.overall, KAPPA), rankers.length]],
    },
    {
      path: `${folder}/global_pairwise_agreement.csv`,
      header: ["ranker1", "ranker2", "agreement", "common_items"],
      rows: agreement.pairs.map(({ judges, agreement: raw, items }) => [...judges, raw.value, items]),
    },
    judgeMatrix(`${folder}/global_agreement_matrix.csv`, "ranker", rankers, figureOfPair(agreement, "agreement")),
    {
      path: `${folder}/model_pair_fleiss_kappa.csv`,
      header: ["model1", "model2", "fleiss_kappa", "num_items", "num_rankers"],
      rows: agreement.byPair.map(({ a, b, figures }) => [a, b, ...valueAndItems(figures, KAPPA), rankers.length]),
    },
    pairMatrix(folder, agreement),
    pairwiseByPair(folder, view),
    allFigures(folder, agreement),
  ];
}

/** First models down, second ones across. */
function pairMatrix(folder: string, { byPair }: RankingAgreement): CsvFile {
  const firsts = [...new Set(byPair.map(({ a }) => a))].toSorted();
  const seconds = [...new Set(byPair.map(({ b }) => b))].toSorted();
  const cell = (first: string, second: string): Cell => {
    const pair = byPair.find(({ a, b }) => a === first && b === second);
    return pair === undefined ? null : valueAndItems(pair.figures, KAPPA)[0];
  };
  return {
    path: `${folder}/model_pair_fleiss_kappa_pivot.csv`,
    header: ["model1", ...seconds],
    rows: firsts.map((first) => [first, seconds.map((second) => cell(first, second))].flat()),
  };
}

/** Of each pair of models, how far each two judges agree. */
function pairwiseByPair(folder: string, view: RankingView): CsvFile {
  const categories = rankingCategories(view);
  const { candidates, pairs } = view.table;
  const rows = pairs.flatMap(([a, b], pair) =>
    view.judges.flatMap((first, one) =>
      view.judges.slice(one + 1).map((second, place): Cell[] => {
        const table = rankersTable(view, categories, [pair], one, one + 1 + place);
        const sums = totalSums(table);
        const items = sums.reduce((sum, count) => sum + count, 0);
        return [candidates[a] ?? "", candidates[b] ?? "", first, second, rawAgreement(sums, table.categories), items];
      }),
    ),
  );
  return {
    path: `${folder}/model_pair_pairwise_agreement.csv`,
    header: ["model1", "model2", "ranker1", "ranker2", "agreement", "common_items"],
    rows,
  };
}
