import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { TextBuffer } from "./text-buffer.ts";

const BUFFER_BYTES = 1 << 18;
const TEMPORARY_ENDING = ".tmp";

/**
 * A file that appears whole or not at all: written beside its target under a hidden temporary name, fsynced, then
 * renamed over it. Calls are synchronous, so that a writer holds no more than one buffer in memory.
 */
export class AtomicFile {
  readonly #target: string;
  readonly #temporary: string;
  readonly #descriptor: number;
  readonly #pending = new TextBuffer();
  #written = 0;
  #open = true;

  constructor(target: string) {
    this.#target = target;
    this.#temporary = join(dirname(target), `.${basename(target)}.${process.pid}${TEMPORARY_ENDING}`);
    this.#descriptor = openSync(this.#temporary, "w");
  }

  /** Bytes handed to the file system so far; those still in the buffer are not counted. */
  get bytesWritten(): number {
    return this.#written;
  }

  write(text: string): void {
    this.#pending.append(text);
    if (this.#pending.length >= BUFFER_BYTES) this.flush();
  }

  /** Hands the buffer to the file system. */
  flush(): void {
    if (this.#pending.length === 0) return;
    // Emptied only afterwards: what could not be written must not be missing from a file that is committed later.
    writeFully(this.#descriptor, this.#pending.bytes());
    this.#written += this.#pending.length;
    this.#pending.clear();
  }

  /** Makes the file durable and gives it its name. */
  commit(): void {
    try {
      this.flush();
      fsyncSync(this.#descriptor);
      this.#close();
      renameSync(this.#temporary, this.#target);
    } catch (error) {
      this.discard();
      throw error;
    }
    syncFolder(dirname(this.#target));
  }

  /** Leaves the target as it was. Harmless after {@link commit}. */
  discard(): void {
    this.#close();
    rmSync(this.#temporary, { force: true });
  }

  #close(): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#descriptor);
  }
}

/**
 * Removes the temporary files that killed processes left in a folder. Only for folders that no other process writes to.
 */
export function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(".") && name.endsWith(TEMPORARY_ENDING)) rmSync(join(folder, name), { force: true });
  }
}

/** Writes a small file atomically; see {@link AtomicFile}. */
export function writeFileAtomic(target: string, text: string): void {
  const file = new AtomicFile(target);
  try {
    file.write(text);
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
}

/** Writes all of the bytes: a single write call may take fewer than it was given. */
export function writeFully(descriptor: number, bytes: Uint8Array, position: number | null = null): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, position === null ? null : position + done);
  }
}

/** Makes a rename or a new name in a folder durable. Does nothing where folders cannot be opened (Windows). */
export function syncFolder(folder: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(folder, "r");
  } catch {
    return;
  }
  try {
    fsyncSync(descriptor);
  } catch {
    // Some file systems refuse to fsync a folder; the rename itself has happened.
  } finally {
    closeSync(descriptor);
  }
}
