import type { AccountIdentity } from "../domain/batch.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { RequestId } from "../domain/request.ts";
import type { Shard } from "../domain/shard.ts";
import type { VerdictTally } from "../domain/tally.ts";

/** One thing to be asked, as a stage planned it. Several items may share one request: it is asked and paid once. */
export interface PlannedItem {
  /** In a run with groups, after the group's name and a slash; see `sheetKey`. */
  readonly statementId: string;
  /** Position of the prompt in its statement. */
  readonly originalIndex: number;
  /** 0-based; counts repeated answers to one prompt. */
  readonly sampleIndex: number;
  /** Null when there is nothing to ask: the item has a row in the results all the same. */
  readonly requestId: RequestId | null;
  /** What the stage needs to build the request again and to write its result; opaque to the ledger. */
  readonly payload: string;
  /** The same, in so far as many items share it: each text is kept once. */
  readonly texts: readonly string[];
}

/** An item that there is something to ask about. */
export interface PlannedRequest extends PlannedItem {
  readonly requestId: RequestId;
}

/** An item whose request is in the ledger. */
export interface AskedItem extends PlannedRequest {
  /** The answer that could not be read, where this asks once more; null the first time. */
  readonly unreadableAnswer: string | null;
}

/** What is to be asked once more about an item. */
export interface Reask {
  /** Number of the item. */
  readonly item: number;
  readonly requestId: RequestId;
  /** The answer that could not be read. */
  readonly answer: string;
}

/** Results that belong together in one folder: those of a candidate, or of a pair. */
export interface ResultGroup {
  /** Name of the folder. */
  readonly name: string;
  /** What it is; opaque to the ledger. */
  readonly info: string;
  /** False until everything about it was planned. */
  readonly isComplete: boolean;
}

/** A request that waits to be sent. */
export interface WaitingRequest {
  /** 1-based, in plan order. */
  readonly number: number;
  /** How often it was asked so far without a settled outcome. */
  readonly attempts: number;
  /** The first of the items that share it. */
  readonly item: AskedItem;
}

/** What was found out about one request. */
export interface RecordedOutcome {
  readonly id: RequestId;
  readonly outcome: Outcome;
  /** What the vendor charges for it in USD; null when the price is not known. */
  readonly costUsd: number | null;
}

/** What became of a request; `outcome` is null while nothing did. */
export interface RequestResult {
  readonly requestId: RequestId | null;
  readonly outcome: Outcome | null;
  /** False while the request may still be asked again. */
  readonly settled: boolean;
  readonly batchId: string | null;
}

/** An item with what became of it. */
export interface ItemResult extends RequestResult {
  /** Of the item, in the order of planning. */
  readonly number: number;
  readonly item: PlannedItem;
  /** The same question asked once more, because the answer could not be read; null when it was not. */
  readonly again: RequestResult | null;
}

/** How a run stands, counted in the ledger and never in memory. */
export interface LedgerTotals {
  readonly items: number;
  /** Items that there is nothing to ask about. */
  readonly unasked: number;
  /** Items that were asked about once more, because the answer could not be read. */
  readonly askedAgain: number;
  /** Distinct requests: what is paid for. */
  readonly requests: number;
  readonly settled: number;
  readonly succeeded: number;
  /** Requests whose last word is a failure, by code. */
  readonly failures: readonly { readonly code: string; readonly count: number }[];
  /** Answers that ended at the token limit. */
  readonly truncated: number;
  /** Requests with a batch now. */
  readonly inFlight: number;
  /** Requests for which a live call may be on its way; after a process died, those of which it is not known. */
  readonly calling: number;
  /** Requests that will be asked (again) when the run goes on. */
  readonly waiting: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Sum over the requests whose price is known. */
  readonly costUsd: number;
  /** What was charged, or at most charged, besides the answers that count. */
  readonly wastedUsd: number;
  /** Answered requests whose price is not known. */
  readonly unpriced: number;
}

/** The lines of a new shard, and where they were written. */
export interface NewShard {
  readonly key: string;
  readonly inputFile: string;
  readonly bytes: number;
  readonly tokenEstimate: number;
  /** The most that its lines can cost, in USD; 0 where that is not known. */
  readonly reservedUsd: number;
  /** Numbers of the requests it carries. */
  readonly requestNumbers: readonly number[];
}

/** A live call that was begun and never ended. */
export interface CallInDoubt extends WaitingRequest {
  /** Whether its request has its last word all the same, from a batch. */
  readonly settled: boolean;
}

/** How a live call ended. */
export interface EndedCall {
  /** Number of its request. */
  readonly number: number;
  /** Null when nothing is to be kept of it: the request waits again. */
  readonly outcome: Outcome | null;
  /** What the vendor charges for the outcome, in USD; null when the price is not known. */
  readonly costUsd: number | null;
  /** What was, or may have been, charged for nothing, in USD. */
  readonly wastedUsd: number;
}

/** When the first live call of a run began, and when the last one ended or, if none has, began: milliseconds since the epoch. */
export interface CallTimes {
  readonly firstAt: number;
  readonly lastAt: number;
}

/** What can change about a shard. */
export type ShardChange = Partial<
  Pick<
    Shard,
    "state" | "uploadId" | "batchId" | "vendorState" | "counts" | "outputFileId" | "errorFileId" | "intendedAt" | "submittedAt" | "endedAt"
  >
>;

/**
 * The durable record of one run's work and money: a write-ahead log of spending.
 *
 * Every method returns only when what it changed would survive the loss of power. Methods are synchronous: two steps
 * of two shards can never be half-way through the ledger at once.
 */
