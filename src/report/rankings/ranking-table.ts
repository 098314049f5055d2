import { compareTexts } from "../../domain/compare-texts.ts";
import { bradleyTerryRanking } from "../../statistics/pairwise/bradley-terry-bootstrap.ts";
import { eloRatings, type Match } from "../../statistics/pairwise/elo.ts";
import { matrixOf, type PairMatrix, pairMatrix } from "../../statistics/pairwise/pair-matrix.ts";
import type { PairOutcome } from "../../statistics/pairwise/pair-outcome.ts";
import { lengthControlledWinRate } from "../../statistics/length/length-controlled-win-rate.ts";
import { winRate } from "../../statistics/pairwise/win-rate.ts";
import { meanOf } from "../../statistics/numerics/sums.ts";
import { repeatedVerdicts } from "../scores/judge-sheets.ts";
import { bare, type FigureSettings, intervalOf } from "../settings.ts";
import type { PairResult, RankingTable, Strength } from "../summary.ts";
import { A_BETTER, B_BETTER, EQUAL, isJudged, NOT_APPLICABLE, UNSURE } from "../table/verdict-codes.ts";
import type { CallCounts } from "../table/verdict-table.ts";
import { orderFigures } from "./order-figures.ts";
import type { RankingView } from "./ranking-view.ts";

/** The field as one judge ranks it, or several together: then an item counts once, as the mean of their outcomes. */
export function rankingTable(view: RankingView, name: string | null, judges: readonly number[], settings: FigureSettings): RankingTable {
  const { candidates, pairs: all, statements } = view.table;
  const matrix = pairMatrix(statements.length, candidates.length);
  const scores = all.map((_, pair) => countOutcomes(view, matrix, judges, pair));
  const pairs = all.flatMap((_, pair) => pairResult(view, judges, pair, scores[pair] ?? new Float32Array(), matrix, settings));
  const repeated = view.table.pairs.flatMap((_, pair) =>
    judges.flatMap((judge) => ([0, 1] as const).map((order) => [view.codes(judge, pair, order), view.again(judge, pair, order)] as const)),
  );
  const calls = (key: keyof CallCounts): number => judges.reduce((sum, judge) => sum + (view.table.rankings.calls[judge]?.[key] ?? 0), 0);
  return {
    judge: name,
    strengths: strengthsOf(view, judges, scores, pairs, matrix, settings),
    pairs,
    orders: orderFigures(view, judges, [...view.table.pairs.keys()], settings),
    unreadable: calls("asked") === 0 ? null : calls("unreadable") / calls("asked"),
    reasked: calls("reasked"),
    selfCheck: repeatedVerdicts(repeated, view.statementOf, view.table.statements.length, settings),
  };
}

/** Scores of a pair's items, from the first one's side, NaN where there is none. Outcomes themselves go into the matrix only. */
type PairScores = Float32Array;

function countOutcomes(view: RankingView, matrix: PairMatrix, judges: readonly number[], pair: number): PairScores {
  const [a = 0, b = 0] = view.table.pairs[pair] ?? [];
  const columns = judges.map((judge) => view.outcomes(judge, pair));
  const scores = new Float32Array(view.items).fill(Number.NaN);
  for (let item = 0; item < view.items; item += 1) {
    const own = columns.flatMap((column) => column[item] ?? []);
    if (own.length === 0) continue;
    const outcome = own.length === 1 && own[0] !== undefined ? own[0] : meanOutcome(own);
    matrix.count(view.statementOf[item] ?? 0, a, b, outcome);
    scores[item] = outcome.score;
  }
  return scores;
}

function meanOutcome(outcomes: readonly PairOutcome[]): PairOutcome {
  const mean = (key: keyof PairOutcome): number => outcomes.reduce((sum, outcome) => sum + outcome[key], 0) / outcomes.length;
  return { wins: mean("wins"), ties: mean("ties"), losses: mean("losses"), score: mean("score") };
}

