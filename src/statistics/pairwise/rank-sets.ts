import type { Interval } from "../estimate.ts";

/** The ranks a model may have, 1 being the best. */
export interface RankSet {
  readonly best: number;
  readonly worst: number;
}

/**
 * Ranks from differences: a model's best rank is 1 plus the number of models that are surely better, its worst the number of
 * models minus those that are surely worse. Source: the confidence sets for ranks of Mogstad et al. 2024 in their simplest
 * form; also Chatbot Arena's rule (Chiang et al. 2024).
 *
 * @param surelyBetter whether the interval of the first's strength minus the second's is above 0
 */
export function rankSets(players: number, surelyBetter: (first: number, second: number) => boolean): RankSet[] {
  return Array.from({ length: players }, (_, player) => {
    let [better, worse] = [0, 0];
    for (let other = 0; other < players; other++) {
      if (other === player) continue;
      if (surelyBetter(other, player)) better++;
      if (surelyBetter(player, other)) worse++;
    }
    return { best: 1 + better, worst: players - worse };
  });
}

/** Ranks from intervals of each model alone: surely better means that they do not overlap. Wider sets than from differences. */
export function rankSetsOfIntervals(intervals: readonly Pick<Interval, "low" | "high">[]): RankSet[] {
  return rankSets(intervals.length, (first, second) => (intervals[first]?.low ?? 0) > (intervals[second]?.high ?? 0));
}
