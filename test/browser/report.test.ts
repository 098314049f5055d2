import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type Axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readPageFiles } from "../../src/report/html/page-files.ts";
import { writeReport } from "../../src/report/html/write-report.ts";
import { makeEvidence } from "../helpers/report/evidence.ts";
import { type AuditSize, HALVES, SMALL } from "../helpers/report/size.ts";
import { makeSummary } from "../helpers/report/summary.ts";
import { goTo, HAS_CHROMIUM, launch, MISSING, openPage, settle } from "./open-page.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const STATEMENT = "emergencies_first_1";
const [FIRST = "", SECOND = ""] = SMALL.candidates.toSorted();
const VIEWS = [
  "#/overview/civic-helper",
  "#/models/civic-helper",
  "#/models/civic-helper?scores=ratings&sort-models=score",
  "#/statements/civic-helper",
  "#/statements/library-desk?order=variance&judge=gpt-4.1-2025-04-14",
  `#/statement/civic-helper/${STATEMENT}`,
  `#/statement/civic-helper/${STATEMENT}?scores=ratings&show=violations`,
  "#/judges/civic-helper",
  "#/ranking/civic-helper",
  `#/pair/civic-helper/${FIRST}/${SECOND}`,
  `#/pair/civic-helper/${FIRST}/${SECOND}/${STATEMENT}`,
  "#/disagreements/civic-helper",
  "#/coverage/civic-helper",
  "#/length/civic-helper",
  "#/variance/civic-helper",
  "#/labels/civic-helper",
  "#/cost/civic-helper",
  "#/provenance/civic-helper",
  "#/no-such-view/civic-helper",
  "#/statement/civic-helper/no-such-statement",
];

const HOSTILE = [
  "<script>alert(1)</script><img src=x onerror=alert(2)>",
  '</script><script>alert(3)</script> {"a": "</script>"}',
  "[click](javascript:alert(4)) javascript:alert(5)",
  "left \u202Etfel\u202C \u2067\u0000\u001B[31m\u200Bend",
  "half \uD800 character",
  "x".repeat(1_000_000),
];

let folder = "";
let browser: Browser;

async function write(name: string, size: AuditSize): Promise<string> {
  const path = join(folder, name);
  await writeReport(path, makeSummary(size), makeEvidence(size), readPageFiles());
  return pathToFileURL(path).href;
}

/** Findings of axe that a person would call serious. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 3)
            .map((node) => `${node.html.slice(0, 120)} ${node.failureSummary ?? ""}`)
            .join(" | ")}`,
      );
  });
}

/** How far the page is wider than the window. */
function excess(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** What is wrong with a page as it is printed. */
function onPaper(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const problems: string[] = [];
    for (const element of document.querySelectorAll("nav.views, nav.neighbours, button:not(.sort), .banner"))
      if (element.checkVisibility()) problems.push(`${element.tagName} ${element.className} is shown`);
    for (const table of document.querySelectorAll("table")) {
      const over = table.getBoundingClientRect().right - document.body.getBoundingClientRect().right;
      if (over > 1) problems.push(`the table "${table.caption?.textContent ?? ""}" is too wide by ${Math.round(over)}`);
    }
    const { backgroundColor, color } = getComputedStyle(document.documentElement);
    if (backgroundColor !== "rgb(255, 255, 255)" || color !== "rgb(27, 31, 39)") problems.push(`${color} on ${backgroundColor}`);
    return problems;
  });
}

