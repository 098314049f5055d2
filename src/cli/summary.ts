import { countOf, formatCount } from "../domain/counts.ts";
import type { GroupVerdicts, RunSummary } from "../index.ts";
import { formatUsd, quotePath } from "./format.ts";
import { row } from "./rows.ts";
import { costAside } from "./total.ts";

/** A run as a person wants to read it at its end. */
export function renderSummary(summary: RunSummary): string {
  const { totals } = summary;
  const complete = summary.state === "complete";
  const failed = totals.failures.reduce((sum, failure) => sum + failure.count, 0);
  const lines = [
    `${complete ? "Complete" : "Incomplete"}: ${formatCount(totals.settled)} of ${countOf(totals.requests, "request")} settled (${describeItems(summary)}).`,
  ];
  row(
    lines,
    "answered",
    formatCount(totals.succeeded) + (totals.truncated > 0 ? ` (${formatCount(totals.truncated)} cut off at the token limit)` : ""),
  );
  if (failed > 0)
    row(
      lines,
      "failed",
      `${formatCount(failed)} (${totals.failures.map(({ code, count }) => `${code} ${formatCount(count)}`).join(", ")})`,
    );
  if (totals.unasked > 0) row(lines, "not asked", `${formatCount(totals.unasked)} (the candidate gave no answer)`);
  if (totals.askedAgain > 0) row(lines, "re-asked", `${formatCount(totals.askedAgain)} (the first answer could not be read)`);
  if (totals.inFlight > 0) row(lines, "in batches", formatCount(totals.inFlight));
  if (totals.calling > 0) row(lines, "in doubt", `${countOf(totals.calling, "live call")} on their way, or lost`);
  if (totals.waiting > 0) row(lines, "waiting", formatCount(totals.waiting));
  row(lines, "tokens", `${formatCount(totals.inputTokens)} in, ${formatCount(totals.outputTokens)} out`);
  row(lines, "cost", renderCost(summary));
  row(lines, "results", quotePath(summary.resultsDirectory));
  if (summary.stage === "generate") row(lines, "run", quotePath(summary.directory));
  return [...lines, ...renderVerdicts(summary.verdicts)].join("\n");
}

function describeItems({ stage, totals, statements, verdicts }: RunSummary): string {
  if (stage === "generate") return `${countOf(totals.items, "prompt")}, ${countOf(statements, "statement")}`;
  const groups = stage === "rank" ? countOf(verdicts.length, "pair") : countOf(verdicts.length, "candidate");
  return `${countOf(totals.items, "judgement")}, ${groups}`;
}

/** Groups that are shown; of more, only how many there are. */
const MAX_GROUPS = 20;

/** How often each verdict was given, a line for each candidate or pair. Rates and their uncertainty are the analysis's business. */
function renderVerdicts(groups: readonly GroupVerdicts[]): string[] {
  const words = [...new Set(groups.flatMap(({ scored }) => Object.keys(scored)))].toSorted();
  const width = Math.max(0, ...groups.map(({ candidates }) => candidates.join(" x ").length));
  const lines = groups.slice(0, MAX_GROUPS).map(({ candidates, scored, unscored }) => {
    const counts = words.map((word) => `${word.replaceAll("_", " ")}: ${formatCount(scored[word] ?? 0)}`);
    const reasons = Object.entries(unscored).map(([reason, count]) => `${reason} ${formatCount(count)}`);
    const missing = reasons.length === 0 ? "" : `, unscored: ${reasons.join(", ")}`;
    return `  ${candidates.join(" x ").padEnd(width)}  ${counts.join(", ")}${missing}`;
  });
  return groups.length > MAX_GROUPS ? [...lines, `  and ${formatCount(groups.length - MAX_GROUPS)} more`] : lines;
}

function renderCost({ totals, model, mode }: RunSummary): string {
  if (totals.succeeded === 0) return "$0";
  if (totals.unpriced === totals.succeeded) return `not known (no price for ${model})`;
  return `${formatUsd(totals.costUsd)} at ${mode} prices${costAside(totals)}`;
}

/** One line for a list of runs. */
export function renderRunLine(summary: RunSummary): string {
  const { totals } = summary;
  const failed = totals.failures.reduce((sum, failure) => sum + failure.count, 0);
  const parts = [
    summary.state.padEnd(10),
    `${formatCount(totals.settled)}/${formatCount(totals.requests)}`.padStart(15),
    failed > 0 ? `${formatCount(failed)} failed` : "",
    totals.inFlight > 0 ? `${formatCount(totals.inFlight)} in batches` : "",
  ];
  return `${parts.filter((part) => part !== "").join("  ")}  ${quotePath(summary.directory)}`;
}

/** The batches of a run, one a line. */
export function renderShards(summary: RunSummary): string[] {
  return summary.shards.map((shard) => {
    const counts = shard.counts === null ? "" : `  ${formatCount(shard.counts.completed)} done, ${formatCount(shard.counts.failed)} failed`;
    const fault = shard.fault === null ? "" : `  (${shard.fault})`;
    return `  batch ${shard.number}  ${shard.state.padEnd(9)}  ${shard.vendorState ?? "-"}  ${countOf(shard.requests, "request")}${counts}  ${shard.batchId ?? ""}${fault}`;
  });
}

/** What a run's state means for the exit code: 0 all answered, 1 some failed for good, 3 not finished. */
export function exitCodeOf(summary: RunSummary): number {
  if (summary.state === "incomplete") return 3;
  return summary.totals.succeeded === summary.totals.requests ? 0 : 1;
}
