/**
 * A place in a text. Whatever looks at the text does so through it, and it counts the characters looked at: a test holds
 * them to a multiple of the text's length.
 */
export class TextCursor {
  readonly text: string;
  position = 0;
  looks = 0;

  constructor(text: string) {
    this.text = text;
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** One character; empty beyond the end. */
  at(place = this.position): string {
    this.looks += 1;
    return this.text.charAt(place);
  }

  /**
   * The first place where a character is one of these; the text's length when none is.
   *
   * @param characters a global pattern of one character
   */
  seek(characters: RegExp, from = this.position): number {
    characters.lastIndex = from;
    const place = characters.exec(this.text)?.index ?? this.text.length;
    this.looks += Math.max(1, place - from);
    return place;
  }

  /**
   * The end of a run of characters; where it begins when there is none.
   *
   * @param run a sticky pattern of a repeated class of characters
   */
  pass(run: RegExp, from = this.position): number {
    run.lastIndex = from;
    const end = from + (run.exec(this.text)?.[0].length ?? 0);
    this.looks += 1 + end - from;
    return end;
  }
}
