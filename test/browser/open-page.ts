import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { onTestFinished } from "vitest";

/** Debian's package; another one by the variable. */
const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";

export const HAS_CHROMIUM = existsSync(CHROMIUM);

/** The suite is skipped without a browser, and says so. */
export const MISSING = `There is no ${CHROMIUM}: apt-get install chromium, or set CHROMIUM_PATH.`;

const ARGUMENTS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  ...["--disable-component-update", "--disable-sync"],
];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
}

export interface OpenedPage {
  readonly page: Page;
  /** What the page should never do: errors, warnings, violations of its policy, requests. */
  readonly faults: readonly string[];
}

export interface OpenOptions {
  readonly dark?: boolean;
  readonly phone?: boolean;
}

/** Opens an address in a fresh profile, noting everything that goes wrong. Requests to the address itself are expected. */
export async function openPage(browser: Browser, address: string, { dark = false, phone = false }: OpenOptions = {}): Promise<OpenedPage> {
  const context = await browser.newContext({
    colorScheme: dark ? "dark" : "light",
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("console", (message) => faults.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(address.split("#", 1)[0] ?? "") && request.url() !== "data:,") faults.push(`request: ${request.url()}`);
  });
  await page.goto(address, { waitUntil: "commit" });
  await page.waitForSelector("main h1");
  return { page, faults };
}

/** Goes to a view by its fragment, and waits until it is drawn. */
export async function goTo(page: Page, fragment: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, fragment);
  await settle(page);
}

/** Waits until nothing is being read, and what was changed has been painted. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let quiet = 0; quiet < 4;) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const waiting = [...document.querySelectorAll("[role=status]")].some((element) => element.textContent === "Reading…");
      quiet = waiting ? 0 : quiet + 1;
    }
  });
}
