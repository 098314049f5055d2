import {
  endOfBareKey,
  endOfKey,
  endOfValue,
  isClosingBrace,
  isClosingBracket,
  isComma,
  isOpeningBrace,
  isOpeningBracket,
  opensQuotedText,
  unescape,
  WHITE,
} from "./quoted-text.ts";
import { plain } from "./plain.ts";
import { TextCursor } from "./text-cursor.ts";

/** Objects in objects deeper than this are not JSON that a judge was asked for. */
const DEEPEST = 32;
const OPENING_BRACE = /[{｛]/g;
/** A value without quotation marks ends where its line does. */
const BARE_VALUE = /[^,，}｝\]］\n\r]*/y;
const COMMENT = /\s+#|\/\/|\/\*/;
/** The rest of a line, and a comment that may have several. */
const LINE_COMMENT = /(?:#|\/\/)[^\n\r]*/y;
const BLOCK_COMMENT_END = /\*/g;
/** Longer than any name that means something. */
const LONGEST_NAME = 64;

/** The names that mean something, in lower case; those of holders without anything but letters. */
export interface KnownNames {
  /** Members whose values are kept. */
  readonly members: ReadonlySet<string>;
  /** Members whose objects are looked into: `{"result": {…}}`. */
  readonly holders: ReadonlySet<string>;
}

/** A member of an object, with a value that is neither an object nor a list. */
export interface Member {
  readonly name: string;
  /** Without quotation marks, its escapes resolved; else as it stands. */
  readonly value: string;
  /** Where the value ends. */
  readonly end: number;
  /** The text ends with this value, and it has no quotation marks: more of it may have been to come. */
  readonly open: boolean;
}

export interface FoundObject {
  /** Of the outermost object that it stands in. */
  readonly start: number;
  readonly end: number;
  /** Those with known names, in their order, repeated ones too. */
  readonly members: readonly Member[];
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface FoundObjects {
  readonly objects: readonly FoundObject[];
  /** Between quotation marks: the values that end where JSON or Python says so, beyond any doubt. */
  readonly quotations: readonly Span[];
  /** Characters that were looked at, some of them more than once. */
  readonly looks: number;
}

interface ObjectFrame {
  readonly kind: "object";
  readonly members: Member[];
  /** Whether everything above is a holder. */
  readonly known: boolean;
  expects: "key" | "value" | "separator";
  key: string;
  hasKeys: boolean;
  quotedKeys: boolean;
}

interface ListFrame {
  readonly kind: "list";
  readonly known: boolean;
  readonly quotedKeys: boolean;
  expects: "value" | "separator";
}

/**
 * Finds the objects in a text that has JSON in it, or what judges write for it: with quotation marks of other kinds, bare keys,
 * Python's literals, doubled braces, raw line ends, comments, commas too many or missing, and quotation marks that are
 * not escaped. What is not like an object is passed over. One pass, with a bounded stack: the work grows with the length
 * of the text, whatever it holds.
 */
export function findObjects(text: string, names: KnownNames): FoundObjects {
  return new ObjectFinder(text, names).find();
}

class ObjectFinder {
  readonly #cursor: TextCursor;
  readonly #names: KnownNames;
  readonly #objects: FoundObject[] = [];
  readonly #quotations: Span[] = [];
  /** From the outermost object to where the cursor is. */
  readonly #stack: (ObjectFrame | ListFrame)[] = [];
  #start = 0;
  /** Members of the objects that ended in the outermost one. */
  #finished: (readonly Member[])[] = [];
  /** Whether only blanks stand between the last line end and the cursor. */
  #lineBegun = false;

  constructor(text: string, names: KnownNames) {
    this.#cursor = new TextCursor(text);
    this.#names = names;
  }

  find(): FoundObjects {
    const cursor = this.#cursor;
    for (cursor.position = cursor.seek(OPENING_BRACE); !cursor.atEnd; cursor.position = cursor.seek(OPENING_BRACE)) this.#readOutermost();
    return { objects: this.#objects, quotations: this.#quotations, looks: cursor.looks };
  }

  #readOutermost(): void {
    this.#start = this.#cursor.position;
    this.#openObject(true);
    while (this.#stack.length > 0 && !this.#cursor.atEnd) this.#step();
    if (this.#stack.length > 0) this.#abandon();
  }

  #step(): void {
    this.#passBlanks();
    const frame = this.#stack.at(-1);
    if (frame === undefined || this.#cursor.atEnd) return;
    if (frame.expects === "value") this.#readValue(frame);
    else if (frame.expects === "separator" || frame.kind === "list") this.#readSeparator(frame);
    else this.#readKey(frame);
  }

  #readKey(frame: ObjectFrame): void {
    const character = this.#cursor.at();
    if (isClosingBrace(character)) this.#close();
    else if (isComma(character)) this.#cursor.position += 1;
    // Doubled braces: the template of a prompt writes them, and some judges copy them.
    else if (isOpeningBrace(character) && !frame.hasKeys) this.#openObject(frame.known);
    else if (opensQuotedText(character)) this.#takeKey(frame, endOfKey(this.#cursor, this.#cursor.position), true);
    else this.#takeKey(frame, endOfBareKey(this.#cursor, this.#cursor.position), false);
  }

  #takeKey(frame: ObjectFrame, end: number | undefined, quoted: boolean): void {
    if (end === undefined) {
      this.#abandon();
      return;
    }
    const cursor = this.#cursor;
    const from = cursor.position + (quoted ? 1 : 0);
    frame.key = plain(unescape(cursor.text.slice(from, Math.min(end, from + LONGEST_NAME)))).toLowerCase();
    frame.hasKeys = true;
    if (quoted) frame.quotedKeys = true;
    frame.expects = "value";
    cursor.position = cursor.pass(WHITE, end + (quoted ? 1 : 0)) + 1;
  }

  #readValue(frame: ObjectFrame | ListFrame): void {
    const cursor = this.#cursor;
    const character = cursor.at();
    const known = frame.known && (frame.kind === "list" || this.#names.holders.has(frame.key.replace(/[^\p{L}]/gu, "")));
    frame.expects = "separator";
    if (isOpeningBrace(character)) this.#openObject(known);
    else if (isOpeningBracket(character)) this.#openList(known);
    else if (opensQuotedText(character)) this.#takeQuoted(frame);
    else if (!isComma(character) && !isClosingBrace(character) && !isClosingBracket(character)) this.#takeBare(frame);
  }

  #takeQuoted(frame: ObjectFrame | ListFrame): void {
    const cursor = this.#cursor;
    const from = cursor.position + 1;
    const { end, certain } = endOfValue(cursor, cursor.position, frame);
    if (certain) this.#quotations.push({ start: from, end });
    cursor.position = Math.min(end + 1, cursor.text.length);
    if (end < cursor.text.length && this.#isKept(frame)) this.#keep(frame, unescape(cursor.text.slice(from, end)), false);
  }

  #takeBare(frame: ObjectFrame | ListFrame): void {
    const cursor = this.#cursor;
    const from = cursor.position;
    const whole = cursor.text.slice(from, cursor.pass(BARE_VALUE));
    const comment = whole.search(COMMENT);
    cursor.position = from + (comment === -1 ? whole.length : comment);
    if (this.#isKept(frame)) this.#keep(frame, cursor.text.slice(from, cursor.position).trim(), cursor.atEnd);
  }

  #isKept(frame: ObjectFrame | ListFrame): frame is ObjectFrame {
    return frame.kind === "object" && frame.known && this.#names.members.has(frame.key);
  }

  #keep(frame: ObjectFrame, value: string, open: boolean): void {
    frame.members.push({ name: frame.key, value, end: this.#cursor.position, open });
  }

  #readSeparator(frame: ObjectFrame | ListFrame): void {
    const cursor = this.#cursor;
    const character = cursor.at();
    if (isComma(character)) {
      cursor.position += 1;
      frame.expects = frame.kind === "object" ? "key" : "value";
    } else if (frame.kind === "object" ? isClosingBrace(character) : isClosingBracket(character)) this.#close();
    else if (frame.kind === "object" && this.#lineBegun && opensQuotedText(character)) frame.expects = "key";
    else this.#abandon();
  }

  #openObject(known: boolean): void {
    this.#cursor.position += 1;
    this.#push({ kind: "object", members: [], known, expects: "key", key: "", hasKeys: false, quotedKeys: false });
  }

  #openList(known: boolean): void {
    this.#cursor.position += 1;
    this.#push({ kind: "list", known, quotedKeys: false, expects: "value" });
  }

  #push(frame: ObjectFrame | ListFrame): void {
    if (this.#stack.length < DEEPEST) this.#stack.push(frame);
    else this.#abandon();
  }

  #close(): void {
    this.#cursor.position += 1;
    this.#pop();
    if (this.#stack.length === 0) this.#endOutermost();
  }

  #pop(): void {
    const frame = this.#stack.pop();
    if (frame?.kind === "object" && frame.members.length > 0) this.#finished.push(frame.members);
  }

  /** Ends all that is open where it cannot be read on: what was read of it so far stands. */
  #abandon(): void {
    while (this.#stack.length > 0) this.#pop();
    this.#endOutermost();
  }

  #endOutermost(): void {
    const span = { start: this.#start, end: this.#cursor.position };
    for (const members of this.#finished) this.#objects.push({ ...span, members });
    this.#finished = [];
  }

  /** Passes white space and comments. */
  #passBlanks(): void {
    const cursor = this.#cursor;
    this.#lineBegun = false;
    for (let before = -1; before !== cursor.position;) {
      before = cursor.position;
      cursor.position = cursor.pass(WHITE);
      if (/[\n\r]/.test(cursor.text.slice(before, cursor.position))) this.#lineBegun = true;
      const comment = cursor.pass(LINE_COMMENT);
      if (comment > cursor.position) cursor.position = comment;
      else if (cursor.text.startsWith("/*", cursor.position)) cursor.position = this.#endOfComment();
    }
  }

  #endOfComment(): number {
    const cursor = this.#cursor;
    let star = cursor.seek(BLOCK_COMMENT_END, cursor.position + 2);
    while (star < cursor.text.length && cursor.at(star + 1) !== "/") star = cursor.seek(BLOCK_COMMENT_END, star + 1);
    return Math.min(star + 2, cursor.text.length);
  }
}
