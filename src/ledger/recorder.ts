import { countsAsAttempt, isSettled, type Outcome, usageOf } from "../domain/outcome.ts";
import type { RequestId } from "../domain/request.ts";
import { codeOf } from "./calls.ts";
import type { OutcomeRecorder, RecordedOutcome, RecordEffect } from "./ledger.ts";
import type { LogPlace, OutcomeLog } from "./outcome-log.ts";
import type { ShardEnd } from "./shards.ts";

/** A line of a shard. */
export interface ShardLine {
  readonly id: string;
  readonly number: number;
  readonly attempts: number;
  /** 1 when a live call has answered it. */
  readonly answered: number;
}

/** What the ledger keeps of an outcome; the outcome itself is in the log. */
export interface RecordedLine {
  readonly number: number;
  readonly attempts: number;
  readonly settled: boolean;
  readonly place: LogPlace;
  readonly status: Outcome["status"];
  readonly code: string;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
}

interface RecorderParts {
  /** In the order of the table. */
  readonly lines: Iterable<ShardLine>;
  readonly count: number;
  readonly batchId: string | null;
  readonly maxAttempts: number;
  readonly log: OutcomeLog;
  /** Puts the lines into the tables, books the waste, and ends the shard, in one transaction. */
  readonly store: (lines: Iterable<RecordedLine>, wasted: ReadonlyMap<number, number>, end: ShardEnd) => void;
}

/**
 * Appends outcomes to the log as they come, and keeps in memory only where each one stands: a few numbers in columns,
 * because a shard may have 100,000 lines and objects of that number outlive many collections of garbage. One recorder at a
 * time may write to a log.
 */
export class ShardRecorder implements OutcomeRecorder {
  readonly #parts: RecorderParts;
  /** Row of each line in the columns, by id. */
  readonly #rows = new Map<string, number>();
  readonly #numbers: Float64Array;
  readonly #attempts: Uint32Array;
  readonly #offsets: Float64Array;
  /** Zero while a line has no outcome. */
  readonly #lengths: Uint32Array;
  /** NaN where not known; so in the next two. */
  readonly #inputTokens: Float64Array;
  readonly #outputTokens: Float64Array;
  readonly #costs: Float64Array;
  /** What is the same for many lines, and its place in the list of those. */
  readonly #kinds: Kind[] = [];
  readonly #kindOf: Uint32Array;
  /** Numbers of the lines that live calls have answered, by id. */
  readonly #answered = new Map<string, number>();
  /** What was charged for those once more, in USD, by number. */
  readonly #wasted = new Map<number, number>();
  readonly #start: number;
  #openCount = 0;
  #ended = false;

  constructor(parts: RecorderParts) {
    const { count } = parts;
    this.#parts = parts;
    this.#start = parts.log.length;
    this.#numbers = new Float64Array(count);
    this.#attempts = new Uint32Array(count);
    this.#offsets = new Float64Array(count);
    this.#lengths = new Uint32Array(count);
    this.#inputTokens = new Float64Array(count);
    this.#outputTokens = new Float64Array(count);
    this.#costs = new Float64Array(count);
    this.#kindOf = new Uint32Array(count);
    for (const line of parts.lines) {
      if (line.answered === 1) {
        this.#answered.set(line.id, line.number);
        continue;
      }
      const row = this.#openCount;
      this.#rows.set(line.id, row);
      this.#numbers[row] = line.number;
      this.#attempts[row] = line.attempts;
      this.#openCount += 1;
    }
  }

  /** False once it was committed or discarded. */
  get isOpen(): boolean {
    return !this.#ended;
  }

  get openCount(): number {
    return this.#openCount;
  }

  *open(): Iterable<RequestId> {
    for (const [id, row] of this.#rows) if (this.#lengths[row] === 0) yield id as RequestId;
  }

  add(recorded: RecordedOutcome): RecordEffect {
    const row = this.#rows.get(recorded.id);
    if (row === undefined) return this.#noteLate(recorded);
    if (this.#lengths[row] === 0) {
      this.#openCount -= 1;
      this.#attempts[row] = at(this.#attempts, row) + (countsAsAttempt(recorded.outcome) ? 1 : 0);
      this.#keep(row, recorded);
      return "recorded";
    }
    if (this.#kind(row).status === "succeeded" || recorded.outcome.status !== "succeeded") return "repeated";
    this.#keep(row, recorded);
    return "improved";
  }

  #noteLate({ id, costUsd }: RecordedOutcome): RecordEffect {
    const number = this.#answered.get(id);
    if (number === undefined) return "unknown";
    if (this.#wasted.has(number)) return "repeated";
    this.#wasted.set(number, costUsd ?? 0);
    return "late";
  }

  #keep(row: number, { id, outcome, costUsd }: RecordedOutcome): void {
    const place = this.#parts.log.append({ id, batch_id: this.#parts.batchId, outcome });
    const usage = usageOf(outcome);
    this.#offsets[row] = place.offset;
    this.#lengths[row] = place.length;
    this.#inputTokens[row] = usage?.inputTokens ?? Number.NaN;
    this.#outputTokens[row] = usage?.outputTokens ?? Number.NaN;
    this.#costs[row] = costUsd ?? Number.NaN;
    this.#kindOf[row] = this.#kindNumber(outcome);
  }

  #kindNumber(outcome: Outcome): number {
    const { status } = outcome;
    const code = codeOf(outcome);
    const final = isSettled(outcome);
    const earlier = this.#kinds.findIndex((kind) => kind.status === status && kind.code === code && kind.final === final);
    return earlier >= 0 ? earlier : this.#kinds.push({ status, code, final }) - 1;
  }

  #kind(row: number): Kind {
    const kind = this.#kinds[at(this.#kindOf, row)];
    if (kind === undefined) throw new RangeError(`row ${row} has no outcome`);
    return kind;
  }

  *#lines(): Generator<RecordedLine> {
    for (const row of this.#rows.values()) {
      if (this.#lengths[row] === 0) continue;
      const { status, code, final } = this.#kind(row);
      const attempts = at(this.#attempts, row);
      yield {
        number: at(this.#numbers, row),
        attempts,
        settled: final || attempts >= this.#parts.maxAttempts,
        place: { offset: at(this.#offsets, row), length: at(this.#lengths, row) },
        status,
        code,
        inputTokens: known(this.#inputTokens, row),
        outputTokens: known(this.#outputTokens, row),
        costUsd: known(this.#costs, row),
      };
    }
  }

  commit(end: ShardEnd): { settled: number; again: number; costUsd: number } {
    this.#parts.log.sync();
    this.#parts.store(this.#lines(), this.#wasted, end);
    this.#ended = true;
    let settled = this.#answered.size;
    let costUsd = [...this.#wasted.values()].reduce((sum, cost) => sum + cost, 0);
    for (const line of this.#lines()) {
      if (line.settled) settled += 1;
      costUsd += line.costUsd ?? 0;
    }
    return { settled, again: this.#rows.size + this.#answered.size - this.#openCount - settled, costUsd };
  }

  discard(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#parts.log.truncate(this.#start);
  }
}

interface Kind {
  readonly status: Outcome["status"];
  /** Code of a failure, finish reason of an answer. */
  readonly code: string;
  /** Whether it is the last word on any request. */
  readonly final: boolean;
}

function at(column: Float64Array | Uint32Array, row: number): number {
  return column[row] ?? 0;
}

function known(column: Float64Array, row: number): number | null {
  const value = at(column, row);
  return Number.isNaN(value) ? null : value;
}
