import { createReadStream } from "node:fs";

const READ_BYTES = 1 << 18;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf] as const;

/** One line of a JSONL file, without its line end. */
export interface JsonlLine {
  /** 1-based, blank lines counted. */
  readonly number: number;
  readonly text: string;
  /** False only for a last line that has no line end: it may have been cut off. */
  readonly terminated: boolean;
}

/**
 * Splits bytes into lines on 0x0A, and on nothing else: U+2028, U+2029, U+0085 and a lone CR may stand inside a
 * JSON string, and `node:readline` of Node 24 would break a line there (nodejs/node#57591).
 * A CR before the LF and a byte order mark at the very start are dropped; blank lines are counted, not yielded.
 *
 * Yields the lines of each chunk together, because waiting for every line by itself takes longer than reading it.
 * Memory: one chunk and one line.
 */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly JsonlLine[]> {
  let number = 0;
  let pieces: Buffer[] = [];
  let atStart = true;
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const lines: JsonlLine[] = [];
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      const piece = bytes.subarray(from, end);
      const line = pieces.length === 0 ? piece : Buffer.concat([...pieces, piece]);
      pieces = [];
      from = end + 1;
      number += 1;
      const text = decode(line, atStart);
      atStart = false;
      if (text !== "") lines.push({ number, text, terminated: true });
    }
    // Copied, because a stream may hand out the same memory again for its next chunk.
    if (from < bytes.length) pieces.push(Buffer.from(bytes.subarray(from)));
    if (lines.length > 0) yield lines;
  }
  const text = decode(Buffer.concat(pieces), atStart);
  if (text !== "") yield [{ number: number + 1, text, terminated: false }];
}

function decode(line: Buffer, first: boolean): string {
  const start = first && BYTE_ORDER_MARK.every((byte, index) => line[index] === byte) ? BYTE_ORDER_MARK.length : 0;
  const end = line.at(-1) === CARRIAGE_RETURN ? line.length - 1 : line.length;
  const text = line.toString("utf8", start, Math.max(start, end));
  return isBlank(text) ? "" : text;
}

/** Looks at the first characters only: trimming would copy each line. */
function isBlank(text: string): boolean {
  return !/\S/.test(text);
}

/** The lines of a file on disk, one by one; see {@link splitLines}. */
export async function* readLines(path: string): AsyncGenerator<JsonlLine> {
  for await (const lines of splitLines(createReadStream(path, { highWaterMark: READ_BYTES }))) yield* lines;
}

/**
 * One value as one line, line end included. U+2028 and U+2029 are escaped, because readers that split on them exist;
 * lone surrogates are escaped by `JSON.stringify` itself, so every line is valid UTF-8.
 */
export function toLine(value: unknown): string {
  return `${escapeSeparators(JSON.stringify(value))}\n`;
}

/** Escapes U+2028 and U+2029 in JSON text, where they can only stand inside strings. */
export function escapeSeparators(json: string): string {
  return /[\u2028\u2029]/.test(json) ? json.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029") : json;
}
