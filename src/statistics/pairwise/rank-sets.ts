import { normalCdf, studentQuantile } from "../numerics/distributions.ts";
import { varianceOf } from "../numerics/sums.ts";
import { tailOfSorted } from "../numerics/quantile.ts";

/** The ranks a model may have, 1 being the best. */
export interface RankSet {
  readonly best: number;
  readonly worst: number;
}

/**
 * Ranks from differences: a model's best rank is 1 plus the number of models that are surely better, its worst the number of
 * models minus those that are surely worse. Source: the confidence sets for ranks of Mogstad et al. 2024 in their simplest
 * form. All sets hold together with the level at which all of the claims handed in do.
 *
 * @param surelyBetter whether the first is better than the second beyond doubt
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

/**
 * Rank sets of resampled figures that hold all together: a difference counts where it is more of its standard errors away from 0
 * than the largest of all differences strays from its own value in the share `level` of resamples. Of many equal models hardly
 * ever one is then placed above another. Source: Romano and Wolf 2005, the first step; Mogstad et al. 2024, section 3; widened
 * for few statements as the `expanded` intervals are (Hesterberg 2015).
 *
 * @param values one per player; more is better
 * @param resampled of each player, the values in all resamples
 * @param statements how many were resampled
 */
export function bootstrapRankSets(
  values: readonly number[],
  resampled: readonly Float64Array[],
  statements: number,
  level: number,
): RankSet[] {
  const players = values.length;
  const strays = new Float64Array(resampled[0]?.length ?? 0);
  const certainties = new Float64Array(players * players);
  for (let first = 0; first < players; first++) {
    for (let second = first + 1; second < players; second++) {
      const gap = (values[first] ?? 0) - (values[second] ?? 0);
      const drawn = strays.map((_, draw) => (resampled[first]?.[draw] ?? 0) - (resampled[second]?.[draw] ?? 0));
      const error = Math.sqrt(varianceOf(drawn));
      // Resamples that all say the same leave no doubt, unless they say that both are alike.
      const certainty = gap === 0 ? 0 : gap / error;
      certainties[first * players + second] = certainty;
      certainties[second * players + first] = -certainty;
      if (error === 0) continue;
      for (const [draw, other] of drawn.entries()) strays[draw] = Math.max(strays[draw] ?? 0, Math.abs(other - gap) / error);
    }
  }
  const tail = normalCdf(-tailOfSorted(strays.toSorted(), level));
  const critical = -Math.sqrt(statements / (statements - 1)) * studentQuantile(tail, statements - 1);
  return rankSets(players, (first, second) => (certainties[first * players + second] ?? 0) > critical);
}
