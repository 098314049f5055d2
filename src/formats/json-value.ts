import { AtomicFile } from "../files/atomic.ts";
import { escapeSeparators } from "../files/jsonl.ts";

/** Values this deep in a file are rendered whole; those above, piece by piece. */
const RENDERED_DEPTH = 5;

/**
 * Writes a file that is one JSON value, atomically. Its bytes are those of `JSON.stringify(value)` and a line end, with U+2028
 * and U+2029 escaped, but the whole text is never in memory.
 *
 * @param value has no `undefined` in it
 */
export function writeJsonValue(path: string, value: unknown): void {
  const file = new AtomicFile(path);
  try {
    for (const piece of pieces(value, RENDERED_DEPTH)) file.write(piece);
    file.write("\n");
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
}

function* pieces(value: unknown, depth: number): Generator<string> {
  if (depth === 0 || typeof value !== "object" || value === null) {
    yield escapeSeparators(JSON.stringify(value));
  } else if (Array.isArray(value)) {
    yield "[";
    for (const [place, member] of value.entries()) {
      if (place > 0) yield ",";
      yield* pieces(member, depth - 1);
    }
    yield "]";
  } else {
    yield "{";
    for (const [place, [key, member]] of Object.entries(value).entries()) {
      yield `${place === 0 ? "" : ","}${escapeSeparators(JSON.stringify(key))}:`;
      yield* pieces(member, depth - 1);
    }
    yield "}";
  }
}
