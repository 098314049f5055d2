import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SpecevalError } from "../../errors.ts";

/** The page as it was built: one script, one style sheet. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

/** Where it is in a package, and in a checkout that runs its sources. */
const PLACES = ["../../page/", "../../../dist/page/"];

/** Names of the files of each page, without where they are. */
const FILES = { page: ["page.js", "style.css"], label: ["label.js", "label-style.css"] } as const;

/**
 * Reads a page that `npm run build` makes.
 *
 * @param name `page`: that of reports; `label`: that on which people label
 * @throws {SpecevalError} where it was not built
 */
export function readPageFiles(name: keyof typeof FILES = "page"): PageFiles {
  for (const place of PLACES) {
    const [script, style] = FILES[name].map((file) => fileURLToPath(new URL(place + file, import.meta.url)));
    if (script !== undefined && style !== undefined && existsSync(script) && existsSync(style))
      return { script: readFileSync(script, "utf8"), style: readFileSync(style, "utf8") };
  }
  throw new SpecevalError("config", "The pages for browsers were not built in this checkout; `npm run build` (or `npm ci`) makes them.");
}
