const FIRST_CAPACITY = 1 << 16;
/** Most bytes of UTF-8 that one UTF-16 code unit takes. */
const MOST_BYTES_PER_UNIT = 3;

/** Text on its way to a file, encoded as it comes: its length in bytes is known at once, and nothing is copied twice. */
export class TextBuffer {
  #bytes: Buffer = Buffer.allocUnsafe(FIRST_CAPACITY);
  #length = 0;

  /** Bytes held. */
  get length(): number {
    return this.#length;
  }

  /** Adds text, and says how many bytes it takes. */
  append(text: string): number {
    const needed = this.#length + text.length * MOST_BYTES_PER_UNIT;
    if (needed > this.#bytes.length) this.#grow(needed);
    const written = this.#bytes.write(text, this.#length, "utf8");
    this.#length += written;
    return written;
  }

  /** What is held; valid until the next {@link append}. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
    // One long line must not keep its memory for ever.
    if (this.#bytes.length > 16 * FIRST_CAPACITY) this.#bytes = Buffer.allocUnsafe(FIRST_CAPACITY);
  }

  #grow(needed: number): void {
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
