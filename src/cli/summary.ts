import type { GenerationEstimate, RunSummary } from "../index.ts";
import { formatBytes, formatCount, formatNumberOf, formatUsd, quotePath } from "./format.ts";

/** A run as a person wants to read it at its end. */
export function renderSummary(summary: RunSummary): string {
  const { totals } = summary;
  const complete = summary.state === "complete";
  const failed = totals.failures.reduce((sum, failure) => sum + failure.count, 0);
  const lines = [
    `${complete ? "Complete" : "Incomplete"}: ${formatCount(totals.settled)} of ${formatNumberOf(totals.requests, "request")} settled (${formatNumberOf(totals.items, "prompt")}, ${formatNumberOf(summary.statements, "statement")}).`,
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
  if (totals.inFlight > 0) row(lines, "in batches", formatCount(totals.inFlight));
  if (totals.calling > 0) row(lines, "in doubt", `${formatNumberOf(totals.calling, "live call")} on their way, or lost`);
  if (totals.waiting > 0) row(lines, "waiting", formatCount(totals.waiting));
  row(lines, "tokens", `${formatCount(totals.inputTokens)} in, ${formatCount(totals.outputTokens)} out`);
  row(lines, "cost", renderCost(summary));
  row(lines, "results", quotePath(summary.resultsDirectory));
  row(lines, "run", quotePath(summary.directory));
  return lines.join("\n");
}

function renderCost({ totals, model, mode }: RunSummary): string {
  if (totals.succeeded === 0) return "$0";
  if (totals.unpriced === totals.succeeded) return `not known (no price for ${model})`;
  const unknown = totals.unpriced > 0 ? `, and ${formatNumberOf(totals.unpriced, "answer")} without a known price` : "";
  const wasted = totals.wastedUsd > 0 ? `, and up to ${formatUsd(totals.wastedUsd)} for nothing` : "";
  return `${formatUsd(totals.costUsd)} at ${mode} prices${wasted}${unknown}`;
}

/** What a dry run found. */
export function renderEstimate(estimate: GenerationEstimate): string {
  const { inputTokens, batches, mostUsd, earlierRun, mode, model } = estimate;
  const repeated = estimate.items - estimate.requests;
  const lines = [`Dry run: nothing was sent.`];
  row(lines, "model", `${model} (${estimate.provider}, ${mode})`);
  row(lines, "prompts", `${formatCount(estimate.items)} on ${formatNumberOf(estimate.statements, "statement")}`);
  const same = repeated > 0 ? ` (${formatNumberOf(repeated, "prompt")} the same as another, asked once)` : "";
  const parted = batches === null ? "" : ` in ${formatNumberOf(batches, "batch", "batches")}`;
  row(lines, "requests", `${formatCount(estimate.requests)}${parted}${same}`);
  row(lines, "bytes", formatBytes(estimate.bytes));
  row(lines, "tokens", `${inputTokens.exact ? "" : "about "}${formatCount(inputTokens.tokens)} in`);
  row(lines, "price", renderPrice(estimate, mode));
  const other = mode === "batch" ? "live" : "batch";
  if (estimate.prices[other] !== null) row(lines, "", `${other}: ${renderPrice(estimate, other)}`);
  if (mostUsd !== null) row(lines, "at most", `${formatUsd(mostUsd)} (what --max-cost would reserve for all of it together)`);
  if (earlierRun !== null) row(lines, "earlier", `${quotePath(earlierRun)} asks the same; the command would go on with it`);
  return lines.join("\n");
}

function renderPrice({ prices, outputTokensPerAnswer, requests, model }: GenerationEstimate, mode: "batch" | "live"): string {
  const price = prices[mode];
  if (price === null) return `not known (no price for ${model})`;
  const output = formatCount(outputTokensPerAnswer * requests);
  return `${formatUsd(price.inputUsd)} for input, and ${formatUsd(price.outputUsd)} for output if each answer has ${formatCount(outputTokensPerAnswer)} tokens (${output} in all)`;
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
    return `  batch ${shard.number}  ${shard.state.padEnd(9)}  ${shard.vendorState ?? "-"}  ${formatNumberOf(shard.requests, "request")}${counts}  ${shard.batchId ?? ""}${fault}`;
  });
}

function row(lines: string[], name: string, value: string): void {
  lines.push(`  ${name.padEnd(10)} ${value}`);
}

/** What a run's state means for the exit code: 0 all answered, 1 some failed for good, 3 not finished. */
export function exitCodeOf(summary: RunSummary): number {
  if (summary.state === "incomplete") return 3;
  return summary.totals.succeeded === summary.totals.requests ? 0 : 1;
}
