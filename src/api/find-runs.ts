import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { explainFileError } from "../files/explain.ts";
import { MANIFEST_NAME } from "../formats/run-manifest.ts";

/** Levels that are searched below a folder. From a base to its runs it is three: spec, model, time. */
const DEPTH = 6;

/**
 * The folders of all runs below a folder, sorted. The folder may be a base, one of its specs or models, a run, or
 * a folder that holds bases.
 *
 * @throws {ConfigError} when the folder cannot be read
 */
export function findRuns(base: string): string[] {
  const runs: string[] = [];
  const visit = (folder: string, depth: number): void => {
    if (existsSync(join(folder, MANIFEST_NAME))) {
      runs.push(folder);
      return;
    }
    if (depth === 0) return;
    for (const entry of readFolder(folder)) visit(join(folder, entry), depth - 1);
  };
  visit(base, DEPTH);
  return runs.toSorted();
}

function readFolder(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map((entry) => entry.name);
  } catch (error) {
    throw explainFileError(error, folder, "the folder of runs");
  }
}
