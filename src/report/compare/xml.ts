// The part that is easy to get wrong is in two short functions, and the test reads what comes of them with a strict parser. A
// library for it brings four to five packages more.

/** An element: its attributes, and its elements or its text. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly content: readonly XmlElement[] | string;
}

/** A document, two blanks a level. Text and attributes may hold anything. */
export function renderXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderElement(root, "")}\n`;
}

function renderElement({ name, attributes, content }: XmlElement, indent: string): string {
  const head = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escapeAttribute(String(value))}"`)].join(" ");
  if (content.length === 0) return `${indent}<${head}/>`;
  if (typeof content === "string") return `${indent}<${head}>${escapeText(content)}</${name}>`;
  const inner = content.map((element) => renderElement(element, `${indent}  `)).join("\n");
  return `${indent}<${head}>\n${inner}\n${indent}</${name}>`;
}

/** Everything but the characters of XML 1.0, section 2.2: most control characters, halves of characters, U+FFFE and U+FFFF. */
const NOT_XML = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\r": "&#13;",
};

/** Text of an element; what XML does not have becomes U+FFFD. A carriage return would be read as a line feed. */
function escapeText(text: string): string {
  return text.replaceAll(NOT_XML, "\u{FFFD}").replaceAll(/[&<>"'\r]/g, (character) => ESCAPES[character] ?? character);
}

/** The same for an attribute, in which line feeds and tabs would be read as blanks. */
function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");
}
