import { createHash } from "node:crypto";
import type { PageFiles } from "./page-files.ts";

/**
 * What the page may do: run its one script and use its one style sheet, known by their hashes, and nothing else. No markup
 * is ever made from text, which the browser enforces too.
 *
 * @param connect where data may come from
 */
export function contentSecurityPolicy({ script, style }: PageFiles, connect: "'none'" | "'self'"): string {
  return [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    `connect-src ${connect}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/**
 * The HTML up to the data: what stands in it is ours alone.
 *
 * @param withoutScript a sentence for those whose browser runs no script
 */
export function pageHead(page: PageFiles, policy: string, withoutScript: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.replaceAll('"', "&quot;")}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>speceval</title>
<style>${checked(page.style, "</style")}</style>
</head>
<body>
<div id="app"></div>
<noscript><p>${withoutScript}</p></noscript>
`;
}

export function pageScript(page: PageFiles): string {
  return `<script>${checked(page.script, "</script")}</script>\n`;
}

export const PAGE_END = "</body>\n</html>\n";

/** A block of data that no browser runs. Every `<` is written so that no text in it can end the block. */
export function jsonBlock(id: string, value: unknown): string {
  return `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll("<", String.raw`\u003c`)}</script>\n`;
}

/** The build never makes this; a page that it cut short would be hard to understand. */
function checked(text: string, end: string): string {
  if (text.toLowerCase().includes(end) || text.includes("<!--")) throw new TypeError(`The built page contains ${end} or a comment.`);
  return text;
}
