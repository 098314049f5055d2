import { WireError } from "../wire-error.ts";

/** A part of an object. */
export interface ByteRange {
  readonly start: number;
  /** Bytes of it. */
  readonly length: number;
}

/**
 * Reads a `Range` header with one range; undefined when there is none.
 *
 * @throws WireError 416 when nothing of it exists
 */
export function readRange(header: string | undefined, bytes: number): ByteRange | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "") ?? [];
  if (first === undefined || last === undefined || first + last === "") return undefined;
  const start = first === "" ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === "" || last === "" ? bytes - 1 : Math.min(Number(last), bytes - 1);
  if (start > end) {
    throw new WireError(416, "The requested range cannot be satisfied.", {
      type: "requestedRangeNotSatisfiable",
      headers: { "content-range": `bytes */${bytes}` },
    });
  }
  return { start, length: end - start + 1 };
}
