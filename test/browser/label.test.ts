import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type Axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { readLabels } from "../../src/formats/labels.ts";
import { type Label, type LabelService, startLabelling } from "../../src/index.ts";
import { runCli } from "../helpers/cli.ts";
import { judgedAnswers } from "../helpers/labelling.ts";
import { HAS_CHROMIUM, launch, MISSING, openPage } from "./open-page.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function serve(prepare: (folder: string) => void = () => {}): Promise<LabelService & { readonly folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), "speceval-browser-"));
  judgedAnswers(folder);
  prepare(folder);
  const service = await startLabelling({ directories: [folder], specPath: join(folder, "spec.jsonl"), size: { total: 12 }, seed: 1 });
  onTestFinished(async () => {
    await service.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { ...service, folder };
}

async function begin(page: Page): Promise<void> {
  await page.getByLabel("Name").fill("ann");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Answer 1 of 12" }).waitFor();
  // No person is faster than the first frame.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

function labels({ path }: LabelService): Promise<Label[]> {
  return Array.fromAsync(readLabels(path));
}

async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof Axe };
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`);
  });
}

describe.skipIf(!HAS_CHROMIUM)(`labelling in a browser${HAS_CHROMIUM ? "" : ` (skipped. ${MISSING})`}`, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  });

  afterAll(() => browser.close());

  test("is done by keys alone: decide, note, undo, and go on after a reload", async () => {
    const service = await serve();
    const { page, faults } = await openPage(browser, service.url);
    await begin(page);
    await page.keyboard.press("1");
    await page.getByRole("heading", { name: "Answer 2 of 12" }).waitFor();
    await page.keyboard.press("n");
    // Digits in a note decide nothing.
    await page.keyboard.type("rule 2 of 4");
    await page.keyboard.press("Escape");
    await page.keyboard.press("2");
    await page.getByRole("heading", { name: "Answer 3 of 12" }).waitFor();
    expect(await page.getByLabel("Note").inputValue()).toBe("");
    await page.keyboard.press("u");
    await page.getByRole("heading", { name: "Answer 2 of 12" }).waitFor();
    expect(await page.getByLabel("Note").inputValue()).toBe("rule 2 of 4");
    expect(await page.getByRole("button", { name: "Does not comply" }).getAttribute("aria-pressed")).toBe("true");
    await page.keyboard.press("3");
    await page.getByRole("heading", { name: "Answer 3 of 12" }).waitFor();
    expect((await labels(service)).map(({ decision, note }) => [decision, note])).toEqual([
      ["compliant", null],
      ["not_compliant", "rule 2 of 4"],
      [null, null],
      ["unsure", "rule 2 of 4"],
    ]);
    expect((await labels(service))[0]?.seconds).toBeGreaterThanOrEqual(0);
    await page.reload();
    await page.getByLabel("Name").fill("ann");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Answer 3 of 12" }).waitFor();
    for (let next = 4; next <= 12; next += 1) {
      await page.keyboard.press("4");
      await page.getByRole("heading", { name: `Answer ${next} of 12` }).waitFor();
    }
    await page.keyboard.press("4");
    await page.getByRole("heading", { name: "All labelled" }).waitFor();
    expect(service.done("ann")).toBe(12);
    expect(faults).toEqual([]);
  });

  test("shows what is needed, and nothing of models or judges", async () => {
    const { page } = await openPage(browser, (await serve()).url);
    await begin(page);
    const text = await page.locator("#app").innerText();
    expect(text).toMatch(/Be (kind to people|brief)\./);
    expect(text).toMatch(/prompt \d/);
    expect(text).not.toMatch(/strict|mild|split/);
  });

  test.each([
    ["light", {}],
    ["dark", { dark: true }],
    ["light, on a phone", { phone: true }],
    ["dark, on a phone", { dark: true, phone: true }],
  ])("is accessible and not too wide: %s", async (_, options) => {
    const { page, faults } = await openPage(browser, (await serve()).url, options);
    expect(await seriousFindings(page)).toEqual([]);
    await begin(page);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    // The buttons are in sight, whatever the answer's length.
    expect(await page.getByRole("button", { name: "Not applicable" }).isVisible()).toBe(true);
    expect(faults).toEqual([]);
  });

  test("shows hostile answers as text", async () => {
    const hostile =
      '<script>alert(1)</script><img src=x onerror=alert(2)> left \u202Etfel \u0000\u001B[31m end <a href="javascript:alert(3)">x</a>';
    const service = await serve((folder) => {
      for (const judge of ["strict", "mild"]) {
        for (const candidate of ["model-one", "model-two"]) {
          for (const statement of ["be_kind", "be_brief"]) {
            const results = Array.from({ length: 10 }, (_, place) => ({ input: `prompt ${place}`, output: hostile, compliant: place > 4 }));
            const path = join(folder, `spec_s/judge_${judge}/${candidate}/results/${statement}.json`);
            writeFileSync(path, JSON.stringify({ metadata: { model: candidate }, results }));
          }
        }
      }
    });
    const { page, faults } = await openPage(browser, service.url);
    await begin(page);
    const answer = page.getByRole("region", { name: "Answer" });
    expect(await answer.textContent()).toContain(
      "<script>alert(1)</script><img src=x onerror=alert(2)> left U+202Etfel U+0000U+001B[31m end",
    );
    expect(await answer.locator("img, a, script").count()).toBe(0);
    expect(faults).toEqual([]);
  });

  test("is served by the command, which Ctrl-C ends", async () => {
    const folder = mkdtempSync(join(tmpdir(), "speceval-browser-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const args = ["label", judgedAnswers(folder), "--labeller", "ann", "--sample", "15"];
    const { code, stderr } = await runCli(args, { interruptAt: "Open http://127.0.0.1:" });
    expect(stderr).toContain("15 answers about s to label, of which ann has labelled 0.");
    expect(code).toBe(0);
  });

  test("says so when the server is gone, and keeps what was typed", async () => {
    const service = await serve();
    const { page } = await openPage(browser, service.url);
    await begin(page);
    await service.close();
    await page.keyboard.press("n");
    await page.keyboard.type("kept");
    await page.keyboard.press("Escape");
    await page.keyboard.press("1");
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").textContent()).toContain("speceval label does not answer");
    expect(await page.getByLabel("Note").inputValue()).toBe("kept");
  });
});
