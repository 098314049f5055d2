import type { TextCursor } from "./text-cursor.ts";

/** White space as judges have it in JSON, with characters that cannot be seen. */
export const WHITE = /[\s\0\u200B\u2060]*/y;
const BARE_KEY = /[\p{L}_$][\p{L}\p{N}_$-]*/uy;
const ANY_MARK = /["\\]/g;

/** By the mark that opens a text in quotation marks: what may close it, and the backslash. */
const MARKS: ReadonlyMap<string, RegExp> = new Map([
  ['"', /["\\]/g],
  ["＂", /[＂"\\]/g],
  ["“", /[“”"\\]/g],
  ["”", /[“”"\\]/g],
  ["„", /[“”"\\]/g],
  ["'", /['\\]/g],
  ["‘", /[‘’'\\]/g],
  ["’", /[‘’'\\]/g],
  ["`", /[`\\]/g],
]);

/** What surrounds a value. */
export interface Surroundings {
  readonly kind: "object" | "list";
  /** Whether the object writes its keys in quotation marks. */
  readonly quotedKeys: boolean;
}

export interface QuotedText {
  /** The place of the closing mark; the text's length where there is none. */
  readonly end: number;
  /** Whether it ends at its first mark that is not escaped, as in JSON and Python; otherwise where it ends is a guess. */
  readonly certain: boolean;
}

export function opensQuotedText(character: string): boolean {
  return MARKS.has(character);
}

/** The end of a key in quotation marks: its first closing mark. Undefined when no colon follows. */
export function endOfKey(cursor: TextCursor, open: number): number | undefined {
  const end = nextMark(cursor, cursor.at(open), open + 1);
  return isColon(cursor.at(cursor.pass(WHITE, end + 1))) ? end : undefined;
}

/** The end of a key without quotation marks; undefined when no colon follows. */
export function endOfBareKey(cursor: TextCursor, from: number): number | undefined {
  const end = cursor.pass(BARE_KEY, from);
  return end > from && isColon(cursor.at(cursor.pass(WHITE, end))) ? end : undefined;
}

/**
 * The end of a value in quotation marks. Judges forget to escape those inside, so a mark closes the text only where the
 * object goes on behind it: with its end, a comma and another key, a comment, or another key in a new line. In valid JSON
 * that is always the first mark.
 */
export function endOfValue(cursor: TextCursor, open: number, surroundings: Surroundings): QuotedText {
  const mark = cursor.at(open);
  const first = nextMark(cursor, mark, open + 1);
  for (let place = first; place < cursor.text.length; place = nextMark(cursor, mark, place + 1)) {
    if (closes(cursor, place, surroundings)) return { end: place, certain: place === first && isOneText(cursor, open, place) };
  }
  return { end: cursor.text.length, certain: false };
}

/** Python writes line ends as `\n`: single quotation marks in two lines may have nothing to do with each other. */
function isOneText(cursor: TextCursor, open: number, end: number): boolean {
  return cursor.at(open) === '"' || !cursor.text.slice(open, end).includes("\n");
}

/** The next mark that is not escaped. */
function nextMark(cursor: TextCursor, opening: string, from: number): number {
  const marks = MARKS.get(opening) ?? ANY_MARK;
  let place = cursor.seek(marks, from);
  while (cursor.at(place) === "\\") place = cursor.seek(marks, place + 2);
  return place;
}

function closes(cursor: TextCursor, mark: number, surroundings: Surroundings): boolean {
  const next = cursor.pass(WHITE, mark + 1);
  const character = cursor.at(next);
  if (character === "" || isEnd(character, surroundings.kind) || beginsComment(cursor, next)) return true;
  if (isComma(character)) return goesOnAfterComma(cursor, next + 1, surroundings);
  return cursor.text.slice(mark + 1, next).includes("\n") && keyOrFence(cursor, next, surroundings);
}

function goesOnAfterComma(cursor: TextCursor, from: number, surroundings: Surroundings): boolean {
  const next = cursor.pass(WHITE, from);
  const character = cursor.at(next);
  if (character === "" || isEnd(character, surroundings.kind) || beginsComment(cursor, next)) return true;
  if (surroundings.kind === "list") return opensQuotedText(character) || /[{[\d.tfnTFN-]/.test(character);
  if (opensQuotedText(character)) return endOfKey(cursor, next) !== undefined;
  return !surroundings.quotedKeys && endOfBareKey(cursor, next) !== undefined;
}

/** A member whose comma is missing, or an object whose closing brace is. */
function keyOrFence(cursor: TextCursor, next: number, surroundings: Surroundings): boolean {
  if (cursor.text.startsWith("```", next)) return true;
  return surroundings.kind === "object" && opensQuotedText(cursor.at(next)) && endOfKey(cursor, next) !== undefined;
}

function beginsComment(cursor: TextCursor, place: number): boolean {
  const character = cursor.at(place);
  return character === "#" || (character === "/" && /[/*]/.test(cursor.at(place + 1)));
}

function isEnd(character: string, kind: Surroundings["kind"]): boolean {
  return kind === "object" ? isClosingBrace(character) : isClosingBracket(character);
}

export function isComma(character: string): boolean {
  return character === "," || character === "，";
}

function isColon(character: string): boolean {
  return character === ":" || character === "：";
}

export function isOpeningBrace(character: string): boolean {
  return character === "{" || character === "｛";
}

export function isOpeningBracket(character: string): boolean {
  return character === "[" || character === "［";
}

export function isClosingBrace(character: string): boolean {
  return character === "}" || character === "｝";
}

export function isClosingBracket(character: string): boolean {
  return character === "]" || character === "］";
}

/** A text in quotation marks, between them, with its escapes resolved. */
export function unescape(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|([^]))/g, (_, code: string | undefined, character: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return ESCAPES[character ?? ""] ?? character ?? "";
  });
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };
