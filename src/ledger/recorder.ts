import { countsAsAttempt, describeFailure, isSettled } from "../domain/outcome.ts";
import type { RequestId } from "../domain/request.ts";
import type { OutcomeRecorder, RecordedOutcome, RecordEffect } from "./ledger.ts";
import type { LogPlace, OutcomeLog } from "./outcome-log.ts";
import type { ShardEnd } from "./shards.ts";

/** A line of a shard that has no outcome yet. */
export interface OpenLine {
  readonly id: string;
  readonly number: number;
  readonly attempts: number;
}

/** What the ledger keeps of an outcome; the outcome itself is in the log. */
export interface RecordedLine {
  readonly number: number;
  readonly attempts: number;
  readonly settled: boolean;
  readonly place: LogPlace;
  readonly status: string;
  readonly code: string;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  readonly costUsd: number | null;
}

interface RecorderParts {
  readonly lines: readonly OpenLine[];
  readonly batchId: string | null;
  readonly maxAttempts: number;
  readonly log: OutcomeLog;
  /** Puts the lines into the tables and ends the shard, in one transaction. */
  readonly store: (lines: readonly RecordedLine[], end: ShardEnd) => void;
}

/**
 * Appends outcomes to the log as they come, and keeps in memory only where each one stands. One recorder at a time may
 * write to a log.
 */
export class ShardRecorder implements OutcomeRecorder {
  readonly #parts: RecorderParts;
  readonly #open: Map<string, OpenLine>;
  readonly #recorded = new Map<string, { line: OpenLine; kept: RecordedLine }>();
  readonly #start: number;
  #ended = false;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
    this.#open = new Map(parts.lines.map((line) => [line.id, line]));
    this.#start = parts.log.length;
  }

  /** False once it was committed or discarded. */
  get isOpen(): boolean {
    return !this.#ended;
  }

  get openCount(): number {
    return this.#open.size;
  }

  *open(): Iterable<RequestId> {
    for (const id of this.#open.keys()) yield id as RequestId;
  }

  add(recorded: RecordedOutcome): RecordEffect {
    const earlier = this.#recorded.get(recorded.id);
    if (earlier !== undefined) {
      if (earlier.kept.status === "succeeded" || recorded.outcome.status !== "succeeded") return "repeated";
      this.#keep(earlier.line, recorded);
      return "improved";
    }
    const line = this.#open.get(recorded.id);
    if (line === undefined) return "unknown";
    this.#open.delete(recorded.id);
    this.#keep(line, recorded);
    return "recorded";
  }

  #keep(line: OpenLine, { id, outcome, costUsd }: RecordedOutcome): void {
    const attempts = line.attempts + (countsAsAttempt(outcome) ? 1 : 0);
    const answered = outcome.status === "succeeded";
    this.#recorded.set(id, {
      line,
      kept: {
        number: line.number,
        attempts,
        settled: isSettled(outcome) || attempts >= this.#parts.maxAttempts,
        place: this.#parts.log.append({ id, batch_id: this.#parts.batchId, outcome }),
        status: outcome.status,
        code: answered ? outcome.finishReason : describeFailure(outcome).code,
        inputTokens: answered ? (outcome.usage?.inputTokens ?? null) : null,
        outputTokens: answered ? (outcome.usage?.outputTokens ?? null) : null,
        costUsd,
      },
    });
  }

  commit(end: ShardEnd): { settled: number; again: number } {
    // In the order of the table: scattered, each line would cost a page of its own.
    const lines = Array.from(this.#recorded.values(), ({ kept }) => kept).toSorted((a, b) => a.number - b.number);
    this.#parts.log.sync();
    this.#parts.store(lines, end);
    this.#ended = true;
    const settled = lines.filter((line) => line.settled).length;
    return { settled, again: lines.length - settled };
  }

  discard(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#parts.log.truncate(this.#start);
  }
}
