import { compareTexts } from "../../domain/compare-texts.ts";
import type { ScoreSummary, SpecSummary, StatementScore, Summary } from "../summary.ts";
import type { VerdictTable } from "../table/verdict-table.ts";
import type { Cell, CsvFile } from "./csv-file.ts";
import { judgeFolder, specFolder } from "./folders.ts";
import { pythonRankingTables } from "./python-ranking-tables.ts";

/** Tables that the Python analysis has too, with its names and columns. Unscored items are in none of the figures. */
export function pythonTables(summary: Summary, tables: readonly VerdictTable[]): CsvFile[] {
  const files = summary.specs.some(({ compliance }) => compliance !== null)
    ? [compliancePerJudge(summary), averageCompliance(summary)]
    : [];
  for (const [place, spec] of summary.specs.entries()) {
    const table = tables[place];
    if (spec.compliance !== null) files.push(...scoreTables(spec, spec.compliance, COMPLIANCE));
    if (spec.ratings !== null) files.push(...scoreTables(spec, spec.ratings, RATINGS));
    if (spec.rankings !== null && table !== undefined) files.push(...pythonRankingTables(spec.rankings, table));
  }
  return files;
}

function compliancePerJudge({ specs }: Summary): CsvFile {
  const rows = specs.flatMap(({ name, compliance }) =>
    (compliance?.cells ?? []).map(({ candidate, judge, estimate }): Cell[] => [candidate, name, judge, estimate.value]),
  );
  return {
    path: "compliance_per_judge.csv",
    header: ["model", "spec", "judge", "compliance"],
    rows: rows.toSorted((a, b) => compareTexts(bySpecAndJudge(a), bySpecAndJudge(b))),
  };
}

/** The mean of the judges' rates, whatever the number of items each has scored. */
function averageCompliance({ specs }: Summary): CsvFile {
  const models = [...new Set(specs.flatMap(({ candidates }) => candidates.map(({ name }) => name)))].toSorted();
  return {
    path: "average_compliance.csv",
    header: ["model", ...specs.map(({ name }) => name)],
    rows: models.map((model) =>
      [
        model,
        specs.map(({ compliance }) => {
          const rates = (compliance?.cells ?? []).flatMap(({ candidate, estimate }) => (candidate === model ? (estimate.value ?? []) : []));
          return meanOrNull(rates);
        }),
      ].flat(),
    ),
  };
}

function bySpecAndJudge([model, spec, judge]: readonly Cell[]): string {
  return JSON.stringify([spec, judge, model]);
}

function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

interface ScoreNames {
  readonly overall: string;
  readonly column: string;
  readonly perStatement: string;
  /** Whether statements are lines; else models are. */
  readonly statementLines: boolean;
  readonly combined: string;
}

const COMPLIANCE: ScoreNames = {
  overall: "overall_compliance.csv",
  column: "compliance_score",
  perStatement: "per_statement_compliance.csv",
  statementLines: false,
  combined: "combined_compliance_rankings.csv",
};

const RATINGS: ScoreNames = {
  overall: "overall_avg_score.csv",
  column: "average_score",
  perStatement: "per_statement_avg_score.csv",
  statementLines: true,
  combined: "combined_likert_rankings.csv",
};

function scoreTables(spec: SpecSummary, scores: ScoreSummary, names: ScoreNames): CsvFile[] {
  const judges = scores.judges.map(({ judge }) => judge);
  const perJudge = judges.flatMap((judge): CsvFile[] => {
    const folder = judgeFolder(spec.name, judge);
    return [
      { path: `${folder}/${names.overall}`, header: ["model", names.column], rows: ranked(scores, judge) },
      { path: `${folder}/${names.perStatement}`, ...perStatement(spec, scores, judge, names) },
    ];
  });
  return [...perJudge, combined(spec, scores, judges, names)];
}

/** Models by falling score; those without one are left out. */
function ranked({ cells }: ScoreSummary, judge: string): (readonly [string, number])[] {
  return cells
    .flatMap(({ candidate, judge: own, estimate }) =>
      own === judge && estimate.value !== null ? [[candidate, estimate.value] as const] : [],
    )
    .toSorted((a, b) => b[1] - a[1] || compareTexts(a[0], b[0]));
}

function perStatement(
  spec: SpecSummary,
  { statements }: ScoreSummary,
  judge: string,
  { statementLines }: ScoreNames,
): Omit<CsvFile, "path"> {
  const known = new Map<string, number>();
  for (const row of statements) known.set(JSON.stringify([row.statement, row.candidate]), scoreOf(row, judge));
  const [ids, models] = [spec.statements.map(({ id }) => id), spec.candidates.map(({ name }) => name)];
  const cell = (statement: string, model: string): Cell => {
    const value = known.get(JSON.stringify([statement, model])) ?? Number.NaN;
    return Number.isNaN(value) ? null : value;
  };
  return statementLines
    ? { header: ["statement", ...models], rows: ids.map((id) => [id, models.map((model) => cell(id, model))].flat()) }
    : { header: ["model", ...ids], rows: models.map((model) => [model, ids.map((id) => cell(id, model))].flat()) };
}

function scoreOf({ byJudge }: StatementScore, judge: string): number {
  const own = byJudge.find((row) => row.judge === judge);
  return own === undefined || own.scored === 0 ? Number.NaN : own.sum / own.scored;
}

/** Equal scores get different ranks, in the order of the alphabet. */
function combined(spec: SpecSummary, scores: ScoreSummary, judges: readonly string[], names: ScoreNames): CsvFile {
  const orders = judges.map((judge) => ranked(scores, judge));
  const rows = spec.candidates.flatMap(({ name }) => {
    const places = orders.map((order) => order.findIndex(([model]) => model === name));
    const ranks = places.flatMap((place) => (place === -1 ? [] : [place + 1]));
    const average = meanOrNull(ranks);
    const own = places.flatMap((place, judge): Cell[] => (place === -1 ? [null, null] : [place + 1, orders[judge]?.[place]?.[1] ?? null]));
    return average === null ? [] : [{ average, row: [name, ...own, average] }];
  });
  return {
    path: `${specFolder(spec.name)}/${names.combined}`,
    header: ["model", ...judges.flatMap((judge) => [`${judge}_rank`, `${judge}_score`]), "avg_rank"],
    rows: rows.toSorted((a, b) => a.average - b.average).map(({ row }) => row),
  };
}
