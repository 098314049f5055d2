import { existsSync } from "node:fs";
import { join } from "node:path";
import { countOf } from "../../domain/counts.ts";
import type { Label } from "../../domain/label.ts";
import { LABELS_NAME, readLabels } from "../../formats/labels.ts";
import { summarizeLabels, type SummarizedLabels } from "../../report/labels/summarize-labels.ts";
import type { LabelSettings } from "../../report/labels/label-settings.ts";
import type { VerdictTable } from "../../report/table/verdict-table.ts";
import type { JudgementFolder } from "../analysis/judgement-folder.ts";
import { matchLabels } from "./match-labels.ts";

/**
 * Reads the labels that belong to results.
 *
 * @param directories of the results: without `path`, those of them that have a `labels.jsonl`
 * @param path a file of labels; undefined to look beside the results
 * @param spec the specification of labels that name none
 * @throws {ConfigError} when a file cannot be read; {FormatError} when a line cannot be used
 */
export async function loadLabels(directories: readonly string[], path: string | undefined, spec = ""): Promise<Label[]> {
  const beside = [...new Set(directories.map((directory) => join(directory, LABELS_NAME)))].filter((file) => existsSync(file));
  const labels: Label[] = [];
  for (const file of path === undefined ? beside : [path]) for await (const label of readLabels(file, spec)) labels.push(label);
  return labels;
}

/**
 * What labels say of the judges of one specification.
 *
 * @returns undefined where no label stands that is about an answer of the table; there may be warnings all the same
 */
export async function analyzeLabels(
  table: VerdictTable,
  folders: readonly JudgementFolder[],
  labels: readonly Label[],
  settings: LabelSettings,
): Promise<{ readonly summary: SummarizedLabels["summary"] | null; readonly warnings: readonly string[] }> {
  const { matched, changed, unknown } = await matchLabels(table, folders, labels);
  const summarized = summarizeLabels(table, matched, settings);
  const [oneChanged] = changed;
  const [oneUnknown] = unknown;
  return {
    summary: summarized?.summary ?? null,
    warnings: [
      ...(oneChanged === undefined
        ? []
        : [
            `Human labels of ${table.spec}: ${countOf(changed.length, "label is", "labels are")} about answers that were generated again since, such as one of ${oneChanged.candidate} to ${oneChanged.statement}; they are left out.`,
          ]),
      ...(oneUnknown === undefined
        ? []
        : [
            `Human labels of ${table.spec}: ${countOf(unknown.length, "label is", "labels are")} about prompts or models that are not among the results, such as one of ${oneUnknown.candidate} to ${oneUnknown.statement}; they are left out.`,
          ]),
      ...(summarized?.warnings ?? []),
    ],
  };
}
