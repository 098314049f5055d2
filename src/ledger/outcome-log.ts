import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";
import { writeFully } from "../files/atomic.ts";
import { toLine } from "../files/jsonl.ts";
import { TextBuffer } from "../files/text-buffer.ts";
import type { Outcome } from "../domain/outcome.ts";
import { LedgerError } from "../errors.ts";

/** Where a line of the log stands, in bytes. */
export interface LogPlace {
  readonly offset: number;
  readonly length: number;
}

/** One line of the log. */
export interface LogEntry {
  readonly id: string;
  readonly batch_id: string | null;
  readonly outcome: Outcome;
}

const BUFFER_BYTES = 1 << 18;

/**
 * Append-only JSONL file of outcomes. The ledger knows how many of its bytes count: whatever a crash left behind them,
 * a torn line or whole ones, is cut off when the log is opened, before anything is appended.
 */
export class OutcomeLog {
  readonly #descriptor: number;
  readonly #path: string;
  #length: number;
  readonly #buffer = new TextBuffer();
  /** Lines are read one by one, in any order, into the same memory. */
  #scratch: Buffer = Buffer.allocUnsafe(1 << 14);

  /** @param committedLength bytes that the ledger vouches for */
  constructor(path: string, committedLength: number, options: { readOnly: boolean }) {
    this.#path = path;
    this.#descriptor = openSync(path, options.readOnly ? "r" : "a+");
    const size = fstatSync(this.#descriptor).size;
    if (size < committedLength) {
      closeSync(this.#descriptor);
      throw new LedgerError(
        `${path} has ${size} bytes where the ledger counts ${committedLength}; the file was changed or cut: restore it from a copy, or start another run with --new-run.`,
      );
    }
    if (!options.readOnly && size > committedLength) ftruncateSync(this.#descriptor, committedLength);
    this.#length = committedLength;
  }

  /** Bytes in the log. */
  get length(): number {
    return this.#length;
  }

  /** Appends an entry; it is durable after {@link sync}. */
  append(entry: LogEntry): LogPlace {
    const place = { offset: this.#length, length: this.#buffer.append(toLine(entry)) };
    this.#length += place.length;
    if (this.#buffer.length >= BUFFER_BYTES) this.#flush();
    return place;
  }

  /** Makes everything durable that was appended. */
  sync(): void {
    this.#flush();
    fdatasyncSync(this.#descriptor);
  }

  /** Takes back what was appended after the log had this length. */
  truncate(length: number): void {
    this.#buffer.clear();
    this.#length = length;
    ftruncateSync(this.#descriptor, length);
  }

  #flush(): void {
    if (this.#buffer.length === 0) return;
    writeFully(this.#descriptor, this.#buffer.bytes());
    this.#buffer.clear();
  }

  read({ offset, length }: LogPlace): LogEntry {
    if (this.#scratch.length < length) this.#scratch = Buffer.allocUnsafe(length * 2);
    const got = readSync(this.#descriptor, this.#scratch, 0, length, offset);
    if (got < length) throw new LedgerError(`${this.#path} ends before byte ${offset + length}; restore it from a copy.`);
    return JSON.parse(this.#scratch.toString("utf8", 0, length)) as LogEntry;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
