import { compareTexts } from "../../domain/compare-texts.ts";
import { UNSCORED_REASONS } from "../../domain/verdict.ts";
import { varianceOf } from "../../statistics/numerics/sums.ts";
import type { Coverage, ScoreSummary, SpecSummary, Summary } from "../summary.ts";
import { type Cell, type CsvFile, ends, ESTIMATE, estimateCells } from "./csv-file.ts";
import { specFolder } from "./folders.ts";

/** Our tables of compliance and ratings: everything with its interval. */
export function scoreTables({ specs }: Summary): CsvFile[] {
  return specs.flatMap((spec) => [kindTables(spec, "compliance", spec.compliance), kindTables(spec, "ratings", spec.ratings)].flat());
}

const COVERAGE = ["items", "scored", ...UNSCORED_REASONS];

function coverageCells({ items, scored, unscored }: Coverage): Cell[] {
  return [items, scored, ...UNSCORED_REASONS.map((reason) => unscored[reason] ?? 0)];
}

function kindTables(spec: SpecSummary, kind: string, scores: ScoreSummary | null): CsvFile[] {
  if (scores === null) return [];
  const file = (name: string, header: readonly string[], rows: readonly (readonly Cell[])[]): CsvFile => ({
    path: `${specFolder(spec.name)}/${kind}_${name}.csv`,
    header,
    rows,
  });
  return [
    file(
      "overall",
      [
        "candidate",
        ...ESTIMATE,
        "bound_low",
        "bound_high",
        "best_rank",
        "worst_rank",
        "judges_mean",
        "judges_se",
        "judges_low",
        "judges_high",
        "mean_length",
        ...COVERAGE,
      ],
      scores.overall.map(({ candidate, coverage, estimate, bounds, overJudges, ranks, meanLength }) =>
        [
          candidate,
          estimateCells(estimate),
          ends(bounds),
          ranks.best,
          ranks.worst,
          overJudges?.mean ?? null,
          overJudges?.standardError ?? null,
          ends(overJudges?.interval),
          meanLength,
          coverageCells(coverage),
        ].flat(),
      ),
    ),
    file(
      "per_judge",
      ["candidate", "judge", ...ESTIMATE, "bound_low", "bound_high", "delta", "mean_length", ...COVERAGE],
      scores.cells.map(({ candidate, judge, coverage, estimate, bounds, meanLength }) =>
        [
          candidate,
          judge,
          estimateCells(estimate),
          ends(bounds),
          delta(scores, candidate, estimate.value),
          meanLength,
          coverageCells(coverage),
        ].flat(),
      ),
    ),
    file(
      "statements",
      ["statement", "candidate", "value", "low", "high", ...COVERAGE],
      scores.statements.map(({ statement, candidate, value, interval, coverage }) =>
        [statement, candidate, value, ends(interval), coverageCells(coverage)].flat(),
      ),
    ),
    file("statement_variance", ["statement", "variance", "mean"], statementVariance(scores)),
    file("differences", DIFFERENCES, differenceRows(scores)),
    file("judges", JUDGES, judgeRows(scores)),
    file(
      "judge_bias",
      ["judge", "candidate", "bias", "items"],
      scores.judges.flatMap(({ judge, biasByCandidate }) =>
        biasByCandidate.map(({ candidate, value, items }) => [judge, candidate, value, items]),
      ),
    ),
    file(
      "consistency",
      ["spec_family", "judge_family", "candidate_family", ...ESTIMATE, "bias", "items"],
      scores.consistency.map(({ judgeFamily, candidateFamily, estimate, bias, items }) =>
        [spec.family, judgeFamily, candidateFamily, estimateCells(estimate), bias, items].flat(),
      ),
    ),
    file(
      "length",
      ["judge", "slope_per_doubling", "low", "high", "correlation"],
      scores.length.map(({ judge, slope, interval, correlation }) => [judge, slope, ends(interval), correlation].flat()),
    ),
    file(
      "disagreements",
      ["statement", "candidate", "item", "weight", ...scores.judges.map(({ judge }) => judge)],
      scores.disagreements.map(({ statement, candidate, item, weight, scores: own }) =>
        [
          statement,
          candidate,
          item,
          weight,
          scores.judges.map(({ judge }) => own.find((score) => score.judge === judge)?.score ?? null),
        ].flat(),
      ),
    ),
    ...(scores.variance === null
      ? []
      : [
          file(
            "variance",
            ["source", "share"],
            scores.variance.shares.map(({ source, share }) => [source, share]),
          ),
        ]),
  ];
}

/** A judge's score minus the mean of all judges' scores, itself included: the Python analysis's bias. */
function delta({ cells }: ScoreSummary, candidate: string, value: number | null): Cell {
  const all = cells.flatMap((cell) => (cell.candidate === candidate ? (cell.estimate.value ?? []) : []));
  return value === null ? null : value - all.reduce((sum, each) => sum + each, 0) / all.length;
}

/** Statements by how much candidates differ on them, most first. */
function statementVariance({ statements }: ScoreSummary): Cell[][] {
  const rows = [...Map.groupBy(statements, ({ statement }) => statement)].flatMap(([statement, own]) => {
    const values = own.flatMap(({ value }) => value ?? []);
    return values.length < 2
      ? []
      : [{ statement, variance: varianceOf(values), mean: values.reduce((sum, value) => sum + value, 0) / values.length }];
  });
  return rows
    .toSorted((a, b) => b.variance - a.variance || compareTexts(a.statement, b.statement))
    .map(({ statement, variance, mean }) => [statement, variance, mean]);
}

const DIFFERENCES = "first second value low high se p p_holm p_bh detectable items statements".split(" ");

function differenceRows({ differences }: ScoreSummary): Cell[][] {
  return differences.map((difference) =>
    [
      difference.candidates,
      difference.value,
      ends(difference.interval),
      difference.standardError,
      difference.p,
      difference.pHolm,
      difference.pBenjaminiHochberg,
      difference.detectable,
      difference.items,
      difference.statements,
    ].flat(),
  );
}

const JUDGES = [
  ..."judge family mean bias unreadable reasked own_family own_family_low own_family_high".split(" "),
  ..."self_check_same self_check_low self_check_high self_check_items".split(" "),
  ...COVERAGE,
];

function judgeRows({ judges }: ScoreSummary): Cell[][] {
  return judges.map((sheet) =>
    [
      sheet.judge,
      sheet.family,
      sheet.meanScore,
      sheet.bias,
      sheet.unreadable,
      sheet.reasked,
      sheet.ownFamily?.value ?? null,
      ends(sheet.ownFamily?.interval),
      sheet.selfCheck?.same ?? null,
      ends(sheet.selfCheck?.interval),
      sheet.selfCheck?.items ?? 0,
      coverageCells(sheet.coverage),
    ].flat(),
  );
}
