import { type PairTable, pairTable } from "../../statistics/agreement/pair-table.ts";
import { ratingTable } from "../../statistics/agreement/rating-table.ts";
import { varianceOf } from "../../statistics/numerics/sums.ts";
import { type AgreementScale, figuresOf, judgePair, rowOf, sumTables } from "../agreement.ts";
import { MOST_DISAGREEMENTS } from "../scores/disagreements.ts";
import type { FigureSettings } from "../settings.ts";
import type { RankingAgreement, RankingSummary } from "../summary.ts";
import type { RankingView } from "./ranking-view.ts";

/** Better, even, worse: what a pair comes to by the strict rule. The names of better and worse change places with the pair's. */
const SCALE: AgreementScale = { categories: 3, weights: "identity", metric: "ordinal" };
const EVEN = 1;

/** No verdict of both orders. */
const NONE = -1;

/** Judge -> pair -> item: what the pair comes to there. */
export type RankingCategories = readonly (readonly Int8Array[])[];

/** How far judges agree on what both orders of a pair come to. */
export function rankingAgreement(view: RankingView, settings: FigureSettings): RankingAgreement {
  if (view.judges.length < 2) return { pairs: [], overall: [], byCandidate: [], byStatement: [], byPair: [] };
  const { candidates, pairs, statements } = view.table;
  const categories = rankingCategories(view);
  const tables = pairs.map((_, pair) => {
    const table = ratingTable(statements.length, SCALE.categories);
    const given = new Float64Array(SCALE.categories);
    for (let item = 0; item < view.items; item += 1) {
      given.fill(0);
      for (const own of categories) {
        const category = own[pair]?.[item] ?? NONE;
        if (category !== NONE) given[category] = (given[category] ?? 0) + 1;
      }
      table.count(view.statementOf[item] ?? 0, given);
    }
    return table;
  });
  const all = sumTables(tables);
  return {
    pairs: judgePairs(view, categories, settings),
    overall: figuresOf(all, SCALE, settings),
    byCandidate: candidates.flatMap((candidate, number) => {
      const own = tables.filter((_, pair) => pairs[pair]?.includes(number) === true);
      return own.length === 0 ? [] : [{ candidate, figures: figuresOf(sumTables(own), SCALE, settings) }];
    }),
    byStatement: statements.map((statement, place) => ({ statement, figures: figuresOf(rowOf(all, place), SCALE, settings) })),
    byPair: tables.map((table, pair) => {
      const [a = 0, b = 0] = pairs[pair] ?? [];
      return { a: candidates[a] ?? "", b: candidates[b] ?? "", figures: figuresOf(table, SCALE, settings) };
    }),
  };
}

export function rankingCategories(view: RankingView): RankingCategories {
  return view.judges.map((_, judge) =>
    view.table.pairs.map((__, pair) =>
      Int8Array.from(view.outcomes(judge, pair, true), (outcome) => (outcome === null ? NONE : EVEN + outcome.wins - outcome.losses)),
    ),
  );
}

function judgePairs(view: RankingView, categories: RankingCategories, settings: FigureSettings): RankingAgreement["pairs"] {
  return [...view.judges.keys()].flatMap((first) =>
    [...view.judges.keys()].slice(first + 1).map((second) => {
      const table = rankersTable(view, categories, [...view.table.pairs.keys()], first, second);
      return judgePair([view.judges[first] ?? "", view.judges[second] ?? ""], table, SCALE, settings);
    }),
  );
}

/** What some pairs come to for two judges. */
export function rankersTable(
  view: RankingView,
  categories: RankingCategories,
  pairs: readonly number[],
  first: number,
  second: number,
): PairTable {
  const table = pairTable(view.table.statements.length, SCALE.categories);
  for (const pair of pairs) {
    for (let item = 0; item < view.items; item += 1) {
      const [a, b] = [categories[first]?.[pair]?.[item] ?? NONE, categories[second]?.[pair]?.[item] ?? NONE];
      if (a !== NONE && b !== NONE) table.count(view.statementOf[item] ?? 0, a, b);
    }
  }
  return table;
}

/** The comparisons on which judges differ most, worst first; equal ones in the order of the table. */
export function rankingDisagreements(view: RankingView): RankingSummary["disagreements"] {
  if (view.judges.length < 2) return [];
  const weights: number[] = [];
  const places: number[] = [];
  const width = view.table.pairs.length;
  for (const pair of view.table.pairs.keys()) {
    const columns = view.judges.map((_, judge) => view.outcomes(judge, pair));
    for (let item = 0; item < view.items; item += 1) {
      const scores = columns.flatMap((outcomes) => outcomes[item]?.score ?? []);
      const spread = scores.length < 2 ? 0 : varianceOf(scores);
      if (spread === 0) continue;
      weights.push(spread);
      places.push(item * width + pair);
    }
  }
  const order = [...weights.keys()].toSorted((x, y) => (weights[y] ?? 0) - (weights[x] ?? 0) || (places[x] ?? 0) - (places[y] ?? 0));
  return order
    .slice(0, MOST_DISAGREEMENTS)
    .map((index) => describe(view, (places[index] ?? 0) % width, Math.floor((places[index] ?? 0) / width)));
}

function describe(view: RankingView, pair: number, item: number): RankingSummary["disagreements"][number] {
  const [a = 0, b = 0] = view.table.pairs[pair] ?? [];
  const statement = view.statementOf[item] ?? 0;
  return {
    statement: view.table.statements[statement] ?? "",
    a: view.table.candidates[a] ?? "",
    b: view.table.candidates[b] ?? "",
    item: item - (view.table.starts[statement] ?? 0),
    verdicts: view.judges.flatMap((judge, number) => {
      const outcome = view.outcomes(number, pair)[item] ?? null;
      return outcome === null ? [] : [{ judge, outcome: outcome.wins - outcome.losses }];
    }),
  };
}
