import { open, rm, type FileHandle } from "node:fs/promises";
import type { Random } from "./hash.ts";

const FLUSH_CHARACTERS = 1 << 20;
const WINDOW_LINES = 1024;
const WINDOW_CHARACTERS = 1 << 23;

/**
 * A file of lines that come out in another order than they went in: each line waits in a window and a random one leaves
 * it, so memory is bounded and small files are shuffled completely.
 */
export class LineFile {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #random: Random | undefined;
  readonly #window: string[] = [];
  #windowCharacters = 0;
  #pending: string[] = [];
  #pendingCharacters = 0;
  #lines = 0;
  #bytes = 0;

  private constructor(path: string, handle: FileHandle, random: Random | undefined) {
    this.path = path;
    this.#handle = handle;
    this.#random = random;
  }

  /** @param random decides the order; the lines keep theirs without it */
  static async create(path: string, random?: Random): Promise<LineFile> {
    return new LineFile(path, await open(path, "w"), random);
  }

  /** Lines added so far. */
  get lines(): number {
    return this.#lines;
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /** True when {@link flush} should be awaited before more is added. */
  get full(): boolean {
    return this.#pendingCharacters >= FLUSH_CHARACTERS;
  }

  /** Adds a line, given without its line end. Does no I/O, so that a loop need not wait at each line. */
  add(line: string): void {
    this.#lines += 1;
    if (!this.#random) return this.#append(line);
    this.#window.push(line);
    this.#windowCharacters += line.length;
    while (this.#window.length > WINDOW_LINES || this.#windowCharacters > WINDOW_CHARACTERS) {
      this.#append(this.#draw(this.#random));
    }
  }

  async flush(): Promise<void> {
    const bytes = Buffer.from(this.#pending.join(""));
    this.#pending = [];
    this.#pendingCharacters = 0;
    await this.#handle.writeFile(bytes);
    this.#bytes += bytes.length;
  }

  /** Writes what is left and closes. A torn file ends in the middle of its last line. */
  async close({ torn = false } = {}): Promise<void> {
    while (this.#random && this.#window.length > 0) this.#append(this.#draw(this.#random));
    const last = torn ? this.#pending.pop() : undefined;
    if (last !== undefined) this.#pending.push(last.slice(0, Math.floor(last.length / 2)));
    try {
      await this.flush();
    } finally {
      await this.#handle.close();
    }
  }

  /** Closes and removes the file. */
  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.path, { force: true });
  }

  #draw(random: Random): string {
    const index = random.below(this.#window.length);
    const last = this.#window.pop() ?? "";
    const drawn = index < this.#window.length ? (this.#window[index] ?? "") : last;
    if (index < this.#window.length) this.#window[index] = last;
    this.#windowCharacters -= drawn.length;
    return drawn;
  }

  #append(line: string): void {
    this.#pending.push(`${line}\n`);
    this.#pendingCharacters += line.length;
  }
}
