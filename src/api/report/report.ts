import { mkdirSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { ConfigError } from "../../errors.ts";
import { checkWritable } from "../../files/writable.ts";
import { explainFileError } from "../../files/explain.ts";
import { readPageFiles } from "../../report/html/page-files.ts";
import { type ReportOptions, writeReport, type WrittenReport } from "../../report/html/write-report.ts";
import { analyze, type AnalyzeOptions } from "../analysis/analyze.ts";
import { evidenceOf } from "../analysis/read-evidence.ts";

/**
 * Analyses verdicts and writes them up as one HTML file, which needs no server and makes no request.
 *
 * @param paths folders of results, or any folders above them
 * @param output the file; its folder is made
 * @throws {ConfigError} when there is nothing to report on, or the file cannot be written; {FormatError} when a file cannot be read
 */
export async function report(
  paths: readonly string[],
  output: string,
  options: AnalyzeOptions & ReportOptions = {},
): Promise<WrittenReport> {
  // Said before an analysis that may take a while.
  const page = readPageFiles();
  checkPlace(output);
  const { summary, found } = await analyze(paths, options);
  try {
    mkdirSync(dirname(resolve(output)), { recursive: true });
  } catch (error) {
    throw explainFileError(error, output, "the report");
  }
  return await writeReport(output, summary, evidenceOf(found.folders), page, options);
}

function checkPlace(output: string): void {
  if (statSync(output, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new ConfigError(`${output} is a folder; give the name of the file, such as ${output.replace(/\/$/, "")}/report.html.`);
  try {
    checkWritable(dirname(resolve(output)));
  } catch (error) {
    throw explainFileError(error, output, "the report");
  }
}
