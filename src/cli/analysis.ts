import { countOf, formatCount } from "../domain/counts.ts";
import { plain } from "../domain/plain-text.ts";
import type { SpecSummary, Summary, WrittenAnalysis } from "../index.ts";
import { formatUsd, quotePath } from "./format.ts";

/** An analysis as a person wants to read it at its end: sentences, then what to mind. */
export function renderAnalysis(summary: Summary, written: WrittenAnalysis, directory: string): string {
  const lines = summary.specs.flatMap((spec) => [
    "",
    `${plain(spec.name)} (${describe(spec)})`,
    ...spec.sentences.map((sentence) => `  ${plain(sentence)}`),
  ]);
  const known = summary.cost.flatMap(({ usd }) => usd ?? []);
  if (known.length > 0) {
    const unknown = summary.cost.length - known.length;
    const rest = unknown === 0 ? "" : `, and ${formatCount(unknown)} whose price is not known`;
    lines.push("", `Cost: ${formatUsd(known.reduce((sum, usd) => sum + usd, 0))} for ${formatCount(known.length)} runs${rest}.`);
  }
  if (summary.warnings.length > 0) lines.push("", "Mind:", ...summary.warnings.map((warning) => `  ${plain(warning)}`));
  lines.push("", `Written: ${countOf(written.paths.length, "file")} below ${quotePath(directory)}`);
  return lines.slice(1).join("\n");
}

/** What became of an earlier analysis's tables that this one does not have. */
export function renderEarlierTables({ removed, changed }: WrittenAnalysis): string[] {
  return [
    ...(removed.length === 0 ? [] : [`Removed: ${countOf(removed.length, "table")} of an earlier analysis that this one does not have`]),
    ...changed.map((path) => `Left: ${plain(quotePath(path))} is not of this analysis; it was changed since an earlier one wrote it`),
  ];
}

function describe({ statements, candidates, judges }: SpecSummary): string {
  return [countOf(statements.length, "statement"), countOf(candidates.length, "candidate"), countOf(judges.length, "judge")].join(", ");
}