describe.skipIf(!HAS_CHROMIUM)(`the report in a browser${HAS_CHROMIUM ? "" : ` (skipped. ${MISSING})`}`, () => {
  let small = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "speceval-browser-"));
    browser = await launch();
    small = await write("small.html", SMALL);
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ["light", { dark: false, phone: false }],
    ["dark", { dark: true, phone: false }],
    ["light, on a phone", { dark: false, phone: true }],
    ["dark, on a phone", { dark: true, phone: true }],
  ])("every view is drawn without fault, accessible and not too wide: %s", async (_, options) => {
    const { page, faults } = await openPage(browser, small, options);
    const problems: string[] = [];
    for (const view of VIEWS) {
      await goTo(page, view);
      // What is accessible does not depend on the width but for what overlaps, which axe does not see.
      if (!options.phone) problems.push(...(await findings(page)).map((finding) => `${view} ${finding}`));
      if ((await excess(page)) > 0) problems.push(`${view} is wider than the window`);
      expect(await page.textContent("main"), view).not.toBe("");
    }
    expect(problems).toEqual([]);
    expect(faults).toEqual([]);
  });

  test("names in charts stay in the page on a phone", async () => {
    const names = ["W", "Q"].map((letter) => letter.repeat(30));
    const { page } = await openPage(browser, await write("wide.html", { ...SMALL, candidates: names }), { phone: true });
    const cut = await page.$$eval("main svg text", (texts) => {
      const { left = 0, right = 0 } = document.querySelector("main")?.getBoundingClientRect() ?? {};
      return texts
        .map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.left < left - 1 || box.right > right + 1)
        .map(({ text }) => text);
    });
    expect(cut).toEqual([]);
  });

  test("the navigation shows on a phone where the reader is", async () => {
    const { page } = await openPage(browser, `${small}#/provenance/civic-helper`, { phone: true });
    const box = await page.locator("nav.views [aria-current]").boundingBox();
    expect(box?.x).toBeGreaterThanOrEqual(0);
    expect((box?.x ?? 0) + (box?.width ?? Infinity)).toBeLessThanOrEqual(390);
  });

  test("on paper every view is light, and as wide as the paper, without what can only be pressed", async () => {
    const { page } = await openPage(browser, small, { dark: true });
    await page.getByRole("button", { name: "Light" }).click();
    await page.getByRole("button", { name: "Dark" }).click();
    // A4 without margins of 12 mm.
    await page.setViewportSize({ width: 703, height: 1020 });
    await page.emulateMedia({ media: "print" });
    const problems: string[] = [];
    for (const view of VIEWS) {
      await goTo(page, view);
      problems.push(...(await onPaper(page)).map((problem) => `${view}: ${problem}`));
    }
    expect(problems).toEqual([]);
  });

  test("on paper is what a reader would have to ask for", async () => {
    const long = "A long answer. ".repeat(1000);
    const endless = "x".repeat(1_000_000);
    const size = { ...SMALL, specs: [{ name: "civic-helper", family: null, statements: 1 }], prompts: 1, texts: [long, endless] };
    const { page } = await openPage(browser, await write("long.html", size));
    await goTo(page, `#/statement/civic-helper/${STATEMENT}`);
    const folded = () => page.locator("details:not([open])").count();
    const before = { text: await page.textContent("main"), folded: await folded() };
    await page.evaluate(() => void dispatchEvent(new Event("beforeprint")));
    await settle(page);
    const text = (await page.textContent("main")) ?? "";
    expect(text).toContain(long);
    expect(text).toContain("(980,000 more characters are not printed.)");
    // All but what judges answered word for word.
    expect(await folded()).toBe(await page.locator("details:has(> .raw)").count());
    await page.evaluate(() => void dispatchEvent(new Event("afterprint")));
    await settle(page);
    expect({ text: await page.textContent("main"), folded: await folded() }).toEqual(before);
  });

  test("on paper a table has all of its rows", async () => {
    const size = { ...SMALL, specs: [{ name: "civic-helper", family: null, statements: 80 }], prompts: 1 };
    const { page } = await openPage(browser, await write("rows.html", size));
    await goTo(page, `#/pair/civic-helper/${FIRST}/${SECOND}`);
    const rows = () => page.locator("main table tbody tr").count();
    expect(await rows()).toBe(60);
    await page.evaluate(() => void dispatchEvent(new Event("beforeprint")));
    await settle(page);
    expect(await rows()).toBe(80);
  });

  test("hostile text shows as text, in every place that has one", async () => {
    const names = HOSTILE.slice(0, 3);
    const hostile: AuditSize = {
      ...SMALL,
      specs: [{ name: "civic-helper", family: null, statements: 2 }],
      candidates: names,
      judges: HOSTILE.slice(2, 4),
      prompts: 6,
      texts: HOSTILE,
    };
    const { page, faults } = await openPage(browser, await write("hostile.html", hostile));
    for (const view of VIEWS.filter((fragment) => !fragment.includes("no-such") && !fragment.includes("pair"))) await goTo(page, view);
    const [a = "", b = ""] = names.toSorted().map(encodeURIComponent);
    await goTo(page, `#/pair/civic-helper/${a}/${b}/${STATEMENT}`);
    await goTo(page, `#/statement/civic-helper/${STATEMENT}`);
    expect(
      await page.$$eval("main script, main img, main a", (found) =>
        found.map((element) => element.getAttribute("href") ?? element.tagName),
      ),
    ).toEqual(expect.not.arrayContaining([expect.stringMatching(/^(?!#\/)/)]));
    const text = (await page.textContent("main")) ?? "";
    for (const part of [
      "<script>alert(1)</script>",
      "javascript:alert(5)",
      "U+202E",
      "U+0000",
      "U+D800",
      "Show 50,000 more of 998,500 characters",
    ]) {
      expect(text).toContain(part);
    }
    expect(faults).toEqual([]);
  });

  test("what has half of a character for a name is found by its link", async () => {
    const { page } = await openPage(browser, await write("halves.html", HALVES));
    await page.locator(".top select").selectOption({ index: 1 });
    await page.getByRole("link", { name: "Statements" }).click();
    await page.locator(".heat tbody td a").last().click();
    await page.waitForSelector("article.answer");
    const models = await page.locator("article.answer h3").allTextContents();
    expect(models).toEqual(Array(8).fill(expect.stringMatching(/^model U\+D80[01]$/)));
    expect(new Set(models).size).toBe(1);
    await page.reload();
    await page.waitForSelector("article.answer");
    expect(await page.locator("article.answer h3").allTextContents()).toEqual(models);
    expect(await page.$eval(".top select", (select) => (select as HTMLSelectElement).selectedIndex)).toBe(1);
  });

  test("what a reader chose is in the address, and the address brings it back", async () => {
    const { page } = await openPage(browser, small);
    await goTo(page, `#/statement/civic-helper/${STATEMENT}`);
    await page.getByLabel("Show").selectOption("violations");
    await page.getByLabel("Model").first().selectOption(FIRST);
    await page.getByLabel("Find in texts").fill("library");
    await settle(page);
    const address = page.url();
    const shown = await page.textContent("main .facts");
    expect(address).toContain("show=violations");
    const { page: other } = await openPage(browser, address);
    await settle(other);
    expect(await other.textContent("main .facts")).toBe(shown);
    expect(await other.inputValue("input[type=search]")).toBe("library");
  });

  test("a cell of the matrix opens its statement at its model, by keyboard", async () => {
    const { page } = await openPage(browser, small);
    await goTo(page, "#/statements/civic-helper");
    await page.locator(".heat tbody td a").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("article.answer");
    const model = new URLSearchParams(page.url().split("?")[1]).get("model");
    expect(await page.locator("article.answer h3").allTextContents()).toEqual(Array(8).fill(model));
  });

  test("an item that judges disagree on opens at its answer", async () => {
    const { page } = await openPage(browser, small);
    await goTo(page, "#/disagreements/civic-helper");
    await page.locator("main tbody th a").nth(3).click();
    await page.waitForSelector("article.answer");
    expect(await page.locator("article.answer").count()).toBe(1);
    expect(await page.textContent("main .facts")).toContain("1 answer of 24");
  });

  test("wins by statement are those of the summary", async () => {
    const { page } = await openPage(browser, small);
    await goTo(page, "#/ranking/civic-helper");
    const matrix = page.locator("table.heat", { hasText: "Win rate by statement and model" });
    const { statements = [], rankings } = makeSummary(SMALL).specs[0] ?? {};
    const [table] = rankings?.tables ?? [];
    const best = table?.strengths[0]?.candidate ?? "";
    const expected = statements.map(({ id }) => {
      const own = table?.pairs.filter(({ a, b }) => a === best || b === best) ?? [];
      const counts = own.flatMap(({ a, byStatement }) =>
        byStatement
          .filter(({ statement }) => statement === id)
          .map(({ aWins, bWins, ties }) => ({ won: (a === best ? aWins : bWins) + ties / 2, all: aWins + bWins + ties })),
      );
      const sum = (key: "won" | "all"): number => counts.reduce((total, entry) => total + entry[key], 0);
      return ((sum("won") / sum("all")) * 100).toFixed(0);
    });
    expect(await matrix.locator("tbody td:nth-of-type(1)").allTextContents()).toEqual(expected);
  });

  test("tables are sorted by their columns, and say so", async () => {
    const { page } = await openPage(browser, small);
    await goTo(page, "#/models/civic-helper");
    const order = () => page.locator("table").first().locator("tbody th").allTextContents();
    const before = await order();
    await page.getByRole("button", { name: "Compliance" }).focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await page.waitForSelector('th[aria-sort="ascending"]');
    expect(await order()).toEqual(before.toReversed());
  });

  test("the first key leads past the navigation, and the theme is remembered", async () => {
    const { page } = await openPage(browser, small);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
    await page.getByRole("button", { name: "Dark" }).click();
    await page.reload();
    await page.waitForSelector("main h1");
    expect(await page.evaluate(() => document.documentElement.dataset["theme"])).toBe("dark");
  });

  test("runs without a time are explained where times are shown", async () => {
    const summary = makeSummary(SMALL);
    const cost = summary.cost.map((run, place) => (place === 0 ? { ...run, mode: "live" as const, milliseconds: null } : run));
    const path = join(folder, "live.html");
    await writeReport(path, { ...summary, cost }, makeEvidence(SMALL), readPageFiles());
    const { page } = await openPage(browser, `${pathToFileURL(path).href}#/cost/civic-helper`);
    expect(await page.textContent("main .lead")).toContain("; 1 run has none, without a batch that ended or a call that is on record.");
  });

  test("a file without the rows of rankings says where they are", async () => {
    const path = join(folder, "short.html");
    await writeReport(path, makeSummary(SMALL), makeEvidence(SMALL), readPageFiles(), { rankingLimit: 1 });
    const { page } = await openPage(browser, `${pathToFileURL(path).href}#/pair/civic-helper/${FIRST}/${SECOND}/${STATEMENT}`);
    await page.waitForSelector("main .problem");
    expect(await page.textContent("main .problem")).toContain("speceval view");
  });
});
