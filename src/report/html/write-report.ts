import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { AtomicFile } from "../../files/atomic.ts";
import { BLOCKS, evidenceBlock, packRankings, type ReportContents, rankingsBlock } from "../chunks.ts";
import type { EvidenceReader } from "../evidence.ts";
import { packSummary } from "../packed-summary.ts";
import type { Summary } from "../summary.ts";
import type { PageFiles } from "./page-files.ts";
import { contentSecurityPolicy, jsonBlock, PAGE_END, pageHead, pageScript } from "./shell.ts";

/** Rows of rankings that go into a file unless the caller says otherwise: some 10 MB. */
export const RANKING_LIMIT = 50_000;

export interface ReportOptions {
  /** Whether prompts, answers and verdicts go into the file (default), or numbers alone. */
  readonly evidence?: boolean;
  /** Most rows of rankings that go into the file; of more, none do. Default {@link RANKING_LIMIT}. */
  readonly rankingLimit?: number;
  readonly signal?: AbortSignal;
}

export interface WrittenReport {
  readonly path: string;
  readonly bytes: number;
  readonly contents: ReportContents;
}

const compress = promisify(gzip);

/**
 * Writes the whole report as one HTML file, atomically. Memory holds one statement's evidence at a time.
 *
 * The summary and the script come first, so that the first view stands before the browser has read the evidence; that is
 * one inert block for each statement, gzipped and in base64, which the page unpacks when it is asked for.
 */
export async function writeReport(
  path: string,
  summary: Summary,
  evidence: EvidenceReader,
  page: PageFiles,
  options: ReportOptions = {},
): Promise<WrittenReport> {
  const contents = contentsOf(summary, options);
  const file = new AtomicFile(path);
  try {
    file.write(pageHead(page, contentSecurityPolicy(page, "'none'"), "This report needs JavaScript; it makes no request to any server."));
    file.write(jsonBlock(BLOCKS.summary, packSummary(summary)));
    file.write(jsonBlock(BLOCKS.contents, contents));
    file.write(pageScript(page));
    for (const [spec, { name, statements, rankings }] of summary.specs.entries()) {
      for (const [statement, { id }] of statements.entries()) {
        options.signal?.throwIfAborted();
        if (contents.evidence) file.write(await packedBlock(evidenceBlock(spec, statement), await evidence.statement(name, id)));
        if (contents.rankings && rankings !== null)
          file.write(await packedBlock(rankingsBlock(spec, statement), packRankings(await evidence.rankings(name, id))));
      }
    }
    file.write(PAGE_END);
    file.commit();
  } catch (error) {
    file.discard();
    throw error;
  }
  return { path, bytes: file.bytesWritten, contents };
}

function contentsOf(summary: Summary, { evidence = true, rankingLimit = RANKING_LIMIT }: ReportOptions): ReportContents {
  const ranked = summary.sources.filter(({ stage }) => stage === "rank");
  const rankingRows = ranked.reduce((sum, { rows }) => sum + rows, 0);
  return { evidence, rankings: evidence && rankingRows <= rankingLimit, rankingRows, rankingLimit };
}

async function packedBlock(id: string, value: unknown): Promise<string> {
  const packed = await compress(JSON.stringify(value));
  return `<script type="application/octet-stream" id="${id}">${packed.toString("base64")}</script>\n`;
}
