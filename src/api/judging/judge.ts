import { checkJudgeOptions, type ComplyOptions, type JudgeConfig, type RankOptions, type RateOptions } from "../../config/judge-config.ts";
import { resolveCandidates } from "../candidates/resolve-candidates.ts";
import { dispatcherOf } from "../dispatcher-of.ts";
import { driveTogether, type LabelledDrive, type RunEnd, together } from "../drive-together.ts";
import { completeHooks, type RunHooks, type World } from "../hooks.ts";
import { withModelFolder } from "../run-folder.ts";
import { changedSettings } from "../run-settings.ts";
import { correctRuns } from "./correct-runs.ts";
import { checkBudget, checkJudge, type JudgeSeat, openSeat } from "./judge-seat.ts";
import { judgingParent } from "./judging-place.ts";
import { openSpec, warnOfGaps } from "./judging-source.ts";
import { openKind } from "./kinds.ts";
import { type OpenedRun, openRuns } from "./open-runs.ts";
import { readQuestionFiles } from "./question-files.ts";

/**
 * Has judges decide whether candidates' answers comply with the statements of a specification, and writes their verdicts by
 * candidate and statement: one run for each judge. What a judge has judged already is not paid for again, and answers that
 * are new are added to its run.
 *
 * @returns how each run ended, in the order of the judges
 * @throws {ConfigError} or {FormatError} for bad input, before anything is touched
 */
export async function comply(options: ComplyOptions, hooks: RunHooks = {}): Promise<readonly RunEnd[]> {
  return await runJudging(checkJudgeOptions("comply", options), completeHooks(hooks));
}

/** Has judges rate from 1 to 5 how well answers follow their statements; otherwise like {@link comply}. */
export async function rate(options: RateOptions, hooks: RunHooks = {}): Promise<readonly RunEnd[]> {
  return await runJudging(checkJudgeOptions("rate", options), completeHooks(hooks));
}

/** Has judges decide which of two candidates' answers follows its statement better; otherwise like {@link comply}. */
export async function rank(options: RankOptions, hooks: RunHooks = {}): Promise<readonly RunEnd[]> {
  return await runJudging(checkJudgeOptions("rank", options), completeHooks(hooks));
}

export async function runJudging(config: JudgeConfig, world: World): Promise<readonly RunEnd[]> {
  const spec = await openSpec(config, world.onEvent);
  const candidates = await resolveCandidates(config.candidates, world.onEvent);
  const kind = await openKind(config, spec, candidates, world.onEvent);
  const seats = await openSeats(config, world);
  warnOfGaps({ spec, groups: kind.groups }, config.statements !== undefined, world.onEvent);
  for (const seat of seats) checkBudget(seat, world);
  for (const seat of seats) await checkJudge(seat, world);
  const runs = await withModelFolder(judgingParent(config), () => openRuns({ config, spec, seats }, world, kind.plan));
  const now = world.clock.now();
  const ends = await driveTogether(
    runs.map((run) => driveOf(config, run, now)),
    together(world, config.max_cost ?? Infinity),
  );
  return await correctRuns(config, ends, world);
}

/** @param key in the place of those that are not there: nothing will be sent */
export async function openSeats(config: JudgeConfig, world: World, key?: string): Promise<JudgeSeat[]> {
  const files = await readQuestionFiles(config);
  const seats: JudgeSeat[] = [];
  for (const choice of config.judges) seats.push(await openSeat(config, choice, files, world, key));
  return seats;
}

/** How the run of a judge is driven. */
export function driveOf(config: JudgeConfig, { seat, folder, resumed, mode }: OpenedRun, now: number): LabelledDrive {
  const { choice, provider } = seat;
  return {
    label: `${config.stage} ${choice.model}`,
    folder,
    provider,
    dispatcher: dispatcherOf(mode),
    resumed,
    settings: changedSettings(choice, choice.model, mode, now),
    ...(choice.max_cost === undefined ? {} : { maxUsd: choice.max_cost }),
  };
}
