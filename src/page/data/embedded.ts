import type { StatementEvidence } from "../../report/evidence.ts";
import { BLOCKS, evidenceBlock, type PackedRankings, rankingsBlock, type ReportContents, unpackRankings } from "../../report/chunks.ts";
import { type PackedSummary, unpackSummary } from "../../report/packed-summary.ts";
import type { DataSource } from "./source.ts";

/** Data in the blocks of the page itself. The large ones stand behind the script, and may not be there yet. */
export function embeddedSource(page: Document): DataSource {
  const contents = JSON.parse(page.getElementById(BLOCKS.contents)?.textContent ?? "null") as ReportContents | null;
  const summary = unpackSummary(JSON.parse(page.getElementById(BLOCKS.summary)?.textContent ?? "null") as PackedSummary);

  function placeOf(spec: string, statement: string): [number, number] {
    const place = summary.specs.findIndex(({ name }) => name === spec);
    return [place, summary.specs[place]?.statements.findIndex(({ id }) => id === statement) ?? -1];
  }

  return {
    kind: "embedded",
    summary: () => Promise.resolve(summary),
    async evidence(spec, statement) {
      const found = await readBlock<StatementEvidence>(page, evidenceBlock(...placeOf(spec, statement)));
      if (found === undefined) throw new Error("This file was written without the answers; `speceval view` shows them.");
      return found;
    },
    async pair(spec, statement, a, b) {
      if (contents?.rankings !== true) return null;
      const packed = await readBlock<PackedRankings>(page, rankingsBlock(...placeOf(spec, statement)));
      return (packed && unpackRankings(packed, { spec, statement, a, b })) ?? { spec, statement, a, b, items: [] };
    },
    follow: () => () => {},
  };
}

/** A block that is gzipped and in base64; undefined where there is none. */
async function readBlock<T>(page: Document, id: string): Promise<T | undefined> {
  const text = (await blockOf(page, id))?.textContent;
  if (text === undefined || text === null) return undefined;
  const plain = new Blob([bytesOf(text.trim())]).stream().pipeThrough(new DecompressionStream("gzip"));
  return (await new Response(plain).json()) as T;
}

/** Browsers of 2025 and later have it. */
const { fromBase64 } = Uint8Array as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };

/** From base64. A plain loop: a callback for each of half a million bytes would be felt. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  if (fromBase64 !== undefined) return fromBase64.call(Uint8Array, base64);
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  for (let place = 0; place < letters.length; place++) bytes[place] = letters.charCodeAt(place);
  return bytes;
}

/** The element, once the browser has read so far. */
function blockOf(page: Document, id: string): Promise<HTMLElement | null> {
  const found = page.getElementById(id);
  // The last block that has begun may not be whole: only one that has something behind it is.
  if (page.readyState !== "loading" || found?.nextElementSibling) return Promise.resolve(found);
  return new Promise((resolve) => {
    page.addEventListener("DOMContentLoaded", () => resolve(page.getElementById(id)), { once: true });
  });
}
