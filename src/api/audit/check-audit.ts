import type { AuditCandidate, AuditConfig, SpecAudit } from "../../config/audit-config.ts";
import type { JudgeConfig } from "../../config/judge-config.ts";
import { ConfigError } from "../../errors.ts";
import { choosePairs } from "../../run/pairs.ts";
import type { Candidate } from "../candidates/candidate.ts";
import { type CheckedGeneration, checkGeneration } from "../generate.ts";
import { openGenerationSource } from "../generation-source.ts";
import type { World } from "../hooks.ts";
import { checkBudget, checkJudge, checkSameJudging } from "../judging/judge-seat.ts";
import { openSeats } from "../judging/judge.ts";
import { judgingPlace } from "../judging/judging-place.ts";
import { openSpec } from "../judging/judging-source.ts";
import { readQuestionFiles } from "../judging/question-files.ts";
import { existingCandidate } from "./audit-candidates.ts";
import type { JudgingTask } from "./judging-line.ts";

/** A candidate whose answers are to come, or exist. */
export type CheckedCandidate =
  | { readonly name: string; readonly model: string; readonly generation: CheckedGeneration }
  | { readonly name: string; readonly existing: Candidate };

/** What an audit does about one specification, with all input found sound. */
export interface CheckedSpec {
  readonly prefix: string;
  readonly candidates: readonly CheckedCandidate[];
  readonly judgings: readonly JudgingTask[];
}

/**
 * Goes through everything that an audit needs: specifications, prompts, answers, keys, models, budgets. Touches nothing.
 *
 * @throws {ConfigError} or {FormatError} for bad input
 */
export async function checkAudit(config: AuditConfig, world: World): Promise<readonly CheckedSpec[]> {
  const specs: CheckedSpec[] = [];
  for (const spec of config.specs) specs.push(await checkSpec(spec, config.specs.length > 1 ? `${spec.name}: ` : "", world));
  return specs;
}

async function checkSpec(spec: SpecAudit, prefix: string, world: World): Promise<CheckedSpec> {
  const { places } = spec;
  await saying(places.spec, () => checkFiles(spec));
  const candidates: CheckedCandidate[] = [];
  for (const [index, candidate] of spec.candidates.entries()) {
    const place = places.candidates[index] ?? places.spec;
    candidates.push(await saying(place, () => checkCandidate(candidate, world)));
  }
  const answers = candidates.reduce((sum, candidate) => sum + answersOf(candidate), 0);
  const judgings: JudgingTask[] = [];
  for (const config of spec.judgings) {
    const expected = config.stage === "rank" ? answers * (candidates.length - 1) : answers;
    if (config.stage === "rank") await saying(places.pairs, () => checkPairs(candidates, config.pairs));
    await saying(places.stages[config.stage], () => readQuestionFiles(config));
    judgings.push(await saying(places.judges, () => checkJudging(config, expected, prefix, world)));
  }
  return { prefix, candidates, judgings };
}

/** The specification and the prompts: what is wrong with them is wrong for all candidates. */
async function checkFiles({ candidates, judgings }: SpecAudit): Promise<void> {
  const asked = candidates.find((candidate) => "generate" in candidate);
  // What is to be said of single lines is said when the prompts are planned.
  if (asked !== undefined) await openGenerationSource(asked.generate, () => {});
  const [judging] = judgings;
  if (judging !== undefined) await openSpec(judging, () => {});
}

/** Says where that stands which was found to be wrong, unless the message names a file and a line of its own. */
async function saying<Result>(place: string, check: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(`${place}: ${error.message}`, { cause: error });
  }
}

async function checkCandidate(candidate: AuditCandidate, world: World): Promise<CheckedCandidate> {
  if ("generations" in candidate) return { name: candidate.name, existing: await existingCandidate(candidate, world.onEvent) };
  const generation = await checkGeneration(candidate.generate, world);
  return { name: candidate.name, model: candidate.generate.model_name, generation };
}

/** Pairs are chosen when all candidates have answered; what is wrong with them must not show only then. */
function checkPairs(candidates: readonly CheckedCandidate[], pairs: string): void {
  choosePairs(
    candidates.map(({ name }) => name),
    pairs,
  );
}

function answersOf(candidate: CheckedCandidate): number {
  if ("existing" in candidate) return candidate.existing.statements.length;
  const { generation } = candidate;
  return generation.state === "complete" ? generation.summary.totals.items : generation.items;
}

async function checkJudging(config: JudgeConfig, expected: number, prefix: string, world: World): Promise<JudgingTask> {
  // What is wrong with single lines was said when prompts were looked for.
  const spec = await openSpec(config, () => {});
  const seats = await openSeats(config, world);
  for (const seat of seats) {
    checkBudget(seat, world);
    const { existing } = judgingPlace(config, seat, world.clock.now());
    if (existing !== undefined) checkSameJudging(existing, seat, config.stage);
    await checkJudge(seat, world);
  }
  return { config, spec, seats, expected, prefix };
}
