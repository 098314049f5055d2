/** Only texts with characters beyond the first plane have fewer code points than UTF-16 units. */
const SURROGATE = /[\uD800-\uDBFF][\uDC00-\uDFFF]/;
const SURROGATES = /[\uD800-\uDBFF][\uDC00-\uDFFF]/g;

/** A text's length as Python counts it. */
export function codePoints(text: string): number {
  return SURROGATE.test(text) ? text.length - (text.match(SURROGATES)?.length ?? 0) : text.length;
}
