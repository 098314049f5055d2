/** Where the reader is: `#/view/name/name?key=value`. All of it is in the address, so that every view can be linked. */
export interface Route {
  readonly view: string;
  readonly names: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** The address of a place in the page. Empty parameters are left out. */
export function linkTo(view: string, names: readonly string[] = [], parameters: Readonly<Record<string, string | number>> = {}): string {
  const path = [view, ...names].map(encode).join("/");
  const given = Object.entries(parameters).filter(([, value]) => value !== "");
  const query = given.map(([key, value]) => `${encode(key)}=${encode(String(value))}`).join("&");
  return `#/${path}${query === "" ? "" : `?${query}`}`;
}

export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [view = "", ...names] = path.split("/").map(decode);
  const parameters = query.split("&").flatMap((pair) => {
    const [key = "", ...value] = pair.replaceAll("+", " ").split("=");
    return key === "" ? [] : [[decode(key), decode(value.join("="))] as const];
  });
  return { view, names, parameters: Object.fromEntries(parameters) };
}

/**
 * Any string as a part of an address: half of a character, which is none in UTF-8, is written as the three bytes that it would
 * have there (WTF-8, Simon Sapin).
 */
function encode(text: string): string {
  if (/^[\w.-]*$/.test(text)) return text;
  return text.replaceAll(/\p{Surrogate}|\P{Surrogate}+/gu, (part) => {
    const code = part.charCodeAt(0);
    const isHalf = part.length === 1 && code >= 0xd800 && code <= 0xdfff;
    return isHalf ? `%ED%${hex(0x80 | ((code >> 6) & 0x3f))}%${hex(0x80 | (code & 0x3f))}` : encodeURIComponent(part);
  });
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase();
}

const HALF = /(%ED%[AB][\dA-F]%[89AB][\dA-F])/i;

function decode(part: string): string {
  try {
    return part
      .split(HALF)
      .map((piece, place) => (place % 2 === 1 ? halfOf(piece) : decodeURIComponent(piece)))
      .join("");
  } catch {
    // A mangled link: what it names will not be found, and the page says so.
    return part;
  }
}

function halfOf(bytes: string): string {
  const [high = 0, low = 0] = [bytes.slice(4, 6), bytes.slice(7, 9)].map((digits) => Number.parseInt(digits, 16));
  return String.fromCharCode(0xd000 | ((high & 0x3f) << 6) | (low & 0x3f));
}