/** How often each verdict was given, in both orders together. */
function countVerdicts(columns: readonly Int8Array[], from: number, to: number) {
  const counts = { aWins: 0, bWins: 0, ties: 0, notApplicable: 0, unsure: 0, unscored: 0 };
  for (const codes of columns) {
    for (let item = from; item < to; item += 1) {
      const code = codes[item];
      if (code === A_BETTER) counts.aWins += 1;
      else if (code === B_BETTER) counts.bWins += 1;
      else if (code === EQUAL) counts.ties += 1;
      else if (code === NOT_APPLICABLE) counts.notApplicable += 1;
      else if (code === UNSURE) counts.unsure += 1;
      else if (code !== undefined && isJudged(code)) counts.unscored += 1;
    }
  }
  return counts;
}

function pairResult(
  view: RankingView,
  judges: readonly number[],
  pair: number,
  scores: PairScores,
  matrix: PairMatrix,
  settings: FigureSettings,
): PairResult[] {
  const columns = judges.flatMap((judge) => ([0, 1] as const).map((order) => view.codes(judge, pair, order)));
  if (!columns.some((codes) => codes.some(isJudged))) return [];
  const [a = 0, b = 0] = view.table.pairs[pair] ?? [];
  const { starts, statements, candidates } = view.table;
  const rate = winRate(matrix, matrix.players, a, b, settings.level);
  return [
    {
      a: candidates[a] ?? "",
      b: candidates[b] ?? "",
      items: scores.filter((score) => !Number.isNaN(score)).length,
      ...countVerdicts(columns, 0, view.items),
      winRate: rate.value,
      interval: intervalOf(rate),
      orders: orderFigures(view, judges, [pair], settings),
      byStatement: statements.flatMap((statement, number) => {
        const { aWins, bWins, ties } = countVerdicts(columns, starts[number] ?? 0, starts[number + 1] ?? 0);
        return aWins + bWins + ties === 0 ? [] : [{ statement, aWins, bWins, ties }];
      }),
    },
  ];
}

function strengthsOf(
  view: RankingView,
  judges: readonly number[],
  scores: readonly PairScores[],
  pairs: readonly PairResult[],
  matrix: PairMatrix,
  settings: FigureSettings,
): Strength[] {
  const { candidates } = view.table;
  const met = [...candidates.keys()].filter((candidate) => pairs.some(({ a, b }) => [a, b].includes(candidates[candidate] ?? "")));
  // Candidates that were never compared would cut the field in two.
  const own = matrixOf(matrix, met);
  const ranking = bradleyTerryRanking(own, met.length, { ...settings, ties: "davidson" });
  const elo = eloRatings(matches(view, scores), candidates.length);
  const strict = strictCounts(view, judges);
  const room = makeRoom(candidates.length * view.items);
  const strengths = met.map((candidate, place): Strength => {
    const rate = winRate(matrix, matrix.players, candidate, null, settings.level);
    const counts = sideCounts(pairs, candidates[candidate] ?? "");
    return {
      candidate: candidates[candidate] ?? "",
      bradleyTerry: ranking.fit.status === "disconnected" ? null : (ranking.fit.strengths[place] ?? null),
      interval: bare(ranking.intervals?.[place] ?? null),
      ranks: ranking.ranks?.[place] ?? { best: 1, worst: met.length },
      winRate: rate.value,
      winRateInterval: intervalOf(rate),
      lengthControlledWinRate: lengthControlled(view, scores, candidate, room, settings),
      elo: elo[candidate] ?? null,
      wins: counts.wins,
      losses: counts.losses,
      ties: counts.ties,
      strict: strict[candidate] ?? { wins: 0, losses: 0, ties: 0 },
      meanLength: meanLength(view, scores, candidate),
    };
  });
  return strengths.toSorted(
    (x, y) =>
      (y.bradleyTerry ?? -1) - (x.bradleyTerry ?? -1) || (y.winRate ?? -1) - (x.winRate ?? -1) || compareTexts(x.candidate, y.candidate),
  );
}

