import type { FinishReason, Usage } from "./outcome.ts";
import type { Reading } from "./verdict.ts";

/** A candidate's answer as a judge sees it, or the lack of one. */
export interface CandidateAnswer {
  /** The answer; of a failed one, the text that stands in its place in files (`ERROR: …`), which no judge ever sees. */
  readonly text: string;
  readonly failed: boolean;
  /** The generation's request; null in files written by other tools. */
  readonly requestId: string | null;
}

/** One call of a judge. */
export interface JudgeCall {
  readonly requestId: string;
  /** The vendor's batch; null for a live call. */
  readonly batchId: string | null;
  /** What the judge answered, byte for byte; null where it gave no answer. */
  readonly text: string | null;
  /** The model version that answered, as the vendor names it. */
  readonly model: string | null;
  readonly finishReason: FinishReason | null;
  readonly usage: Usage | null;
}

/** A judge's verdict on one answer, or on a pair of them, with all that it came from. */
export interface Judgement<Verdict> {
  readonly originalIndex: number;
  readonly sampleIndex: number;
  readonly input: string;
  /** One answer, or A's and B's. */
  readonly answers: readonly CandidateAnswer[];
  readonly reading: Reading<Verdict>;
  /** The call that the reading is of; null when no judge was asked. */
  readonly call: JudgeCall | null;
  /** The call before it, when its answer could not be read and the judge was asked again. */
  readonly unreadableCall: JudgeCall | null;
}
