/** Only texts with characters beyond the first plane have fewer code points than UTF-16 units. */
const PAIR = /[\uD800-\uDBFF][\uDC00-\uDFFF]/;
const PAIRS = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g;

/** The length of a text in Unicode code points, as Python's `len` counts: an emoji is 1, and so is half a surrogate pair. */
export function codePoints(text: string): number {
  return PAIR.test(text) ? text.length - (text.match(PAIRS)?.length ?? 0) : text.length;
}
