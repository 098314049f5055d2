import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { BLOCKS, evidenceBlock, type PackedRankings, rankingsBlock, unpackRankings } from "../../src/report/chunks.ts";
import { type PackedSummary, unpackSummary } from "../../src/report/packed-summary.ts";
import type { EvidenceReader } from "../../src/report/evidence.ts";
import { type PageFiles, readPageFiles } from "../../src/report/html/page-files.ts";
import { writeReport } from "../../src/report/html/write-report.ts";
import { makeEvidence } from "../helpers/report/evidence.ts";
import { type AuditSize, SMALL } from "../helpers/report/size.ts";
import { makeSummary } from "../helpers/report/summary.ts";
import { tempFolder } from "../helpers/temp-folder.ts";

const PAGE: PageFiles = { script: "document.title = 'drawn';", style: "body { margin: 0 }" };

const SIZE: AuditSize = {
  ...SMALL,
  specs: [
    { name: "civic-helper", family: "openai", statements: 2 },
    { name: "library-desk", family: "anthropic", statements: 3 },
  ],
  prompts: 3,
};

const HOSTILE = ["</script><script>alert(1)</script>", "<!--<script>", "<img src=x onerror=alert(1)>", "\uD800 \u202E\u0000", "&lt;"];

async function write(size: AuditSize, options: Parameters<typeof writeReport>[4] = {}, page = PAGE) {
  const path = join(tempFolder(), "report.html");
  const written = await writeReport(path, makeSummary(size), makeEvidence(size), page, options);
  return { written, html: readFileSync(path, "utf8") };
}

/** What stands between an element's tags, as a browser finds it: up to the first end tag. */
function contentOf(html: string, start: string): string {
  const from = html.indexOf(start);
  if (from === -1) throw new Error(`no ${start}`);
  const begin = html.indexOf(">", from) + 1;
  return html.slice(begin, html.indexOf("</", begin));
}

function unpack(html: string, id: string): unknown {
  return JSON.parse(gunzipSync(Buffer.from(contentOf(html, `<script type="application/octet-stream" id="${id}"`), "base64")).toString());
}

function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

describe("the report as one file", () => {
  test("the policy lets through the one script and the one style sheet by their hashes, and no request", async () => {
    const { html } = await write(SIZE);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hash(contentOf(html, "<script>"))};`);
    expect(policy).toContain(`style-src ${hash(contentOf(html, "<style"))};`);
    expect(policy).toContain("connect-src 'none'");
    expect(policy).not.toContain("unsafe");
    expect(html).not.toMatch(/(src|href)="(?!data:)/);
  });

  test("texts of models stand in no markup", async () => {
    const hostile = { ...SIZE, candidates: HOSTILE.slice(0, 3), judges: HOSTILE.slice(1, 3), texts: HOSTILE };
    const { html } = await write(hostile);
    const outside = html.replaceAll(/<script type="application\/(json|octet-stream)" id="[a-z0-9-]+">[^<]*<\/script>/g, "");
    expect(outside).not.toMatch(/alert|onerror|<img/);
    const packed = JSON.parse(contentOf(html, `<script type="application/json" id="${BLOCKS.summary}"`)) as PackedSummary;
    expect(unpackSummary(packed)).toEqual(makeSummary(hostile));
  });

  test("evidence comes back as it was, half characters and all", async () => {
    const size = { ...SIZE, texts: HOSTILE };
    const { html } = await write(size);
    const summary = makeSummary(size);
    const statement = summary.specs[1]?.statements[2]?.id ?? "";
    expect(unpack(html, evidenceBlock(1, 2))).toEqual(await makeEvidence(size).statement("library-desk", statement));
    const packed = unpack(html, rankingsBlock(1, 2)) as PackedRankings;
    for (const pair of await makeEvidence(size).rankings("library-desk", statement)) {
      expect(unpackRankings(packed, pair)).toEqual(pair);
    }
  });

  test("the first view stands before the evidence", async () => {
    const { html } = await write(SIZE);
    const order = [`id="${BLOCKS.summary}"`, "<script>", `id="${evidenceBlock(0, 0)}"`].map((part) => html.indexOf(part));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(0);
  });

  test("many rankings are left out, and the file says so", async () => {
    const { html, written } = await write(SIZE, { rankingLimit: 100 });
    expect(written.contents).toEqual({ evidence: true, rankings: false, rankingRows: 360, rankingLimit: 100 });
    expect(JSON.parse(contentOf(html, `<script type="application/json" id="${BLOCKS.contents}"`))).toEqual(written.contents);
    expect(html).not.toContain('id="rankings-');
    expect(html).toContain('id="evidence-');
  });

  test("without evidence, numbers alone are in it", async () => {
    const { html } = await write(SIZE, { evidence: false });
    expect(html).not.toContain("application/octet-stream");
  });

  test("one statement is read at a time, and none before the last is written", async () => {
    let open = 0;
    let most = 0;
    const evidence = makeEvidence(SIZE);
    const counting: EvidenceReader = {
      ...evidence,
      async statement(...names) {
        open += 1;
        most = Math.max(most, open);
        const found = await evidence.statement(...names);
        open -= 1;
        return found;
      },
    };
    await writeReport(join(tempFolder(), "r.html"), makeSummary(SIZE), counting, PAGE);
    expect(most).toBe(1);
  });

  test("the same again gives the same bytes", async () => {
    const [one, other] = await Promise.all([write(SIZE), write(SIZE)]);
    expect(one.html).toBe(other.html);
  });

  test("a report that cannot be finished leaves nothing behind", async () => {
    const path = join(tempFolder(), "report.html");
    const broken: EvidenceReader = { ...makeEvidence(SIZE), rankings: () => Promise.reject(new Error("the file is cut off")) };
    await expect(writeReport(path, makeSummary(SIZE), broken, PAGE)).rejects.toThrow("cut off");
    expect(existsSync(path)).toBe(false);
  });

  test("the built page fits into a script element", async () => {
    const { html } = await write({ ...SIZE, prompts: 1 }, {}, readPageFiles());
    expect(contentOf(html, "<script>").length).toBeGreaterThan(50_000);
  });
});
