import { compareTexts } from "../../domain/compare-texts.ts";
import { meanOf, varianceOf } from "../../statistics/numerics/sums.ts";
import { symmetricInterval } from "../../statistics/estimate.ts";
import { clusteredEstimate } from "../../statistics/rates/clustered-interval.ts";
import { meanBounds } from "../../statistics/rates/rate.ts";
import { stratifiedEstimate } from "../../statistics/rates/stratified-interval.ts";
import { momentsByCluster } from "../../statistics/rates/tally.ts";
import { ratingEstimate } from "../../statistics/rates/rating-interval.ts";
import { wilsonInterval } from "../../statistics/rates/wilson.ts";
import { bare, type FigureSettings, intervalOf } from "../settings.ts";
import type { Coverage, Estimate, Interval, OverallScore, ScoreCell, StatementScore } from "../summary.ts";
import { isJudged, isScored } from "../table/verdict-codes.ts";
import { coverageOf, type ScoreView } from "./score-view.ts";

/** A mean score with both intervals. @param scores by item, NaN where there is none */
export function estimateOf(view: ScoreView, scores: ArrayLike<number>, { level }: FigureSettings): Estimate {
  const moments = momentsByCluster(scores, view.statementOf, view.statements);
  const options = { level, range: view.scale.range };
  return {
    value: plainMean(scores),
    thisSpec: intervalOf(stratifiedEstimate(moments, options)),
    likeThese: intervalOf(clusteredEstimate(moments, options)),
  };
}

/** The sum divided by the count: of whole numbers it is exact, and equals what others make of the same counts. */
function plainMean(scores: ArrayLike<number>): number | null {
  let [sum, count] = [0, 0];
  for (let item = 0; item < scores.length; item += 1) {
    const score = scores[item] ?? Number.NaN;
    if (Number.isNaN(score)) continue;
    sum += score;
    count += 1;
  }
  return count === 0 ? null : sum / count;
}

/** Candidate x judge; pairs that nobody judged are left out. */
export function scoreCells(view: ScoreView, settings: FigureSettings): ScoreCell[] {
  return [...view.candidates.keys()].flatMap((candidate) =>
    view.allJudges().flatMap((judge) => {
      const codes = view.codes(judge, candidate);
      const coverage = coverageOf([codes], 0, view.items);
      if (coverage.items === 0) return [];
      const scores = view.scores(judge, candidate);
      return [
        {
          candidate: view.candidates[candidate] ?? "",
          judge: view.judges[judge] ?? "",
          coverage,
          estimate: estimateOf(view, scores, settings),
          bounds: boundsOf(view, scores, coverage),
          meanLength: meanLength(view, candidate, scores),
        },
      ];
    }),
  );
}

/** Candidates over all judges, without their ranks; best first, equal ones by name. */
export function overallScores(view: ScoreView, settings: FigureSettings): Omit<OverallScore, "ranks">[] {
  const overall = [...view.candidates.keys()].flatMap((candidate) => {
    const coverage = coverageOf(
      view.allJudges().map((judge) => view.codes(judge, candidate)),
      0,
      view.items,
    );
    if (coverage.items === 0) return [];
    const scores = view.meanScores(candidate);
    return [
      {
        candidate: view.candidates[candidate] ?? "",
        coverage,
        estimate: estimateOf(view, scores, settings),
        bounds: boundsOf(view, scores, coverage),
        overJudges: overJudges(view, candidate, settings),
        meanLength: meanLength(view, candidate, scores),
      },
    ];
  });
  return overall.toSorted((a, b) => (b.estimate.value ?? -1) - (a.estimate.value ?? -1) || compareTexts(a.candidate, b.candidate));
}

/** Only of rates: bounds of ratings would be nearly as wide as the scale. */
function boundsOf(view: ScoreView, scores: Float64Array, { items, scored }: Coverage): Interval | null {
  if (!view.scale.isRate) return null;
  const sum = scores.reduce((total, score) => (Number.isNaN(score) ? total : total + score), 0);
  return bare(meanBounds(sum, scored, items - scored, view.scale.range));
}

/** As the Python analysis: the spread of the judges' own rates, statements and prompts taken as they are. */
function overJudges(view: ScoreView, candidate: number, { level }: FigureSettings): OverallScore["overJudges"] {
  const rates = view.allJudges().flatMap((judge) => {
    const scores = view.scores(judge, candidate).filter((score) => !Number.isNaN(score));
    return scores.length === 0 ? [] : [meanOf(scores)];
  });
  if (rates.length < 2) return null;
  const mean = meanOf(rates);
  const standardError = Math.sqrt(varianceOf(rates) / rates.length);
  return {
    mean,
    standardError,
    interval: bare(symmetricInterval(mean, standardError, rates.length - 1, level, view.scale.range)) ?? { low: mean, high: mean },
  };
}

/** Of the answers with a score, in code points. */
function meanLength(view: ScoreView, candidate: number, scores: Float64Array): number | null {
  const lengths: number[] = [];
  for (const [item, score] of scores.entries()) {
    const length = view.length(candidate, item);
    if (!Number.isNaN(score) && length >= 0) lengths.push(length);
  }
  return lengths.length === 0 ? null : meanOf(lengths);
}

/** Statement x candidate. */
export function statementScores(view: ScoreView, settings: FigureSettings): StatementScore[] {
  const columns = [...view.candidates.keys()].map((candidate) => view.allJudges().map((judge) => view.codes(judge, candidate)));
  const means = [...view.candidates.keys()].map((candidate) => view.meanScores(candidate));
  return view.table.statements.flatMap((statement, number) => {
    const [from, to] = [view.table.starts[number] ?? 0, view.table.starts[number + 1] ?? 0];
    return view.candidates.flatMap((candidate, place) => {
      const own = columns[place] ?? [];
      const coverage = coverageOf(own, from, to);
      if (coverage.items === 0) return [];
      const byJudge = own.flatMap((codes, judge) => tally(codes.subarray(from, to), view.judges[judge] ?? ""));
      const [sum, scored] = [byJudge.reduce((total, each) => total + each.sum, 0), byJudge.reduce((total, each) => total + each.scored, 0)];
      const value = scored === 0 ? null : sum / scored;
      const scores = (means[place] ?? new Float64Array()).subarray(from, to).filter((score) => !Number.isNaN(score));
      return [{ statement, candidate, coverage, value, interval: statementInterval(view, value, scores, settings), byJudge }];
    });
  });
}

function tally(codes: Int8Array, judge: string): StatementScore["byJudge"] {
  let [sum, scored, unscored] = [0, 0, 0];
  for (const code of codes) {
    if (isScored(code)) {
      sum += code;
      scored += 1;
    } else if (isJudged(code)) unscored += 1;
  }
  return scored + unscored === 0 ? [] : [{ judge, sum, scored, unscored }];
}

/** @param scores of items over judges: several judges of one answer are not several answers */
function statementInterval(view: ScoreView, value: number | null, scores: Float64Array, { level }: FigureSettings): Interval | null {
  if (value === null || scores.length === 0) return null;
  if (view.scale.isRate) return bare(wilsonInterval(value, scores.length, level));
  return intervalOf(ratingEstimate(scores, view.scale.range, level));
}
