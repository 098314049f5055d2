import { ratingTable } from "../../statistics/agreement/rating-table.ts";
import { figuresOf } from "../agreement.ts";
import { RATES } from "../scores/score-view.ts";
import type { AgreementFigure } from "../summary.ts";
import { statementsOfItems, type VerdictTable } from "../table/verdict-table.ts";
import type { LabelSettings } from "./label-settings.ts";
import type { SharedAnswer } from "./people-verdicts.ts";

/** How far people agree on the answers that several of them decided on. Empty where there is none. */
export function labellerAgreement(table: VerdictTable, shared: readonly SharedAnswer[], settings: LabelSettings): AgreementFigure[] {
  if (shared.length === 0) return [];
  const statementOf = statementsOfItems(table);
  const decisions = ratingTable(table.statements.length, RATES.categories);
  for (const { item, violating, compliant } of shared) decisions.count(statementOf[item] ?? 0, [violating, compliant]);
  return figuresOf(decisions, RATES, settings);
}
