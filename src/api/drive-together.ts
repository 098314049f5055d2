import { BudgetPool } from "../dispatch/budget-pool.ts";
import { SpecevalError } from "../errors.ts";
import { type Drive, driveRun } from "./drive.ts";
import { LiveTurns } from "./live-turns.ts";
import type { World } from "./hooks.ts";
import type { CorrectedRankings } from "./judging/correct-rankings.ts";
import type { RunSummary } from "./summary.ts";

/** A run to be driven beside others. */
export interface LabelledDrive extends Omit<Drive, "world" | "pool" | "liveTurns"> {
  /** What it is called beside the others. */
  readonly label: string;
}

/** How a run ended that was driven beside others: as far as it could go, or with an error. */
export type RunEnd =
  | {
      readonly label: string;
      readonly directory: string;
      readonly summary: RunSummary;
      /** Of rankings that were to be corrected for the order of the answers. */
      readonly corrected?: CorrectedRankings;
    }
  | {
      readonly label: string;
      /** Null where the run could not be begun. */
      readonly directory: string | null;
      readonly error: SpecevalError;
    };

/** What runs that go on side by side share. */
export interface Together {
  readonly world: World;
  readonly pool: BudgetPool;
  readonly liveTurns: LiveTurns;
}

/** @param maxUsd Infinity for no budget */
export function together(world: World, maxUsd: number): Together {
  return { world, pool: new BudgetPool(maxUsd), liveTurns: new LiveTurns(world.clock) };
}

/** Drives runs side by side, under one budget and within the limits of each account. One that cannot go on does not stop the others. */
export async function driveTogether(drives: readonly LabelledDrive[], shared: Together): Promise<readonly RunEnd[]> {
  return await Promise.all(drives.map((drive) => driveOne(drive, shared)));
}

/** Drives one of them. */
export async function driveOne({ label, ...drive }: LabelledDrive, { world, pool, liveTurns }: Together): Promise<RunEnd> {
  const ownWorld: World = { ...world, onEvent: (event) => world.onEvent(event, label) };
  const directory = drive.folder.path;
  try {
    return { label, directory, summary: await driveRun({ ...drive, world: ownWorld, pool, liveTurns }) };
  } catch (error) {
    if (!(error instanceof SpecevalError)) throw error;
    return { label, directory, error };
  }
}
