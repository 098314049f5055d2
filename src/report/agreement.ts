import { cohenKappa } from "../statistics/agreement/cohen-kappa.ts";
import { fleissKappa } from "../statistics/agreement/fleiss-kappa.ts";
import { gwetCoefficient } from "../statistics/agreement/gwet.ts";
import { krippendorffAlpha, type Metric } from "../statistics/agreement/krippendorff-alpha.ts";
import type { PairTable } from "../statistics/agreement/pair-table.ts";
import { pearsonCorrelation } from "../statistics/agreement/pearson-correlation.ts";
import { ratingLayout, type RatingTable } from "../statistics/agreement/rating-table.ts";
import { rawAgreement } from "../statistics/agreement/raw-agreement.ts";
import type { WeightKind } from "../statistics/agreement/agreement-weights.ts";
import { bootstrapEstimate, type Statistic, type StatementSums, totalSums } from "../statistics/resampling.ts";
import { filledRows } from "../statistics/statement-rows.ts";
import { type FigureSettings, intervalOf } from "./settings.ts";
import type { AgreementFigure, JudgePair } from "./summary.ts";

/** How verdicts are compared. */
export interface AgreementScale {
  readonly categories: number;
  readonly weights: WeightKind;
  readonly metric: Metric;
}

/** Agreement among any number of judges. */
export function figuresOf(
  table: Pick<RatingTable, keyof StatementSums>,
  scale: AgreementScale,
  settings: FigureSettings,
): AgreementFigure[] {
  const { categories, metric, weights } = scale;
  const layout = ratingLayout(categories);
  const rows = filledRows(table);
  const items = totalSums(rows)[layout.paired] ?? 0;
  const figure = (name: string, statistic: Statistic): AgreementFigure => ({ name, items, ...estimated(rows, statistic, settings) });
  return [
    figure("fleissKappa", (sums) => fleissKappa(sums, categories)),
    figure("krippendorffAlpha", (sums) => krippendorffAlpha(sums, categories, metric)),
    figure(weights === "identity" ? "gwetAc1" : "gwetAc2", (sums) => gwetCoefficient(sums, categories, weights)),
    figure("rawAgreement", (sums) => rawAgreement(sums.subarray(layout.pairs, layout.pairs + categories * categories), categories)),
  ];
}

/** Agreement of two judges. */
export function judgePair(judges: readonly [string, string], table: PairTable, scale: AgreementScale, settings: FigureSettings): JudgePair {
  const { categories, weights } = scale;
  const rows = filledRows(table);
  const items = totalSums(rows).reduce((sum, count) => sum + count, 0);
  const ordered = weights !== "identity";
  const figure = (name: string, statistic: Statistic): AgreementFigure => ({ name, items, ...estimated(rows, statistic, settings) });
  return {
    judges,
    items,
    agreement: figure("rawAgreement", (sums) => rawAgreement(sums, categories)),
    kappa: figure(ordered ? "quadraticKappa" : "cohenKappa", (sums) => cohenKappa(sums, categories, weights)),
    correlation: ordered ? figure("pearsonR", (sums) => pearsonCorrelation(sums, categories)) : null,
  };
}

function estimated(
  rows: StatementSums,
  statistic: Statistic,
  { seed, resamples, level }: FigureSettings,
): Pick<AgreementFigure, "value" | "interval"> {
  const estimate = bootstrapEstimate(rows, statistic, { seed, resamples, level });
  return { value: estimate.value, interval: intervalOf(estimate) };
}

/** The row of one statement, on its own. */
export function rowOf({ width, values }: StatementSums, statement: number): StatementSums {
  return { statements: 1, width, values: values.slice(statement * width, (statement + 1) * width) };
}

/** Tables of the same shape together. */
export function sumTables(tables: readonly StatementSums[]): StatementSums {
  const [first] = tables;
  if (first === undefined) return { statements: 0, width: 0, values: new Float64Array() };
  const values = new Float64Array(first.values.length);
  for (const table of tables) for (const [place, value] of table.values.entries()) values[place] = (values[place] ?? 0) + value;
  return { statements: first.statements, width: first.width, values };
}
