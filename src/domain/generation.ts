import type { Outcome } from "./outcome.ts";

/** One candidate's answer to one prompt, or why there is none. */
export interface Generation {
  readonly originalIndex: number;
  readonly inputText: string;
  /** 0-based; counts repeated answers to the same prompt. */
  readonly sampleIndex: number;
  readonly outcome: Outcome;
  /** The vendor's batch that it came from; null for a live call and in files that do not say. */
  readonly batchId: string | null;
  /** Null in files written by other tools. */
  readonly requestId: string | null;
}
