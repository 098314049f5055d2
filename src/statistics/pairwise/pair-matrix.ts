import { type StatementRows, statementRows } from "../statement-rows.ts";
import type { PairOutcome } from "./pair-outcome.ts";

/** Outcomes of pairs, summed per statement: everything that rankings are made of, however many comparisons there were. */
export interface PairMatrix extends StatementRows {
  /** How many models. */
  readonly players: number;
  /** Adds the outcome of one pair, from the first model's side. Models are numbered from 0. */
  readonly count: (statement: number, first: number, second: number, outcome: Pick<PairOutcome, "wins" | "ties" | "losses">) => void;
}

/**
 * A row is two matrices of `players` x `players`: how often the model of the line beat that of the column, and how often
 * they tied (the same on both sides of the diagonal).
 */
export function pairMatrix(statements: number, players: number): PairMatrix {
  const cells = players * players;
  const rows = statementRows(statements, 2 * cells);
  const count: PairMatrix["count"] = (statement, first, second, { wins, ties, losses }) => {
    const there = first * players + second;
    const back = second * players + first;
    rows.add(statement, there, wins);
    rows.add(statement, back, losses);
    rows.add(statement, cells + there, ties);
    rows.add(statement, cells + back, ties);
  };
  return { ...rows, players, count };
}

/** Some of the models alone, in the order in which they are named here. */
export function matrixOf(all: PairMatrix, players: readonly number[]): PairMatrix {
  const own = pairMatrix(all.statements, players.length);
  for (let statement = 0; statement < all.statements; statement++) {
    const sums = all.values.subarray(statement * all.width, (statement + 1) * all.width);
    for (const [row, first] of players.entries()) {
      for (const [column, second] of players.slice(0, row).entries()) {
        own.count(statement, row, column, {
          wins: winsOf(sums, all.players, first, second),
          ties: tiesOf(sums, all.players, first, second),
          losses: winsOf(sums, all.players, second, first),
        });
      }
    }
  }
  return own;
}

/** One number of summed rows. */
export function winsOf(sums: ArrayLike<number>, players: number, first: number, second: number): number {
  return sums[first * players + second] ?? 0;
}

export function tiesOf(sums: ArrayLike<number>, players: number, first: number, second: number): number {
  return sums[players * players + first * players + second] ?? 0;
}
