import type { JudgeConfig } from "../../config/judge-config.ts";
import type { Mode } from "../../domain/mode.ts";
import { lockFile } from "../../files/lock.ts";
import { type JudgingManifest, writeManifest } from "../../formats/run-manifest.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { SqliteLedger } from "../../ledger/sqlite-ledger.ts";
import { VERSION } from "../../version.ts";
import { decideMode } from "../decide-mode.ts";
import type { World } from "../hooks.ts";
import { createRunFolder, type RunFolder, runFolder } from "../run-folder.ts";
import { manifestSettings } from "../run-settings.ts";
import { checkSameJudging, type JudgeSeat } from "./judge-seat.ts";
import { judgingParent, judgingPlace } from "./judging-place.ts";
import type { JudgedSpec } from "./judging-source.ts";
import type { PlanGrowth } from "./plan-run.ts";

/** A judge's run whose plan is complete. */
export interface OpenedRun {
  readonly seat: JudgeSeat;
  readonly folder: RunFolder;
  readonly resumed: boolean;
  readonly mode: Mode;
}

/** A run that is held open while it is planned. */
export interface RunInPlanning {
  readonly seat: JudgeSeat;
  readonly ledger: Ledger;
  /** Folder of the run, or that it will have. */
  readonly directory: string;
}

/** What runs of judges are made from. */
export interface JudgingOrder {
  readonly config: JudgeConfig;
  readonly spec: JudgedSpec;
  readonly seats: readonly JudgeSeat[];
}

/**
 * Opens the runs of all judges, or makes them, and has them planned: all of that, or nothing. The folder above them must be
 * held.
 *
 * @param plan says what it added to each
 */
export async function openRuns(
  order: JudgingOrder,
  world: World,
  plan: (runs: readonly RunInPlanning[]) => Promise<readonly PlanGrowth[]>,
): Promise<readonly OpenedRun[]> {
  let growths: readonly PlanGrowth[] = [];

  /** Opens the runs from one judge on, around the planning of all. */
  async function openFrom(before: readonly RunInPlanning[]): Promise<OpenedRun[]> {
    const seat = order.seats[before.length];
    if (seat === undefined) {
      growths = await plan(before);
      return [];
    }
    const place = judgingPlace(order.config, seat, world.clock.now());
    const growth = (): PlanGrowth => growths[before.length] ?? { items: 0, requests: 0, promptBytes: 0 };
    const next = (ledger: Ledger, directory: string): Promise<OpenedRun[]> =>
      ledger.atomically(() => openFrom([...before, { seat, ledger, directory }]));
    return place.existing === undefined
      ? await makeRun(order, seat, place.make, growth, next, world)
      : await extendRun(order, seat, place.existing, growth, next, world);
  }

  return await openFrom([]);
}

type Growth = () => PlanGrowth;
type Next = (ledger: Ledger, directory: string) => Promise<OpenedRun[]>;

async function makeRun(
  order: JudgingOrder,
  seat: JudgeSeat,
  place: () => string,
  growth: Growth,
  next: Next,
  world: World,
): Promise<OpenedRun[]> {
  let mode: Mode = "batch";
  let others: OpenedRun[] = [];
  const folder = await createRunFolder(judgingParent(order.config), place, async (building) => {
    const ledger = SqliteLedger.create(building.ledger);
    try {
      others = await next(ledger, building.path);
    } finally {
      ledger.close();
    }
    mode = modeOf(seat, growth(), undefined, world);
    writeManifest(building.manifest, describeRun(order, seat, mode, world.clock.now()));
  });
  return [{ seat, folder, resumed: false, mode }, ...others];
}

async function extendRun(
  order: JudgingOrder,
  seat: JudgeSeat,
  directory: string,
  growth: Growth,
  next: Next,
  world: World,
): Promise<OpenedRun[]> {
  const folder = runFolder(directory);
  checkSameJudging(directory, seat, order.config.stage);
  const lock = lockFile(folder.lock, `the run ${directory}`);
  try {
    const ledger = SqliteLedger.open(folder.ledger, { readOnly: false });
    try {
      const others = await next(ledger, directory);
      return [{ seat, folder, resumed: true, mode: modeOf(seat, growth(), directory, world) }, ...others];
    } finally {
      ledger.close();
    }
  } finally {
    lock.release();
  }
}

function modeOf({ choice, provider }: JudgeSeat, growth: PlanGrowth, earlier: string | undefined, world: World): Mode {
  const { requests, promptBytes } = growth;
  return decideMode(
    { config: choice, model: choice.model, maxOutputTokens: choice.max_output_tokens, provider, requests, promptBytes, earlier },
    world,
  );
}

function describeRun({ config, spec }: JudgingOrder, seat: JudgeSeat, mode: Mode, now: number): JudgingManifest {
  const { choice, providerName, settings, questions } = seat;
  return {
    format: 3,
    tool: { name: "speceval", version: VERSION },
    created_at: new Date(now).toISOString(),
    stage: config.stage,
    spec: { name: spec.name, path: spec.path, sha256: spec.sha256, statements: spec.statements.length },
    provider: providerName,
    provider_settings: { ...settings },
    ...questions,
    settings: manifestSettings(choice, choice.model, mode),
  };
}
