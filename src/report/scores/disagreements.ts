import { meanOf, varianceOf } from "../../statistics/numerics/sums.ts";
import type { Disagreement } from "../summary.ts";
import { isScored, NOT_JUDGED } from "../table/verdict-codes.ts";
import type { ScoreView } from "./score-view.ts";

export const MOST_DISAGREEMENTS = 200;

/** The items on which judges differ most, worst first; equal ones in the order of the table. */
export function scoreDisagreements(view: ScoreView): Disagreement[] {
  // Numbers only: of a large run there are many, and few are kept.
  const weights: number[] = [];
  const places: number[] = [];
  for (const candidate of view.candidates.keys()) {
    const columns = view.allJudges().map((judge) => view.codes(judge, candidate));
    for (let item = 0; item < view.items; item += 1) {
      const weight = weightOf(view, candidate, item, columns);
      if (weight === 0) continue;
      weights.push(weight);
      places.push(item * view.candidates.length + candidate);
    }
  }
  const order = [...weights.keys()].toSorted((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || (places[a] ?? 0) - (places[b] ?? 0));
  return order.slice(0, MOST_DISAGREEMENTS).map((index) => {
    const place = places[index] ?? 0;
    return describe(view, place % view.candidates.length, Math.floor(place / view.candidates.length), weights[index] ?? 0);
  });
}

function weightOf(view: ScoreView, candidate: number, item: number, columns: readonly Int8Array[]): number {
  let [low, high] = [Infinity, -Infinity];
  for (const codes of columns) {
    const code = codes[item] ?? NOT_JUDGED;
    if (!isScored(code)) continue;
    low = Math.min(low, code);
    high = Math.max(high, code);
  }
  if (high <= low) return 0;
  const judges = columns.flatMap((codes, judge) => (isScored(codes[item] ?? NOT_JUDGED) ? [judge] : []));
  const spread = Math.sqrt(varianceOf(judges.map((judge) => columns[judge]?.[item] ?? 0)));
  const sure = judges.flatMap((judge) => view.confidence(judge, candidate, item) ?? []);
  return sure.length === 0 ? spread : spread * meanOf(sure);
}

function describe(view: ScoreView, candidate: number, item: number, weight: number): Disagreement {
  const statement = view.statementOf[item] ?? 0;
  return {
    statement: view.table.statements[statement] ?? "",
    candidate: view.candidates[candidate] ?? "",
    item: item - (view.table.starts[statement] ?? 0),
    scores: view.allJudges().flatMap((judge) => {
      const score = view.codes(judge, candidate)[item] ?? NOT_JUDGED;
      return isScored(score) ? [{ judge: view.judges[judge] ?? "", score, confidence: view.confidence(judge, candidate, item) }] : [];
    }),
    weight,
  };
}
