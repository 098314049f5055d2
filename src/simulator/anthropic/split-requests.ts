/** Code units of JSON's punctuation. */
const BYTE = { quote: 0x22, backslash: 0x5c, comma: 0x2c, openList: 0x5b, closeList: 0x5d, open: 0x7b, close: 0x7d } as const;
const SPACE = 0x20;
/** Longest field name that is looked at. */
const LONGEST_NAME = 64;

/**
 * Cuts the elements of one list out of a JSON object that comes in pieces, so that only one element is held at a time.
 * Elements are not parsed: what is malformed in them shows when they are.
 */
export class RequestSplitter {
  readonly #field: string;
  #depth = 0;
  #inString = false;
  #escaped = false;
  /** The last string of the outermost object, which is a field's name when a colon follows. */
  #name = "";
  #inList = false;
  #found = false;
  #element: Buffer[] = [];
  #begun = false;

  /** @param field of the outermost object that holds the list */
  constructor(field: string) {
    this.#field = field;
  }

  /** Whether the list was there and everything that was opened was closed. */
  get complete(): boolean {
    return this.#found && this.#depth === 0 && !this.#inString;
  }

  /** Takes the next piece; gives the elements that end in it, each on one line. */
  push(chunk: Buffer): Buffer[] {
    const ended: Buffer[] = [];
    let start = 0;
    for (let index = 0; index < chunk.length; index += 1) {
      const byte = chunk[index] ?? SPACE;
      if (this.#inString) {
        this.#readString(byte);
        continue;
      }
      const atList = this.#inList && this.#depth === 2;
      if (atList && (byte === BYTE.comma || byte === BYTE.closeList)) {
        if (this.#begun) ended.push(this.#end(chunk.subarray(start, index)));
        if (byte === BYTE.closeList) this.#inList = false;
      } else if (atList && !this.#begun && byte > SPACE) {
        this.#begun = true;
        start = index;
      }
      this.#readPunctuation(byte);
    }
    // Copied: a stream may hand out the same memory again.
    if (this.#begun) this.#element.push(Buffer.from(chunk.subarray(start)));
    return ended;
  }

  #readString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BYTE.backslash) this.#escaped = true;
    else if (byte === BYTE.quote) this.#inString = false;
    else if (this.#depth === 1 && this.#name.length < LONGEST_NAME) this.#name += String.fromCharCode(byte);
  }

  #readPunctuation(byte: number): void {
    switch (byte) {
      case BYTE.quote:
        this.#inString = true;
        if (this.#depth === 1) this.#name = "";
        return;
      case BYTE.openList:
      case BYTE.open:
        this.#depth += 1;
        if (this.#depth === 2 && this.#name === this.#field && byte === BYTE.openList) {
          this.#inList = true;
          this.#found = true;
        }
        return;
      case BYTE.closeList:
      case BYTE.close:
        this.#depth -= 1;
        return;
      case BYTE.comma:
        if (this.#depth === 1) this.#name = "";
        return;
    }
  }

  #end(last: Buffer): Buffer {
    const element = this.#element.length === 0 ? last : Buffer.concat([...this.#element, last]);
    this.#element = [];
    this.#begun = false;
    // Line ends stand between tokens only, where a space does as well.
    return element.includes(0x0a) || element.includes(0x0d) ? Buffer.from(element.map((byte) => (byte < SPACE ? SPACE : byte))) : element;
  }
}
