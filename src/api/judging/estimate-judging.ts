import { existsSync } from "node:fs";
import { checkJudgeOptions, type JudgeConfig, type JudgeOptions, type JudgingStageName } from "../../config/judge-config.ts";
import type { Mode } from "../../domain/mode.ts";
import { ConfigError } from "../../errors.ts";
import { readManifest } from "../../formats/run-manifest.ts";
import { SqliteLedger } from "../../ledger/sqlite-ledger.ts";
import { ASSUMED_VERDICT_TOKENS } from "../assumptions.ts";
import { resolveCandidates } from "../candidates/resolve-candidates.ts";
import { decideMode } from "../decide-mode.ts";
import { completeHooks, type RunHooks, type World } from "../hooks.ts";
import { type EstimatedPrice, estimatePrices, type MeteredModel, RequestMeter } from "../request-meter.ts";
import { runFolder } from "../run-folder.ts";
import { checkSameJudging, type JudgeSeat } from "./judge-seat.ts";
import { openSeats } from "./judge.ts";
import { judgingPlace } from "./judging-place.ts";
import { openSpec, warnOfGaps } from "./judging-source.ts";
import { openKind } from "./kinds.ts";
import type { PlanLedger } from "./plan-run.ts";

/** What a judge would be asked, and about what it would cost. Nothing was sent. */
export interface JudgingEstimate {
  readonly provider: string;
  /** The judge. */
  readonly model: string;
  readonly mode: Mode;
  /** Rows that would be added to files of verdicts. */
  readonly items: number;
  /** Of these, rows that there is nothing to ask about, because the candidate gave no answer. */
  readonly unasked: number;
  /** Distinct requests: what would be paid for. */
  readonly requests: number;
  /** How many batches they would be; null for live calls. */
  readonly batches: number | null;
  /** Bytes of the requests. */
  readonly bytes: number;
  readonly inputTokens: { readonly tokens: number; readonly exact: boolean };
  /** Output tokens of each answer that `outputUsd` is computed with: an assumption. */
  readonly outputTokensPerAnswer: number;
  readonly prices: Readonly<Record<Mode, EstimatedPrice>>;
  /** The most that it can cost in its mode, which is what a budget reserves, in USD; null where that is not known. */
  readonly mostUsd: number | null;
  /** Folder of the judge's run that these judgements would be added to. */
  readonly earlierRun: string | null;
}

/** Says what `comply`, `rate` or `rank` would send, judge by judge. Needs no key and touches nothing. */
export async function estimateJudging(
  stage: JudgingStageName,
  options: JudgeOptions,
  hooks: RunHooks = {},
): Promise<readonly JudgingEstimate[]> {
  return await estimateJudges(checkJudgeOptions(stage, options), completeHooks(hooks));
}

export async function estimateJudges(config: JudgeConfig, world: World): Promise<readonly JudgingEstimate[]> {
  const spec = await openSpec(config, world.onEvent);
  const candidates = await resolveCandidates(config.candidates, world.onEvent);
  // Any key will do: lines are built without a call.
  const seats = await openSeats(config, world, "none");
  const kind = await openKind(config, spec, candidates, world.onEvent);
  warnOfGaps({ spec, groups: kind.groups }, config.statements !== undefined, world.onEvent);
  const trials: Trial[] = [];
  try {
    for (const seat of seats) trials.push(await openTrial(config, seat, world));
    await kind.plan(trials.map(({ seat, ledger, directory }) => ({ seat, ledger, directory: directory ?? "this run" })));
    return trials.map((trial) => estimateOf(trial, world));
  } finally {
    for (const { close } of trials) close();
  }
}

/** A judge's plan that is made and thrown away. */
interface Trial {
  readonly seat: JudgeSeat;
  readonly asked: MeteredModel;
  readonly meter: RequestMeter;
  readonly ledger: PlanLedger;
  readonly directory: string | undefined;
  readonly counts: { items: number; unasked: number };
  readonly close: () => void;
}

async function openTrial(config: JudgeConfig, seat: JudgeSeat, world: World): Promise<Trial> {
  const { provider, choice } = seat;
  const directory = judgingPlace(config, seat, world.clock.now()).existing;
  const earlier = directory === undefined ? undefined : openEarlier(config, seat, directory);
  const { model, batch_size: batchSize, max_output_tokens: maxOutputTokens } = choice;
  const metered = { provider, model, batchSize, maxOutputTokens, at: world.clock.now() };
  const meter = await RequestMeter.create(metered);
  const counts = { items: 0, unasked: 0 };
  const plan: PlanLedger["plan"] = (key, items, bodies) => {
    const known = new Set(Array.from(earlier?.planned(key) ?? [], ({ requestId }) => requestId));
    const asked = items.filter(({ requestId }) => requestId !== null);
    counts.items += items.length - known.size;
    counts.unasked += items.length - asked.length;
    for (const [index, { requestId }] of asked.entries()) {
      const body = bodies[index];
      if (requestId !== null && body !== undefined && !known.has(requestId)) meter.add({ id: requestId, body });
    }
  };
  const ledger: PlanLedger = {
    planned: (key) => earlier?.planned(key) ?? [],
    plan,
    replan: plan,
    beginGroup() {},
    completeGroup() {},
  };
  return { seat, asked: metered, meter, ledger, directory, counts, close: () => earlier?.close() };
}

function openEarlier(config: JudgeConfig, seat: JudgeSeat, directory: string): SqliteLedger | undefined {
  const folder = runFolder(directory);
  const manifest = readManifest(folder.manifest);
  if (manifest.stage === "generate") throw new ConfigError(`${directory} is a run of answers; choose another --output-dir-base.`);
  checkSameJudging(directory, manifest, seat, config.stage);
  return existsSync(folder.ledger) ? SqliteLedger.open(folder.ledger, { readOnly: true }) : undefined;
}

function estimateOf({ seat, asked, meter, directory, counts }: Trial, world: World): JudgingEstimate {
  const { choice, provider } = seat;
  const totals = meter.totals();
  const { requests, promptBytes } = totals;
  const mode = decideMode(
    { config: choice, model: choice.model, maxOutputTokens: choice.max_output_tokens, provider, requests, promptBytes, earlier: directory },
    world,
  );
  return {
    provider: provider.name,
    model: choice.model,
    mode,
    ...counts,
    requests,
    batches: mode === "batch" ? totals.batches : null,
    bytes: totals.bytes,
    inputTokens: totals.inputTokens,
    outputTokensPerAnswer: ASSUMED_VERDICT_TOKENS,
    prices: estimatePrices(asked, totals, ASSUMED_VERDICT_TOKENS),
    mostUsd: totals.mostUsd?.[mode] ?? null,
    earlierRun: directory ?? null,
  };
}
