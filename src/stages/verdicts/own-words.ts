/** Marks between which reasoning models think: content that no verdict is read from. */
const THINKING_MARK = /<(\/?)(?:think|thinking|thought|reasoning)>|\[(\/?)THINK\]/gi;
const QUOTATION_MARK = /["'`“”„‘’«»]/;
/** Characters before a mark that are looked at to see whether it begins its line. */
const LONGEST_INDENT = 80;

/**
 * What a judge says, without what it thinks and without quotation marks around the whole of it.
 *
 * A block of thoughts begins with a mark at the start of a line and ends with the first closing mark; without one, all the rest
 * is thoughts. A mark next to a quotation mark is being talked about and means nothing. What stands before a
 * closing mark that nothing opened is kept: whoever can have a judge quote such a mark must not remove its verdict.
 */
export function ownWords(answer: string): string {
  return withoutQuotationMarks(withoutThoughts(answer));
}

function withoutThoughts(answer: string): string {
  const kept: string[] = [];
  let from = 0;
  let thinking = false;
  for (const mark of answer.matchAll(THINKING_MARK)) {
    if (isQuoted(answer, mark.index, mark[0].length)) continue;
    const closes = (mark[1] ?? mark[2]) === "/";
    if (!thinking && !closes && beginsLine(answer, mark.index)) {
      kept.push(answer.slice(from, mark.index));
      thinking = true;
    } else if (thinking && closes) {
      from = mark.index + mark[0].length;
      thinking = false;
    }
  }
  if (!thinking) kept.push(answer.slice(from));
  return kept.join("\n");
}

function isQuoted(answer: string, start: number, length: number): boolean {
  return QUOTATION_MARK.test(answer.charAt(start - 1)) || QUOTATION_MARK.test(answer.charAt(start + length));
}

function beginsLine(answer: string, place: number): boolean {
  const before = answer.slice(Math.max(0, place - LONGEST_INDENT), place);
  return before.slice(before.lastIndexOf("\n") + 1).trim() === "";
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
