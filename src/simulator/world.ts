import type { Clock } from "../clock.ts";
import type { Answerer } from "./answers/answerer.ts";
import type { BillBook } from "./bill.ts";
import type { CallCounter, PhaseListener } from "./calls.ts";
import type { FaultCounter } from "./fault-plan.ts";
import type { Scenario } from "./scenario.ts";
import type { WorkQueue } from "./work-queue.ts";

/** What the servers of all vendors share. */
export interface World {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly clock: Clock;
  /** Aborts when the simulator closes: delays and running work end then. */
  readonly signal: AbortSignal;
  /** Where uploaded and result files live. */
  readonly directory: string;
  readonly bill: BillBook;
  readonly calls: CallCounter;
  readonly faults: FaultCounter;
  /** Batches are executed here, while calls go on. */
  readonly work: WorkQueue;
  readonly onPhase: PhaseListener | undefined;
  /** Answers in the simulated model's place. */
  readonly answer: Answerer;
}
