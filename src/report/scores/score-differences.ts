import { pairedDifference, type StatementPair } from "../../statistics/differences/paired-difference.ts";
import { benjaminiHochbergAdjusted, holmAdjusted } from "../../statistics/differences/multiple-testing.ts";
import { rankSets } from "../../statistics/pairwise/rank-sets.ts";
import { bare, type FigureSettings } from "../settings.ts";
import type { Difference, OverallScore } from "../summary.ts";
import { isScored, NOT_JUDGED } from "../table/verdict-codes.ts";
import type { ScoreView } from "./score-view.ts";

/** Every two candidates on the items that the same judge has scored for both. */
export function scoreDifferences(view: ScoreView, settings: FigureSettings): Difference[] {
  const raw = [...view.candidates.keys()].flatMap((first) =>
    [...view.candidates.keys()].slice(first + 1).flatMap((second) => {
      const difference = differenceOf(view, first, second, settings);
      return difference.items === 0 ? [] : [difference];
    }),
  );
  const tested = raw.flatMap(({ p }, index) => (p === null ? [] : [{ p, index }]));
  const ps = tested.map(({ p }) => p);
  const [holm, hochberg] = [holmAdjusted(ps), benjaminiHochbergAdjusted(ps)];
  const placeOf = new Map(tested.map(({ index }, place) => [index, place]));
  return raw.map((difference, index) => {
    const place = placeOf.get(index) ?? -1;
    return Object.assign({}, difference, { pHolm: holm[place] ?? null, pBenjaminiHochberg: hochberg[place] ?? null });
  });
}

function differenceOf(
  view: ScoreView,
  first: number,
  second: number,
  { level }: FigureSettings,
): Omit<Difference, "pHolm" | "pBenjaminiHochberg"> {
  const judges = view.allJudges().map((judge) => [view.codes(judge, first), view.codes(judge, second)] as const);
  const pairs: StatementPair[] = [];
  let items = 0;
  for (const statement of view.table.statements.keys()) {
    let [count, sumFirst, sumSecond] = [0, 0, 0];
    for (let item = view.table.starts[statement] ?? 0; item < (view.table.starts[statement + 1] ?? 0); item += 1) {
      let [both, scoreFirst, scoreSecond] = [0, 0, 0];
      for (const [a, b] of judges) {
        const [codeA, codeB] = [a[item] ?? NOT_JUDGED, b[item] ?? NOT_JUDGED];
        if (!isScored(codeA) || !isScored(codeB)) continue;
        both += 1;
        scoreFirst += codeA;
        scoreSecond += codeB;
      }
      if (both === 0) continue;
      count += 1;
      sumFirst += scoreFirst / both;
      sumSecond += scoreSecond / both;
    }
    items += count;
    // Statistics take second minus first.
    if (count > 0) pairs.push({ first: sumSecond / count, second: sumFirst / count });
  }
  const { value, standardError, interval, p, detectable } = pairedDifference(pairs, { level, range: view.scale.difference });
  return {
    candidates: [view.candidates[first] ?? "", view.candidates[second] ?? ""],
    items,
    statements: pairs.length,
    value,
    standardError,
    interval: bare(interval),
    p,
    detectable,
  };
}

/** The ranks that each may have: what is surely better is so after Holm's correction over all pairs. */
export function withRanks(
  overall: readonly Omit<OverallScore, "ranks">[],
  differences: readonly Difference[],
  { level }: FigureSettings,
): OverallScore[] {
  const signs = new Map<string, number>();
  for (const { candidates, value, pHolm } of differences) {
    if (value === null || pHolm === null || pHolm >= 1 - level) continue;
    signs.set(JSON.stringify(candidates), Math.sign(value));
  }
  const sign = (a: string, b: string): number => signs.get(JSON.stringify([a, b])) ?? -(signs.get(JSON.stringify([b, a])) ?? 0);
  const names = overall.map(({ candidate }) => candidate);
  const ranks = rankSets(names.length, (first, second) => sign(names[first] ?? "", names[second] ?? "") > 0);
  return overall.map((score, place) => Object.assign({}, score, { ranks: ranks[place] ?? { best: 1, worst: names.length } }));
}
