import type { AgreementFigure, AgreementSummary, RankingAgreement } from "../summary.ts";
import { type Cell, type CsvFile, FIGURE, figureCells } from "./csv-file.ts";

/** The judges that agreement is about, in the order of the alphabet. */
export function judgesOf({ pairs }: AgreementSummary): string[] {
  return [...new Set(pairs.flatMap(({ judges }) => judges))].toSorted();
}

/** A figure by its name, and the items that it is taken from. */
export function valueAndItems(figures: readonly AgreementFigure[], name: string): readonly [Cell, Cell] {
  const figure = figures.find((each) => each.name === name);
  return [figure?.value ?? null, figure?.items ?? 0];
}

/** Judges by judges; the diagonal is 1. @param valueOf of two judges, in their order */
export function judgeMatrix(
  path: string,
  corner: string,
  judges: readonly string[],
  valueOf: (first: string, second: string) => number | null,
): CsvFile {
  const cell = (row: number, column: number): Cell =>
    row === column ? 1 : valueOf(judges[Math.min(row, column)] ?? "", judges[Math.max(row, column)] ?? "");
  return {
    path,
    header: [corner, ...judges],
    rows: judges.map((judge, row) => [judge, judges.map((_, column) => cell(row, column))].flat()),
  };
}

/** A figure of two judges from the summary, whichever of them is named first. */
export function figureOfPair({ pairs }: AgreementSummary, figure: "agreement" | "correlation") {
  return (first: string, second: string): number | null =>
    pairs.find(({ judges }) => judges.includes(first) && judges.includes(second))?.[figure]?.value ?? null;
}

/** All figures of ours, with their intervals. */
export function allFigures(folder: string, agreement: AgreementSummary | RankingAgreement): CsvFile {
  const pairs = "byPair" in agreement ? agreement.byPair : [];
  return {
    path: `${folder}/agreement.csv`,
    header: ["by", "of", ...FIGURE],
    rows: [
      ...figureRows("all", "all judges", agreement.overall),
      ...agreement.pairs.flatMap(({ judges, agreement: raw, kappa, correlation }) =>
        figureRows("judges", judges.join(" and "), correlation === null ? [raw, kappa] : [raw, kappa, correlation]),
      ),
      ...agreement.byCandidate.flatMap(({ candidate, figures }) => figureRows("candidate", candidate, figures)),
      ...pairs.flatMap(({ a, b, figures }) => figureRows("pair", `${a} and ${b}`, figures)),
      ...agreement.byStatement.flatMap(({ statement, figures }) => figureRows("statement", statement, figures)),
    ],
  };
}

function figureRows(by: string, of: string, figures: readonly AgreementFigure[]): Cell[][] {
  return figures.map((figure) => [by, of, figureCells(figure)].flat());
}
