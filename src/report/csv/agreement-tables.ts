import { RankingView } from "../rankings/ranking-view.ts";
import { ScoreView } from "../scores/score-view.ts";
import type { SpecSummary, Summary } from "../summary.ts";
import type { VerdictTable } from "../table/verdict-table.ts";
import type { CsvFile } from "./csv-file.ts";
import { specFolder } from "./folders.ts";
import { rankingAgreementTables } from "./ranking-agreement-tables.ts";
import { scoreAgreementTables } from "./score-agreement-tables.ts";

/** Agreement of judges: the Python analysis's tables, and one of ours with all figures and their intervals. */
export function agreementTables({ specs }: Summary, tables: readonly VerdictTable[]): CsvFile[] {
  return specs.flatMap((spec, place) => {
    const table = tables[place];
    return table === undefined ? [] : specTables(spec, table);
  });
}

function specTables({ name, compliance, ratings, rankings }: SpecSummary, table: VerdictTable): CsvFile[] {
  const folder = `${specFolder(name)}/agreement`;
  return [
    ...(compliance === null ? [] : scoreAgreementTables(`${folder}_compliance`, compliance.agreement, new ScoreView(table, "comply"))),
    ...(ratings === null ? [] : scoreAgreementTables(`${folder}_ratings`, ratings.agreement, new ScoreView(table, "rate"))),
    ...(rankings === null ? [] : rankingAgreementTables(`${folder}_rankings`, rankings.agreement, new RankingView(table))),
  ];
}
