import type { SpecSummary, Summary } from "../index.ts";
import { formatCount, formatNumberOf, formatUsd } from "./format.ts";

/** An analysis as a person wants to read it at its end: sentences, then what to mind. */
export function renderAnalysis(summary: Summary, written: readonly string[], directory: string | undefined): string {
  const lines = summary.specs.flatMap((spec) => [
    "",
    `${spec.name} (${describe(spec)})`,
    ...spec.sentences.map((sentence) => `  ${sentence}`),
  ]);
  const known = summary.cost.flatMap(({ usd }) => usd ?? []);
  if (known.length > 0) {
    const unknown = summary.cost.length - known.length;
    const rest = unknown === 0 ? "" : `, and ${formatCount(unknown)} whose price is not known`;
    lines.push("", `Cost: ${formatUsd(known.reduce((sum, usd) => sum + usd, 0))} for ${formatCount(known.length)} runs${rest}.`);
  }
  if (summary.warnings.length > 0) lines.push("", "Mind:", ...summary.warnings.map((warning) => `  ${warning}`));
  if (directory !== undefined) lines.push("", `Written: ${formatCount(written.length)} files below ${directory}`);
  return lines.slice(1).join("\n");
}

function describe({ statements, candidates, judges }: SpecSummary): string {
  return [
    formatNumberOf(statements.length, "statement"),
    formatNumberOf(candidates.length, "candidate"),
    formatNumberOf(judges.length, "judge"),
  ].join(", ");
}
