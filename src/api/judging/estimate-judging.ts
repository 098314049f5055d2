import {
  checkJudgeOptions,
  type ComplyOptions,
  type JudgeConfig,
  type JudgingStageName,
  type RankOptions,
  type RateOptions,
} from "../../config/judge-config.ts";
import { SqliteLedger } from "../../ledger/sqlite-ledger.ts";
import { ASSUMED_VERDICT_TOKENS } from "../assumptions.ts";
import { resolveCandidates } from "../candidates/resolve-candidates.ts";
import { decideMode } from "../decide-mode.ts";
import { completeHooks, type RunHooks, type World } from "../hooks.ts";
import { estimatePrices, type MeteredModel, RequestMeter } from "../request-meter.ts";
import { runFolder } from "../run-folder.ts";
import { checkBudget, checkSameJudging, type JudgeSeat } from "./judge-seat.ts";
import { openSeats } from "./judge.ts";
import { addUp, type JudgingEstimate, type JudgingEstimates } from "./judging-estimate.ts";
import { judgingParent, judgingPlace } from "./judging-place.ts";
import { openSpec, warnOfGaps } from "./judging-source.ts";
import { openKind } from "./kinds.ts";
import { TrialLedger } from "./trial-ledger.ts";

/** What each stage with judges takes. */
export interface JudgingStageOptions {
  readonly comply: ComplyOptions;
  readonly rate: RateOptions;
  readonly rank: RankOptions;
}

/**
 * Says what {@link comply}, {@link rate} or {@link rank} would send. Needs no key and touches nothing.
 *
 * @throws {ConfigError} or {FormatError} for bad input, and where an earlier run of a judge is in the way
 */
export async function estimateJudging<Stage extends JudgingStageName>(
  stage: Stage,
  options: JudgingStageOptions[Stage],
  hooks: RunHooks = {},
): Promise<JudgingEstimates> {
  return await estimateJudges(checkJudgeOptions(stage, options), completeHooks(hooks));
}

export async function estimateJudges(config: JudgeConfig, world: World): Promise<JudgingEstimates> {
  const spec = await openSpec(config, world.onEvent);
  const candidates = await resolveCandidates(config.candidates, world.onEvent);
  const kind = await openKind(config, spec, candidates, world.onEvent);
  // Any key will do: lines are built without a call.
  const seats = await openSeats(config, world, "none");
  warnOfGaps({ spec, groups: kind.groups }, config.statements !== undefined, world.onEvent);
  for (const seat of seats) checkBudget(seat, world);
  const trials: Trial[] = [];
  try {
    for (const seat of seats) trials.push(await openTrial(config, seat, world));
    await kind.plan(trials);
    const judges = trials.map((trial) => estimateOf(trial, world));
    return { judges, total: addUp(judges) };
  } finally {
    for (const { earlier } of trials) earlier?.ledger.close();
  }
}

/** A judge's plan that is made, counted and thrown away. */
interface Trial {
  readonly seat: JudgeSeat;
  readonly asked: MeteredModel;
  readonly meter: RequestMeter;
  readonly ledger: TrialLedger;
  /** Folder of the run, for messages. */
  readonly directory: string;
  readonly earlier: { readonly directory: string; readonly ledger: SqliteLedger } | undefined;
}

async function openTrial(config: JudgeConfig, seat: JudgeSeat, world: World): Promise<Trial> {
  const { provider, choice } = seat;
  const { model, batch_size: batchSize, max_output_tokens: maxOutputTokens } = choice;
  const now = world.clock.now();
  const asked = { provider, model, batchSize, maxOutputTokens, at: now };
  const meter = await RequestMeter.create(asked);
  const { existing } = judgingPlace(config, seat, now);
  if (existing === undefined) {
    return { seat, asked, meter, ledger: new TrialLedger(undefined, meter), directory: judgingParent(config), earlier: undefined };
  }
  checkSameJudging(existing, seat, config.stage);
  const ledger = SqliteLedger.open(runFolder(existing).ledger, { readOnly: true });
  return { seat, asked, meter, ledger: new TrialLedger(ledger, meter), directory: existing, earlier: { directory: existing, ledger } };
}

function estimateOf({ seat: { choice, provider }, asked, meter, ledger, earlier }: Trial, world: World): JudgingEstimate {
  const totals = meter.totals();
  const { model, max_output_tokens: maxOutputTokens } = choice;
  const { requests, bytes, promptBytes, inputTokens } = totals;
  const mode = decideMode({ config: choice, model, maxOutputTokens, provider, requests, promptBytes, earlier: earlier?.directory }, world);
  const outputTokensPerAnswer = Math.min(ASSUMED_VERDICT_TOKENS, maxOutputTokens);
  const before = earlier?.ledger.totals();
  return {
    provider: provider.name,
    model,
    mode,
    ...ledger.counts,
    requests,
    batches: mode === "batch" ? totals.batches : null,
    bytes,
    inputTokens,
    outputTokensPerAnswer,
    prices: estimatePrices(asked, totals, outputTokensPerAnswer),
    mostUsd: totals.mostUsd?.[mode] ?? null,
    earlierRun: earlier?.directory ?? null,
    earlierOpen: before === undefined ? 0 : before.requests - before.settled,
  };
}
