/** Marks between which reasoning models think: content that no verdict is read from. */
const THINKING_MARK = /<(\/?)(?:think|thinking|thought|reasoning)>|\[(\/?)THINK\]/gi;
const QUOTATION_MARK = /["'`“”„‘’«»]/;

/**
 * What a judge says, without what it thinks and without quotation marks around the whole of it.
 *
 * Thoughts come first: a block begins where nothing was said before, and ends with the first closing mark; without one, all the rest
 * is thoughts. A mark next to a quotation mark is being talked about and means nothing. A mark further on, and what stands before
 * a closing mark that nothing opened, are kept: whoever can have a judge quote such a mark must not remove its verdict.
 */
export function ownWords(answer: string): string {
  return withoutQuotationMarks(withoutThoughts(answer));
}

function withoutThoughts(answer: string): string {
  let from = 0;
  let thinking = false;
  for (const mark of answer.matchAll(THINKING_MARK)) {
    if (isQuoted(answer, mark.index, mark[0].length)) continue;
    const closes = (mark[1] ?? mark[2]) === "/";
    if (thinking && closes) {
      from = mark.index + mark[0].length;
      thinking = false;
    } else if (!thinking) {
      if (closes || answer.slice(from, mark.index).trim() !== "") break;
      thinking = true;
    }
  }
  return thinking ? "" : answer.slice(from);
}

function isQuoted(answer: string, start: number, length: number): boolean {
  return QUOTATION_MARK.test(answer.charAt(start - 1)) || QUOTATION_MARK.test(answer.charAt(start + length));
}

/** Some judges give their JSON as a string: as JSON within JSON, or as Python shows it. */
function withoutQuotationMarks(text: string): string {
  const trimmed = text.trim();
  if (trimmed.startsWith('"') && trimmed.endsWith('"')) return unquoted(trimmed) ?? text;
  return trimmed.startsWith("'{") && trimmed.endsWith("}'") ? trimmed.slice(1, -1) : text;
}

function unquoted(json: string): string | undefined {
  try {
    return JSON.parse(json) as string;
  } catch {
    return undefined;
  }
}
