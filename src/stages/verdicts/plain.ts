/** Longest value that is looked at as one of a few words. */
const LONGEST_WORDS = 100;
const INVISIBLE = /[\0\u00AD\u200B-\u200D\u2060\uFEFF]/g;
const MARKUP = /^[\s*_`"'“”„‘’«»]+|[\s*_`"'“”„‘’«»]+$/g;

/** A short value without what only decorates it: markup, quotation marks, invisible characters, forms of East Asian type. */
export function plain(value: string): string {
  if (value.length > LONGEST_WORDS) return value;
  return value.normalize("NFKC").replace(INVISIBLE, "").replace(MARKUP, "");
}

/** What stands in a template in place of a value: dots, a name in angle brackets, or the name of a type. */
const PLACEHOLDER = /^(?:\.{2,}|…|<[^<>]*>?|\?+|(?:bool|boolean|str|string|int|integer|float|number)(?:\s*[(|].*)?)$/i;

/** Whether a value stands in a template where somebody is to put one. */
export function isPlaceholder(value: string): boolean {
  return PLACEHOLDER.test(plain(value));
}

/** `true/false`, `A | B | equal`: the values of a template. */
export function isChoice(value: string): boolean {
  return /^[\w/ ."'-]{1,20}(?:\s*[|/]\s*|\s+or\s+)["']?[a-z]/i.test(value) && !/^\W*n\/a\W*$/i.test(value) && !/\d/.test(value);
}

/** A value from an answer in a sentence of ours. */
export function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
}
