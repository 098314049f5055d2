import { compareTexts } from "../../domain/compare-texts.ts";
import { modelFamily } from "../families.ts";
import type { FigureSettings } from "../settings.ts";
import type { ConsistencyCell } from "../summary.ts";
import { estimateOf } from "./score-cells.ts";
import type { ScoreView } from "./score-view.ts";

/** Judges' families x candidates' families; models of no known family are left out. */
export function consistencyCells(view: ScoreView, settings: FigureSettings): ConsistencyCell[] {
  const judges = byFamily(view.judges);
  const candidates = byFamily(view.candidates);
  return [...judges].flatMap(([judgeFamily, ownJudges]) =>
    [...candidates].flatMap(([candidateFamily, ownCandidates]) => {
      const scores = ownCandidates.map((candidate) => view.meanScores(candidate, ownJudges));
      const all = ownCandidates.map((candidate) => view.meanScores(candidate));
      const items = scores.reduce((sum, column) => sum + column.filter((score) => !Number.isNaN(score)).length, 0);
      if (items === 0) return [];
      return [
        {
          judgeFamily,
          candidateFamily,
          estimate: estimateOf(view, meanOfColumns(scores), settings),
          bias: biasOf(scores, all),
          items,
        },
      ];
    }),
  );
}

function byFamily(names: readonly string[]): Map<string, number[]> {
  const families = new Map<string, number[]>();
  for (const [number, name] of names.entries()) {
    const family = modelFamily(name);
    if (family !== null) families.set(family, [...(families.get(family) ?? []), number]);
  }
  return new Map([...families].toSorted(([a], [b]) => compareTexts(a, b)));
}

/** One score for each item: answers of several candidates to one prompt hang together. */
function meanOfColumns(columns: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array()] = columns;
  return first.map((_, item) => {
    const scores = columns.map((column) => column[item] ?? Number.NaN).filter((score) => !Number.isNaN(score));
    return scores.length === 0 ? Number.NaN : scores.reduce((sum, score) => sum + score, 0) / scores.length;
  });
}

/** Mean of the family's scores minus those of all judges, on the same answers. */
function biasOf(scores: readonly Float64Array[], all: readonly Float64Array[]): number | null {
  let [sum, count] = [0, 0];
  for (const [candidate, column] of scores.entries()) {
    for (const [item, score] of column.entries()) {
      if (Number.isNaN(score)) continue;
      sum += score - (all[candidate]?.[item] ?? 0);
      count += 1;
    }
  }
  return count === 0 ? null : sum / count;
}
