import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { readPageFiles } from "../../src/report/html/page-files.ts";
import { servePage } from "../../src/report/serve/serve-page.ts";
import type { Summary } from "../../src/report/summary.ts";
import { makeEvidence } from "../helpers/report/evidence.ts";
import { type AuditSize, HALVES, SMALL } from "../helpers/report/size.ts";
import { makeSummary } from "../helpers/report/summary.ts";
import { goTo, HAS_CHROMIUM, launch, MISSING, openPage } from "./open-page.ts";

async function serve(first: Summary | null = makeSummary(SMALL), size: AuditSize = SMALL) {
  let summary = first ?? undefined;
  const listeners = new Set<() => void>();
  const data = {
    summary: async () => summary,
    evidence: () => makeEvidence(size),
    onChange: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const server = await servePage(data, readPageFiles(), 0);
  onTestFinished(() => server.close());
  return {
    server,
    data,
    listeners,
    change: (warning: string): void => {
      summary = { ...makeSummary(SMALL), warnings: [warning] };
      for (const listener of listeners) listener();
    },
  };
}

describe.skipIf(!HAS_CHROMIUM)(`the served page${HAS_CHROMIUM ? "" : ` (skipped. ${MISSING})`}`, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  });

  afterAll(() => browser.close());

  test("reads statements and pairs when they are opened", async () => {
    const { server } = await serve();
    const { page, faults } = await openPage(browser, server.url);
    const [a = "", b = ""] = SMALL.candidates.toSorted();
    await goTo(page, "#/statement/civic-helper/emergencies_first_1");
    await page.waitForSelector("article.answer");
    await goTo(page, `#/pair/civic-helper/${a}/${b}/emergencies_first_1`);
    await page.waitForSelector("article.answer");
    expect(await page.textContent("main .facts")).toContain("8 prompts of 8");
    expect(faults).toEqual([]);
  });

  test("reads what has half of a character for a name", async () => {
    const { server } = await serve(makeSummary(HALVES), HALVES);
    const { page } = await openPage(browser, server.url);
    await page.getByRole("link", { name: "Ranking" }).click();
    await page.locator(".heat td a").first().click();
    await page.locator("main table tbody th a").first().click();
    await page.waitForSelector("article.answer");
    expect(await page.textContent("main h2")).toContain("U+D80");
  });

  test("shows new numbers when files have changed, and stays where the reader is", async () => {
    const { server, listeners, change } = await serve();
    const { page, faults } = await openPage(browser, server.url);
    await expect.poll(() => listeners.size).toBe(1);
    change("The run has come further.");
    await page.waitForSelector("text=The run has come further.");
    expect(faults).toEqual([]);
  });

  test("says that there are no verdicts yet, and shows the report when the first come", async () => {
    const { server, listeners, change } = await serve(null);
    const { page, faults } = await openPage(browser, server.url);
    expect(await page.textContent("main")).toBe(
      "No verdicts yetNo judge has written a verdict yet. This page shows the report by itself when the first come.",
    );
    await expect.poll(() => listeners.size).toBe(1);
    change("The run is not finished.");
    await page.waitForSelector("text=The run is not finished.");
    expect(await page.textContent("main h1")).toBe("civic-helper");
    expect(faults).toEqual([]);
  });

  test("what changed while the server was away is shown when it is back", async () => {
    const { server, data, change } = await serve();
    const { page } = await openPage(browser, server.url);
    await server.close();
    await page.waitForSelector("text=The server does not answer");
    change("The run has come further.");
    const again = await servePage(data, readPageFiles(), Number(new URL(server.url).port));
    onTestFinished(() => again.close());
    await page.waitForSelector("text=The run has come further.");
    expect(await page.locator(".banner").count()).toBe(0);
  });

  test("says when the server is gone", async () => {
    const { server, listeners } = await serve();
    const { page } = await openPage(browser, server.url);
    await expect.poll(() => listeners.size).toBe(1);
    await server.close();
    await page.waitForSelector("text=The server does not answer");
    expect(await page.textContent("main h1")).toBe("civic-helper");
  });
});