function* matches(view: RankingView, scores: readonly PairScores[]): Generator<Match> {
  for (let item = 0; item < view.items; item += 1) {
    for (const [pair, [first, second]] of view.table.pairs.entries()) {
      const score = scores[pair]?.[item] ?? Number.NaN;
      if (!Number.isNaN(score)) yield { first, second, score };
    }
  }
}

function sideCounts(pairs: readonly PairResult[], candidate: string): { wins: number; losses: number; ties: number } {
  const counts = { wins: 0, losses: 0, ties: 0 };
  for (const { a, b, aWins, bWins, ties } of pairs) {
    if (a !== candidate && b !== candidate) continue;
    counts.wins += a === candidate ? aWins : bWins;
    counts.losses += a === candidate ? bWins : aWins;
    counts.ties += ties;
  }
  return counts;
}

function strictCounts(view: RankingView, judges: readonly number[]): { wins: number; losses: number; ties: number }[] {
  const counts = view.table.candidates.map(() => ({ wins: 0, losses: 0, ties: 0 }));
  for (const [pair, [a, b]] of view.table.pairs.entries()) {
    const [first, second] = [counts[a], counts[b]];
    if (first === undefined || second === undefined) continue;
    for (const outcome of judges.flatMap((judge) => view.outcomes(judge, pair, true))) {
      if (outcome === null) continue;
      first.wins += outcome.wins;
      first.losses += outcome.losses;
      first.ties += outcome.ties;
      second.wins += outcome.losses;
      second.losses += outcome.wins;
      second.ties += outcome.ties;
    }
  }
  return counts;
}

/** Arrays for a candidate's comparisons, used again for the next one: there may be millions over all candidates. */
interface Room {
  readonly outcomes: Float64Array;
  readonly lengthGaps: Float64Array;
  readonly statements: Int32Array;
}

function makeRoom(most: number): Room {
  return { outcomes: new Float64Array(most), lengthGaps: new Float64Array(most), statements: new Int32Array(most) };
}

/** Against the whole field: all of a candidate's comparisons together. */
function lengthControlled(
  view: RankingView,
  scores: readonly PairScores[],
  candidate: number,
  { outcomes, lengthGaps, statements }: Room,
  { level }: FigureSettings,
): number | null {
  let count = 0;
  for (const [pair, [a, b]] of view.table.pairs.entries()) {
    if (a !== candidate && b !== candidate) continue;
    const own = scores[pair] ?? new Float32Array();
    for (let item = 0; item < own.length; item += 1) {
      const score = own[item] ?? Number.NaN;
      const [length, other] = [lengthOf(view, candidate, item), lengthOf(view, a === candidate ? b : a, item)];
      if (Number.isNaN(score) || length < 0 || other < 0) continue;
      outcomes[count] = a === candidate ? score : 1 - score;
      lengthGaps[count] = length - other;
      statements[count] = view.statementOf[item] ?? 0;
      count += 1;
    }
  }
  const compared = {
    outcomes: outcomes.subarray(0, count),
    lengthGaps: lengthGaps.subarray(0, count),
    statements: statements.subarray(0, count),
  };
  return lengthControlledWinRate(compared, level).value;
}

function lengthOf(view: RankingView, candidate: number, item: number): number {
  return view.table.lengths[candidate * view.items + item] ?? -1;
}

/** Of the answers that were compared, each counted once. */
function meanLength(view: RankingView, scores: readonly PairScores[], candidate: number): number | null {
  const pairs = [...view.table.pairs.entries()].filter(([, [a, b]]) => a === candidate || b === candidate);
  const lengths: number[] = [];
  for (let item = 0; item < view.items; item += 1) {
    const length = lengthOf(view, candidate, item);
    if (length >= 0 && pairs.some(([pair]) => !Number.isNaN(scores[pair]?.[item] ?? Number.NaN))) lengths.push(length);
  }
  return lengths.length === 0 ? null : meanOf(lengths);
}
