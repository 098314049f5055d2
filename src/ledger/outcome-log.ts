import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";
import { writeFully } from "../files/atomic.ts";
import { toLine } from "../files/jsonl.ts";
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

/** Bytes read at once: results are mostly read in the order in which they were written. */
const WINDOW_BYTES = 1 << 16;

/**
 * Append-only JSONL file of outcomes. The ledger knows how many of its bytes count: whatever a crash left behind them,
 * a torn line or whole ones, is cut off when the log is opened, before anything is appended.
 */
export class OutcomeLog {
  readonly #descriptor: number;
  readonly #path: string;
  #length: number;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;

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

  /** Appends entries and makes them durable. */
  append(entries: readonly LogEntry[]): LogPlace[] {
    const places: LogPlace[] = [];
    const lines: Buffer[] = [];
    let end = this.#length;
    for (const entry of entries) {
      const line = Buffer.from(toLine(entry), "utf8");
      places.push({ offset: end, length: line.length });
      lines.push(line);
      end += line.length;
    }
    try {
      writeFully(this.#descriptor, Buffer.concat(lines));
      fdatasyncSync(this.#descriptor);
    } catch (error) {
      // A full disk may have taken a part of it; what is not counted must not stay in the way of the next append.
      ftruncateSync(this.#descriptor, this.#length);
      throw error;
    }
    this.#length = end;
    return places;
  }

  read(place: LogPlace): LogEntry {
    return JSON.parse(this.#bytes(place).toString("utf8")) as LogEntry;
  }

  #bytes({ offset, length }: LogPlace): Buffer {
    const inWindow = offset >= this.#windowStart && offset + length <= this.#windowStart + this.#window.length;
    if (!inWindow) {
      const wanted = Math.max(length, Math.min(WINDOW_BYTES, this.#length - offset));
      const buffer = Buffer.allocUnsafe(wanted);
      const got = readSync(this.#descriptor, buffer, 0, wanted, offset);
      if (got < length) throw new LedgerError(`${this.#path} ends before byte ${offset + length}; restore it from a copy.`);
      this.#window = buffer.subarray(0, got);
      this.#windowStart = offset;
    }
    return this.#window.subarray(offset - this.#windowStart, offset - this.#windowStart + length);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}
