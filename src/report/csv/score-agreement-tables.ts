import { modelFolderName } from "../../domain/names.ts";
import { fleissKappa } from "../../statistics/agreement/fleiss-kappa.ts";
import { krippendorffAlpha } from "../../statistics/agreement/krippendorff-alpha.ts";
import { pearsonCorrelation } from "../../statistics/agreement/pearson-correlation.ts";
import { ratingLayout } from "../../statistics/agreement/rating-table.ts";
import { rawAgreement } from "../../statistics/agreement/raw-agreement.ts";
import { meanOf } from "../../statistics/numerics/sums.ts";
import { type Statistic, totalSums } from "../../statistics/resampling.ts";
import { rowOf } from "../agreement.ts";
import { candidateTable, judgesTable } from "../scores/score-agreement.ts";
import type { ScoreView } from "../scores/score-view.ts";
import type { AgreementSummary } from "../summary.ts";
import { isJudged } from "../table/verdict-codes.ts";
import type { Cell, CsvFile } from "./csv-file.ts";
import { allFigures, valueAndItems, figureOfPair, judgeMatrix, judgesOf } from "./judge-pairs.ts";

/** What the Python analysis takes of one kind of scores: of all judges, and of two. */
interface Figures {
  readonly column: "fleiss_kappa" | "krippendorff_alpha";
  readonly name: string;
  readonly mean: string;
  readonly ofAll: Statistic;
  readonly ofPair: "agreement" | "correlation";
  readonly ofTwo: Statistic;
}

function figuresFor({ scale: { categories, isRate, metric } }: ScoreView): Figures {
  return isRate
    ? {
        column: "fleiss_kappa",
        name: "fleissKappa",
        mean: "mean_kappa",
        ofAll: (sums) => fleissKappa(sums, categories),
        ofPair: "agreement",
        ofTwo: (sums) => rawAgreement(sums, categories),
      }
    : {
        column: "krippendorff_alpha",
        name: "krippendorffAlpha",
        mean: "mean_alpha",
        ofAll: (sums) => krippendorffAlpha(sums, categories, metric),
        ofPair: "correlation",
        ofTwo: (sums) => pearsonCorrelation(sums, categories),
      };
}

/** Of compliance and ratings, as `correlate_binary_compliance.py` and `correlate_likert_compliance.py` write them. */
export function scoreAgreementTables(folder: string, agreement: AgreementSummary, view: ScoreView): CsvFile[] {
  if (agreement.pairs.length === 0) return [];
  const figures = figuresFor(view);
  const { column, name } = figures;
  const judges = judgesOf(agreement);
  const pairs = (figure: "agreement" | "correlation"): CsvFile[] => [
    {
      path: `${folder}/global_pairwise_${figure}.csv`,
      header: ["judge1", "judge2", figure, "common_inputs"],
      rows: agreement.pairs.map(({ judges: both, [figure]: value, items }) => [...both, value?.value ?? null, items]),
    },
    judgeMatrix(`${folder}/global_${figure}_matrix.csv`, "judge", judges, figureOfPair(agreement, figure)),
  ];
  return [
    {
      path: `${folder}/global_${column}.csv`,
      header: ["mode", column, "num_items", "num_judges"],
      rows: [["global", ...valueAndItems(agreement.overall, name), judges.length]],
    },
    ...pairs("agreement"),
    ...(figures.ofPair === "correlation" ? pairs("correlation") : []),
    {
      path: `${folder}/model_${column}_results.csv`,
      header: ["candidate", column, "num_items"],
      rows: agreement.byCandidate.map(({ candidate, figures: own }) => [candidate, ...valueAndItems(own, name)]),
    },
    ...(judges.length > 2 ? candidateMatrices(folder, figures, view) : []),
    ...statementTables(folder, figures, view),
    judgeCounts(folder, view),
    allFigures(folder, agreement),
  ];
}

/** For each candidate, how far two judges agree on it. The Python analysis makes them of three judges and more. */
function candidateMatrices(folder: string, { ofPair, ofTwo }: Figures, view: ScoreView): CsvFile[] {
  return view.candidates.map((candidate, number) =>
    judgeMatrix(`${folder}/model_${ofPair}_matrix_${modelFolderName(candidate)}.csv`, "judge", view.judges, (first, second) =>
      ofTwo(totalSums(judgesTable(view, [number], view.judges.indexOf(first), view.judges.indexOf(second)))),
    ),
  );
}

/** Candidate by statement: as a list, and as a table with the mean of those that have a value. */
function statementTables(folder: string, { column, mean, ofAll }: Figures, view: ScoreView): CsvFile[] {
  const { paired } = ratingLayout(view.scale.categories);
  const { statements } = view.table;
  const byCandidate = view.candidates.map((candidate, number) => {
    const table = candidateTable(view, number);
    const cells = statements.map((statement, place) => {
      const sums = totalSums(rowOf(table, place));
      return { statement, value: ofAll(sums), items: sums[paired] ?? 0 };
    });
    return { candidate, cells };
  });
  return [
    {
      path: `${folder}/${column}_results.csv`,
      header: ["candidate", "statement", column],
      rows: byCandidate.flatMap(({ candidate, cells }) =>
        cells.flatMap(({ statement, value, items }) => (items === 0 ? [] : [[candidate, statement, value]])),
      ),
    },
    {
      path: `${folder}/${column}_by_statement.csv`,
      header: ["candidate", ...statements, mean],
      rows: byCandidate.map(({ candidate, cells }): Cell[] => {
        const values = cells.map(({ value }) => value);
        const known = values.flatMap((value) => value ?? []);
        return [candidate, values, known.length === 0 ? null : meanOf(known)].flat();
      }),
    },
  ];
}

/** Statements of candidates that a judge judged together with another judge. */
function judgeCounts(folder: string, view: ScoreView): CsvFile {
  const counts = view.judges.map(() => 0);
  for (const candidate of view.candidates.keys()) {
    const columns = view.allJudges().map((judge) => view.codes(judge, candidate));
    for (const place of view.table.statements.keys()) {
      const [from, to] = [view.table.starts[place], view.table.starts[place + 1]];
      const own = [...columns.keys()].filter((judge) => columns[judge]?.subarray(from, to).some(isJudged) === true);
      if (own.length < 2) continue;
      for (const judge of own) counts[judge] = (counts[judge] ?? 0) + 1;
    }
  }
  return {
    path: `${folder}/judge_counts.csv`,
    header: ["judge", "count"],
    rows: view.judges.map((judge, number) => [judge, counts[number] ?? 0]),
  };
}
