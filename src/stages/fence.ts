import { hash } from "node:crypto";

/** Hexadecimal digits of a code: 96 bits. */
const CODE_LENGTH = 24;

/**
 * The code of the lines between which the texts of one item stand in a prompt.
 *
 * It is a hash of these very texts, so that an item has the same bytes whenever it is asked, and nobody can write a closing line
 * into a text: a text that contains its own code has to be found by trying texts, since changing one changes the code. Of
 * all texts in which a code could stand at n places, one in 2^96 / n happens to hold its own; for a text of a million characters
 * that takes 2^76 attempts. To know the other texts, this code or the codes of other items is of no help.
 */
export function fenceCode(texts: readonly string[]): string {
  // As a JSON list, so that no text can be moved across the border to its neighbour without a change of the code.
  return hash("sha256", `speceval/fence/1\n${JSON.stringify(texts.map(wellFormed))}`).slice(0, CODE_LENGTH);
}

/**
 * A text between two lines that bear the item's code. The text is not changed: to escape anything in it would be to have
 * something else judged.
 *
 * @param name lower-case letters and `_`
 */
export function fence(code: string, name: string, text: string): string {
  return `<${name}-${code}>\n${wellFormed(text)}\n</${name}-${code}>`;
}

/** A lone surrogate has no UTF-8: the ledger would give back U+FFFD in its place, and the item would have another request. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}
