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

/**
 * Reads the page that `npm run build` makes.
 *
 * @throws {SpecevalError} where it was not built
 */
export function readPageFiles(): PageFiles {
  for (const place of PLACES) {
    const [script, style] = ["page.js", "style.css"].map((name) => fileURLToPath(new URL(place + name, import.meta.url)));
    if (script !== undefined && style !== undefined && existsSync(script) && existsSync(style))
      return { script: readFileSync(script, "utf8"), style: readFileSync(style, "utf8") };
  }
  throw new SpecevalError("config", "The page of reports was not built in this checkout; `npm run build` (or `npm ci`) makes it.");
}
