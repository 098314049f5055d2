import type { CandidateAnswer, JudgeCall, Judgement } from "../../domain/judgement.ts";
import type { Outcome } from "../../domain/outcome.ts";
import { requestId } from "../../domain/request.ts";
import type { Reading, UnscoredReason } from "../../domain/verdict.ts";
import type { ItemResult, Reask, RequestResult } from "../../ledger/ledger.ts";
import type { JudgingStage } from "../../stages/judging.ts";

/** Why another try may bring what the first did not. */
const MENDABLE: ReadonlySet<UnscoredReason> = new Set(["unreadable", "invalid", "contradictory", "judge_truncated"]);

/** A stage with what is needed to turn its results into judgements. */
export interface Judging<Item, Verdict> {
  readonly stage: JudgingStage<Item, Verdict>;
  readonly inputOf: (item: Item) => string;
  /** The answers of an item, in the order in which the judge sees them. */
  readonly answersOf: (item: Item) => readonly CandidateAnswer[];
  /** Whether an answer that cannot be read is asked for once more. */
  readonly reasks: boolean;
}

/**
 * The judgements that items came to, those without their last word left out.
 *
 * @param reasks told what is to be asked once more
 */
export function* judgementsOf<Item, Verdict>(
  judging: Judging<Item, Verdict>,
  results: Iterable<ItemResult>,
  reasks: (reask: Reask) => void,
): Generator<Judgement<Verdict>> {
  const { stage, answersOf, inputOf } = judging;
  for (const result of results) {
    if (!result.settled || result.again?.settled === false) continue;
    const item = stage.restore(result.item);
    const reading = readingOf(judging, item, result);
    if (result.again === null) {
      const reask = reaskOf(judging, item, result, reading);
      if (reask !== undefined) reasks(reask);
    }
    yield {
      originalIndex: result.item.originalIndex,
      sampleIndex: result.item.sampleIndex,
      input: inputOf(item),
      answers: answersOf(item),
      reading,
      call: callOf(result.again ?? result),
      unreadableCall: result.again === null ? null : callOf(result),
    };
  }
}

function readingOf<Item, Verdict>({ stage }: Judging<Item, Verdict>, item: Item, result: ItemResult): Reading<Verdict> {
  const { outcome } = result.again ?? result;
  if (outcome !== null) return stage.read(item, outcome);
  return stage.unaskable(item) ?? { status: "unscored", reason: "judge_failed", detail: "The judge was not asked." };
}

function reaskOf<Item, Verdict>(
  { stage, reasks }: Judging<Item, Verdict>,
  item: Item,
  { number, outcome }: ItemResult,
  reading: Reading<Verdict>,
): Reask | undefined {
  if (!reasks || reading.status === "scored" || !MENDABLE.has(reading.reason) || outcome?.status !== "succeeded") return undefined;
  const body = stage.reask(item, outcome.text);
  return body === undefined ? undefined : { item: number, requestId: requestId(stage.name, body, 0), answer: outcome.text };
}

function callOf({ requestId: id, outcome, batchId }: RequestResult): JudgeCall | null {
  if (id === null) return null;
  return { requestId: id, batchId, ...answerOf(outcome) };
}

function answerOf(outcome: Outcome | null): Pick<JudgeCall, "text" | "model" | "finishReason" | "usage"> {
  if (outcome?.status !== "succeeded") return { text: null, model: null, finishReason: null, usage: null };
  const { text, model, finishReason, usage } = outcome;
  return { text, model, finishReason, usage };
}
