import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ConfigError } from "../errors.ts";
import { writeFileAtomic } from "../files/atomic.ts";
import { explainFileError } from "../files/explain.ts";
import type { Comparison } from "../index.ts";

/** Files that a comparison is written to. */
export interface ReportFiles {
  readonly markdown: string | undefined;
  readonly junit: string | undefined;
}

/** Says what would be in the way before anything is read. */
export function checkReportFiles(files: ReportFiles): void {
  const { markdown, junit } = files;
  for (const [flag, file] of Object.entries(files) as [string, string | undefined][]) {
    if (file === undefined) continue;
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) {
      throw new ConfigError(`--${flag} ${file} is a folder; name a file in it.`);
    }
    if (statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new ConfigError(`--${flag} ${file}: the folder ${dirname(file)} does not exist; make it first.`);
    }
  }
  if (markdown !== undefined && junit !== undefined && resolve(markdown) === resolve(junit)) {
    throw new ConfigError("--markdown and --junit name the same file; give two.");
  }
}

/** Each whole or not at all. */
export async function writeReportFiles(comparison: Comparison, { markdown, junit }: ReportFiles): Promise<void> {
  const [{ renderComparisonMarkdown }, { renderComparisonJUnit }] = await Promise.all([
    import("../report/compare/markdown.ts"),
    import("../report/compare/junit.ts"),
  ]);
  if (markdown !== undefined) write(markdown, renderComparisonMarkdown(comparison), "the Markdown report");
  if (junit !== undefined) write(junit, renderComparisonJUnit(comparison), "the JUnit file");
}

function write(file: string, text: string, what: string): void {
  try {
    writeFileAtomic(file, text);
  } catch (error) {
    throw explainFileError(error, file, what);
  }
}
