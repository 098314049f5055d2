import { clusteredEstimate } from "../rates/clustered-interval.ts";
import { DEFAULT_LEVEL, type Estimate } from "../estimate.ts";
import { meanOf } from "../numerics/sums.ts";
import type { StatementSums } from "../resampling.ts";
import { tiesOf, winsOf } from "./pair-matrix.ts";

/**
 * The share of comparisons that a model wins, ties counting half: against one other, or against all together. The interval is
 * that of statements like these (`clusteredEstimate`).
 *
 * @param rows of a `pairMatrix`
 * @param opponent null for all
 */
export function winRate(rows: StatementSums, players: number, player: number, opponent: number | null, level = DEFAULT_LEVEL): Estimate {
  const others = opponent === null ? Array.from({ length: players }, (_, other) => other).filter((other) => other !== player) : [opponent];
  const clusters = Array.from({ length: rows.statements }, (_, statement) => {
    const row = rows.values.subarray(statement * rows.width, (statement + 1) * rows.width);
    let [points, count] = [0, 0];
    for (const other of others) {
      const [wins, ties, losses] = [
        winsOf(row, players, player, other),
        tiesOf(row, players, player, other),
        winsOf(row, players, other, player),
      ];
      points += wins + ties / 2;
      count += wins + ties + losses;
    }
    return { count, mean: count === 0 ? 0 : points / count };
  });
  return clusteredEstimate(clusters, { level });
}

/**
 * The mean, over the opponents a model has met, of its win rate against each: opponents count alike, however often they met.
 *
 * @param sums of a `pairMatrix`
 * @returns one per model; null for a model that met nobody
 */
export function meanWinRates(sums: ArrayLike<number>, players: number): (number | null)[] {
  return Array.from({ length: players }, (_, player) => {
    const rates: number[] = [];
    for (let other = 0; other < players; other++) {
      if (other === player) continue;
      const [wins, ties, losses] = [
        winsOf(sums, players, player, other),
        tiesOf(sums, players, player, other),
        winsOf(sums, players, other, player),
      ];
      const met = wins + ties + losses;
      if (met > 0) rates.push((wins + ties / 2) / met);
    }
    return rates.length === 0 ? null : meanOf(rates);
  });
}
