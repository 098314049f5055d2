import type { Clock } from "../clock.ts";
import type { BatchProgress } from "../domain/batch.ts";
import type { Mode } from "../domain/mode.ts";
import type { EmitEvent } from "../domain/event.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { ModelRequest } from "../domain/request.ts";
import type { Shard } from "../domain/shard.ts";
import { ConfigError } from "../errors.ts";
import type { AskedItem, Ledger } from "../ledger/ledger.ts";
import type { BatchApi, Provider } from "../providers/provider.ts";
import type { Arrivals } from "./arrivals.ts";
import type { Budget } from "./budget.ts";
import type { Turns } from "./turns.ts";

/**
 * Gets the waiting requests of a ledger answered, by whatever way. Returns when none waits, none is in flight and none will
 * arrive (or, told not to wait, when all is with the vendor); throws when it cannot go on, and then everything is in the ledger.
 */
export interface Dispatcher {
  dispatch(context: DispatchContext): Promise<void>;
}

/** Everything that a dispatcher works with. */
export interface DispatchContext {
  readonly ledger: Ledger;
  readonly provider: Provider;
  /** Builds the request of an item again. Pure. */
  readonly toRequest: (item: AskedItem) => ModelRequest;
  /** What the vendor charges for an outcome, in USD; null when the price is not known. Pure. */
  readonly toCost: (outcome: Outcome, mode: Mode) => number | null;
  readonly budget: Budget;
  readonly arrivals: Arrivals;
  /** Of live calls to this account and model, in this run and in others that go on beside it. */
  readonly turns: Turns;
  /** Folder for input files. */
  readonly inputFolder: string;
  readonly records: BatchRecords;
  readonly settings: DispatchSettings;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly emit: EmitEvent;
  /** The one model that all requests ask. */
  readonly model: string;
  /** Random keys of batches. */
  readonly newKey: () => string;
  /** In [0, 1), for spreading waits. */
  readonly random: () => number;
}

/** The same, for work that goes through the vendor's batch service. */
export interface BatchContext extends DispatchContext {
  readonly batch: BatchApi;
}

export function withBatchApi(context: DispatchContext): BatchContext {
  return { ...context, batch: batchApiOf(context.provider) };
}

/** @throws {ConfigError} when the vendor has no batch service, or lacks a setting for it */
export function batchApiOf({ batch, batchNeeds, title }: Provider): BatchApi {
  if (batch === null) throw new ConfigError(batchNeeds ?? `${title} has no batch service; use --mode live.`);
  return batch;
}

export interface DispatchSettings {
  /** Most requests in one batch; the vendor's own limit holds as well. */
  readonly batchSize: number;
  readonly pollIntervalMs: number;
  /** How often a request is asked before its last failure stands. */
  readonly maxAttempts: number;
  /** How long a lost submission is looked for before it counts as never made. */
  readonly settleTimeMs: number;
  /** False: submit what can be submitted, collect what is ready, and return. */
  readonly wait: boolean;
  /** Milliseconds since the epoch after which no wait begins. */
  readonly deadline: number;
  /** How long a batch may be pending before its lines are asked live as well. */
  readonly hedgeAfterMs: number;
  readonly live: LiveSettings;
}

/** How live calls are made. */
export interface LiveSettings {
  /** Most calls on their way at once. */
  readonly concurrency: number;
  /** Undefined where it has to be found out. */
  readonly requestsPerSecond: number | undefined;
  /** Tokens in and out. Undefined where the vendor's headers tell, or nothing does. */
  readonly tokensPerMinute: number | undefined;
  /** How often a call is made again that failed for a reason that may go away. */
  readonly maxRetries: number;
  readonly firstRetryWaitMs: number;
  /** By what each wait is longer than the one before. */
  readonly retryFactor: number;
  /** A call that takes longer is given up. */
  readonly timeoutMs: number;
  /** What to do about calls of which it is not known whether they were answered, because the process died. */
  readonly inDoubt: "stop" | "ask-again" | "give-up";
}

/** Where the files that people read about a batch are kept up to date. */
export interface BatchRecords {
  /** Called once a batch is known, and again whenever the vendor said something new about it. Must be repeatable. */
  update(shard: Shard, progress: BatchProgress): void;
}
