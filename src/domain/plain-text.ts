/** Control characters, marks that turn the direction of writing, line separators, halves of characters, and what is no character. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** A name from elsewhere, on one line and with nothing that a terminal obeys: such characters show as `\u{1b}`. */
export function plain(name: string): string {
  return name.replaceAll(INVISIBLE, (character) => String.raw`\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
