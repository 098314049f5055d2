/** A stretch of text that can be shown as it is, or one character that would hide, reorder or fake what is around it. */
export type Stretch = { readonly plain: string } | { readonly code: number; readonly times: number };

// Control characters but tab and line feed; marks and overrides of direction; characters without width, but not the
// joiners that scripts and emoji need; line separators; halves of characters; noncharacters and tags.
const HIDDEN =
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B\u200E\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF\u{E0000}-\u{E007F}]|\p{Surrogate}/gu;

/** Cuts text from a model into what can be shown and what must be named. A carriage return before a line feed is no loss. */
export function stretches(text: string): Stretch[] {
  const found: Stretch[] = [];
  const unified = text.replaceAll("\r\n", "\n");
  let done = 0;
  for (const match of unified.matchAll(HIDDEN)) {
    if (match.index > done) found.push({ plain: unified.slice(done, match.index) });
    const code = match[0].codePointAt(0) ?? 0;
    const last = found.at(-1);
    // A run of the same is one mark: a megabyte of nulls must not become a million elements.
    if (last !== undefined && "code" in last && last.code === code) found[found.length - 1] = { code, times: last.times + 1 };
    else found.push({ code, times: 1 });
    done = match.index + match[0].length;
  }
  if (done < unified.length) found.push({ plain: unified.slice(done) });
  return found;
}

/** A short name for places that hold nothing but text, such as the labels of a chart. */
export function plainName(name: string, limit = 40): string {
  const shown = stretches(name)
    .map((stretch) => ("plain" in stretch ? stretch.plain : codeName(stretch.code)))
    .join("")
    .replaceAll(/\s+/g, " ");
  const characters = Array.from(shown);
  return characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : shown;
}

export function codeName(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Where to cut a text that is too long to be shown whole: not in the middle of a character. */
export function cutAt(text: string, limit: number): number {
  if (text.length <= limit) return text.length;
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit;
}
