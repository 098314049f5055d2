import type { AgreementFigure, AgreementSummary, JudgePair, SpecSummary, Summary } from "../summary.ts";
import { type Cell, type CsvFile, ends } from "./csv-file.ts";
import { specFolder } from "./python-tables.ts";

/** Agreement of judges: the Python analysis's tables, and one of ours with all figures and their intervals. */
export function agreementTables({ specs }: Summary): CsvFile[] {
  return specs.flatMap((spec) =>
    [
      kindTables(spec, "compliance", spec.compliance?.agreement, "fleiss_kappa"),
      kindTables(spec, "ratings", spec.ratings?.agreement, "krippendorff_alpha"),
      kindTables(spec, "rankings", spec.rankings?.agreement, "fleiss_kappa"),
      byPair(spec),
    ].flat(),
  );
}

type Coefficient = "fleiss_kappa" | "krippendorff_alpha";

const FIGURES: Readonly<Record<Coefficient, string>> = { fleiss_kappa: "fleissKappa", krippendorff_alpha: "krippendorffAlpha" };

function kindTables(spec: SpecSummary, kind: string, agreement: AgreementSummary | undefined, coefficient: Coefficient): CsvFile[] {
  if (agreement === undefined || agreement.pairs.length === 0) return [];
  const folder = `${specFolder(spec.name)}/agreement_${kind}`;
  const judges = [...new Set(agreement.pairs.flatMap((pair) => pair.judges))].toSorted();
  const raters = kind === "rankings" ? "num_rankers" : "num_judges";
  const value = (figures: readonly AgreementFigure[]): Cell[] => {
    const figure = figures.find(({ name }) => name === FIGURES[coefficient]);
    return [figure?.value ?? null, figure?.items ?? 0];
  };
  return [
    {
      path: `${folder}/global_${coefficient}.csv`,
      header: ["mode", coefficient, "num_items", raters],
      rows: [["global", ...value(agreement.overall), judges.length]],
    },
    {
      path: `${folder}/global_pairwise_agreement.csv`,
      header: ["judge1", "judge2", "agreement", "common_inputs"],
      rows: agreement.pairs.map(({ judges: [a, b], agreement: figure, items }) => [a, b, figure.value, items]),
    },
    {
      path: `${folder}/global_agreement_matrix.csv`,
      header: ["judge", ...judges],
      rows: judges.map((judge) => [judge, judges.map((other) => matrixCell(agreement.pairs, judge, other))].flat()),
    },
    {
      path: `${folder}/model_${coefficient}_results.csv`,
      header: ["candidate", coefficient, "num_items"],
      rows: agreement.byCandidate.map(({ candidate, figures }) => [candidate, value(figures)].flat()),
    },
    {
      path: `${folder}/${coefficient}_by_statement.csv`,
      header: ["statement", coefficient, "num_items"],
      rows: agreement.byStatement.map(({ statement, figures }) => [statement, value(figures)].flat()),
    },
    { path: `${folder}/agreement.csv`, ...allFigures(agreement) },
  ];
}

function matrixCell(pairs: readonly JudgePair[], judge: string, other: string): Cell {
  if (judge === other) return 1;
  return pairs.find(({ judges }) => judges.includes(judge) && judges.includes(other))?.agreement.value ?? null;
}

function figureRow(of: string, { name, value, interval, items }: AgreementFigure): Cell[] {
  return [of, name, value, ...ends(interval), items];
}

function allFigures({ overall, pairs, byCandidate }: AgreementSummary): Omit<CsvFile, "path"> {
  return {
    header: ["of", "figure", "value", "low", "high", "items"],
    rows: [
      ...overall.map((figure) => figureRow("all judges", figure)),
      ...pairs.flatMap(({ judges, agreement, kappa }) => [agreement, kappa].map((figure) => figureRow(judges.join(" and "), figure))),
      ...byCandidate.flatMap(({ candidate, figures }) => figures.map((figure) => figureRow(candidate, figure))),
    ],
  };
}

function byPair(spec: SpecSummary): CsvFile[] {
  const rows = (spec.rankings?.agreement.byPair ?? []).map(({ a, b, figures }): Cell[] => {
    const kappa = figures.find(({ name }) => name === FIGURES.fleiss_kappa);
    return [a, b, kappa?.value ?? null, kappa?.items ?? 0];
  });
  if (rows.length === 0) return [];
  return [
    {
      path: `${specFolder(spec.name)}/agreement_rankings/model_pair_fleiss_kappa.csv`,
      header: ["model_a", "model_b", "fleiss_kappa", "num_items"],
      rows,
    },
  ];
}