export interface Ledger {
  /** Adds a statement and its items to the plan. */
  plan(statementId: string, items: readonly PlannedItem[]): void;
  /** Puts other items in the place of a statement's, among which are all requests that it had. Its file will be written again. */
  replan(statementId: string, items: readonly PlannedItem[]): void;
  /** The items of a statement as they were planned; none for a statement that was not. */
  planned(statementId: string): Iterable<PlannedItem>;
  /** Whether an item of the plan asks this. */
  hasRequest(id: RequestId): boolean;
  /** Has items asked about once more; their statements will be written again. */
  planAgain(reasks: readonly Reask[]): void;
  groups(): readonly ResultGroup[];
  /** Adds a group that is not yet planned in full, or says so of one that is there. */
  beginGroup(name: string, info: string): void;
  completeGroup(name: string): void;
  /** Does all of some planning or nothing of it. Nobody else may work with the ledger in the meantime. */
  atomically<Result>(action: () => Promise<Result>): Promise<Result>;
  totals(): LedgerTotals;
  /** Statement ids in plan order. */
  statements(): readonly string[];
  /** Those whose result file is not written, although every item has its last word. */
  statementsToWrite(): readonly string[];
  /** Requests that are neither settled, nor in a shard, nor being called, in plan order. Read page by page. */
  waiting(): Iterable<WaitingRequest>;

  /** The account that this run's batches belong to; null before the first was bound. */
  account(): AccountIdentity | null;
  bindAccount(account: AccountIdentity): void;

  shards(): readonly Shard[];
  shard(number: number): Shard;
  createShard(shard: NewShard): Shard;
  changeShard(number: number, change: ShardChange): Shard;
  /** Gives all lines of a shard back to the waiting ones, without counting an attempt. */
  withdrawShard(number: number, fault: string): Shard;
  /** Items whose requests a shard carries or carried when it was made, in plan order. */
  shardItems(shard: number): Iterable<AskedItem>;
  /**
   * Begins to record outcomes of a shard's open lines. An outcome that is not settled gives the line back to the
   * waiting ones until it was asked `maxAttempts` times; then it stands.
   */
  recorder(shard: number, maxAttempts: number): OutcomeRecorder;

  /**
   * Notes live calls that are about to be made, and such as have ended: all of it, or nothing. A request that has an answer
   * already keeps it, and what the later one cost is waste. Gives those that may be made: not for what was answered or put
   * into a batch in the meantime.
   *
   * @param shard whose lines are asked live as well
   */
  noteCalls(begun: readonly number[], ended: readonly EndedCall[], at: number, shard?: number | null): ReadonlySet<number>;
  /** The same, but other work goes on while the disk is waited for: resolves when the notes are durable. */
  noteCallsAside(begun: readonly number[], ended: readonly EndedCall[], at: number, shard?: number | null): Promise<ReadonlySet<number>>;
  /** When live calls were made; null where none were, or where an older version made them. */
  callTimes(): CallTimes | null;
  /** Requests for which a live call was begun and never ended, in plan order. */
  callsInDoubt(): Iterable<CallInDoubt>;
  /** Requests of a shard that no live call has answered or is about to answer, in plan order. */
  unansweredOf(shard: number): Iterable<WaitingRequest>;
  /** Lets requests wait again whose last word was a failure that another try may mend; says how many. */
  reopenFailed(): number;

  /** Whether every item of a statement has its last word. */
  isStatementSettled(statementId: string): boolean;
  /** Whether the statement's result file was written after it was settled. */
  isStatementWritten(statementId: string): boolean;
  /** @param tally of the verdicts that were written; of a statement that is not written, what was is forgotten */
  markStatementWritten(statementId: string, written: boolean, tally?: VerdictTally): void;
  /** The same for several that are written, with one wait for the disk. */
  markStatementsWritten(statements: ReadonlyMap<string, VerdictTally | undefined>): void;
  /** Of statements whose files are written and hold verdicts, in plan order. */
  tallies(): Iterable<{ readonly statementId: string; readonly tally: VerdictTally }>;
  /** The vendor's batches that answers about a statement came from, in the order of submission. */
  batchesOf(statementId: string): readonly string[];
  /** The items of a statement with what became of them, in plan order. */
  results(statementId: string): Iterable<ItemResult>;

  close(): void;
}

/**
 * Takes the outcomes of one shard, in any order and number, and puts them into the ledger all at once: either every line
 * that was added has its outcome afterwards, or none. Memory: about 300 bytes a line, whatever the answers' length.
 */
export interface OutcomeRecorder {
  add(recorded: RecordedOutcome): RecordEffect;
  /** Ids that have no outcome yet, in plan order. */
  open(): Iterable<RequestId>;
  /** How many those are. */
  readonly openCount: number;
  /**
   * Makes everything durable, ends the shard's life, and says how many lines are settled and how many wait to be asked
   * again. Lines without an outcome wait again too, without counting an attempt.
   */
  commit(end: { readonly state: "collected" | "withdrawn"; readonly fault: string | null }): {
    readonly settled: number;
    readonly again: number;
    /** What the vendor charges for all of it, as far as prices are known, in USD. */
    readonly costUsd: number;
  };
  /** Forgets everything. Harmless after {@link commit}. */
  discard(): void;
}

/**
 * - `recorded`: the line had no outcome before.
 * - `improved`: it had a failure, and this is an answer; an answer that was paid for is kept.
 * - `repeated`: it had an outcome, which stands.
 * - `late`: a live call has answered it in the meantime; what this answer cost is waste.
 * - `unknown`: the id is no open line of this shard.
 */
export type RecordEffect = "recorded" | "improved" | "repeated" | "late" | "unknown";
